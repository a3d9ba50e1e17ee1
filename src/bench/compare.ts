/**
 * Two trees against each other: another revision is checked out and built beside this one, then each benchmark runs in
 * both, in turns, so that whatever the machine does meanwhile it does to both.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError, messageOf } from "../errors.js";
import { runBenchmark } from "./suite.js";

export interface Comparison {
  readonly name: string;
  readonly series: string;
  /** Medians over the rounds, of medians. */
  readonly before: number;
  readonly after: number;
  /** Median of the rounds' own ratios, after ÷ before: below 1 is faster; and the smallest and largest of them. */
  readonly ratio: number;
  readonly ratioLeast: number;
  readonly ratioMost: number;
}

export function median(figures: ArrayLike<number>): number {
  const sorted = Float64Array.from(figures).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A built tree of `revision`, under build/; made anew only where it isn't there. */
export function treeOf(root: string, revision: string): string {
  const git = (...args: string[]): string => {
    try {
      return execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();
    } catch (error) {
      throw new HotlaneError("bench/revision", `bench: ${revision}: ${messageOf(error)}`);
    }
  };
  const hash = git("rev-parse", "--verify", `${revision}^{commit}`);
  const tree = join(root, "build", "compare", hash.slice(0, 12));
  if (!existsSync(tree)) git("worktree", "add", "--detach", tree, hash);
  execFileSync(process.execPath, [join("src", "setup", "prepare.mjs"), "--benchmarks"], {
    cwd: tree,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return tree;
}

/** Series that both trees have, round by round in turns; the first of a round changes with each. */
export async function compare(
  trees: { readonly before: string; readonly after: string },
  name: string,
  args: readonly string[],
  rounds: number,
): Promise<Comparison[]> {
  const medians = { before: new Map<string, number[]>(), after: new Map<string, number[]>() };
  for (let round = 0; round < rounds; ++round) {
    const order = round % 2 === 0 ? (["before", "after"] as const) : (["after", "before"] as const);
    for (const side of order) {
      const { series } = await runBenchmark(trees[side], name, args);
      for (const { name: label, percentiles } of series) {
        medians[side].set(label, [...(medians[side].get(label) ?? []), percentiles.p50 ?? 0]);
      }
    }
  }
  return [...medians.after].flatMap(([series, after]) => {
    const before = medians.before.get(series);
    if (before === undefined || before.some((figure) => figure === 0)) return [];
    const ratios = after.map((figure, round) => figure / (before[round] ?? figure));
    return {
      name,
      series,
      before: median(before),
      after: median(after),
      ratio: median(ratios),
      ratioLeast: Math.min(...ratios),
      ratioMost: Math.max(...ratios),
    };
  });
}
