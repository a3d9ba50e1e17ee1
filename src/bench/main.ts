/** `npm run bench`: runs the suite, or one benchmark, or compares two revisions. A program of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { table } from "../engine/text-table.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { type Comparison, compare, treeOf } from "./compare.js";
import { describeMachine } from "./machine.js";
import type { Outcome } from "./outcome.js";
import { suitePage } from "./page.js";
import { publish } from "./published.js";
import { benchmarkNames, runBenchmark } from "./suite.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

interface BenchOptions {
  file?: string;
  minutes?: string;
  compare?: string;
  rounds: number;
  out: string;
  publish?: true;
  json?: true;
}

function parseRounds(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError(`expected 1 to 99, found "${text}".`);
  return Number(text);
}

function outcomeLines({ name, claim, unit, ratio, aboveFloor, series }: Outcome): string {
  const rows = series.map(({ name: label, role, percentiles }) => [
    label,
    ...Object.entries(percentiles).map(([key, value]) => `${key} ${value.toPrecision(4)}`),
    role === "other" ? "" : role,
  ]);
  const ratios = [
    ...(ratio === undefined ? [] : [`${ratio.toPrecision(3)} times as fast as the baseline`]),
    ...(aboveFloor === undefined ? [] : [`${aboveFloor.toPrecision(3)} times the floor`]),
  ];
  const lines = [...table(rows), ...(ratios.length === 0 ? [] : [ratios.join(", ")])];
  return `${name}: ${claim} (${unit})\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function comparisonLines(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, series, before, after, ratio, ratioLeast, ratioMost }) => [
    `${name}: ${series}`,
    before.toPrecision(4),
    after.toPrecision(4),
    `× ${ratio.toFixed(3)}`,
    `${ratioLeast.toFixed(3)} to ${ratioMost.toFixed(3)}`,
  ]);
  return `${table([["medians", "before", "after", "after ÷ before", "over the rounds"], ...rows]).join("\n")}\n`;
}

/** All of them, with a page; one that fails is told and fails the run, but doesn't stop it. */
async function runSuite(
  names: readonly string[],
  args: readonly string[],
  options: BenchOptions,
): Promise<void> {
  const machine = describeMachine();
  const when = new Date();
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  for (const name of names) {
    process.stderr.write(`bench ${name} …\n`);
    try {
      const outcome = await runBenchmark(root, name, args);
      outcomes.push(outcome);
      if (!options.json) process.stdout.write(outcomeLines(outcome));
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  mkdirSync(options.out, { recursive: true });
  const suite = { schema: "hotlane.bench-suite/1", when: when.toISOString(), machine, outcomes, failures };
  writeFileSync(join(options.out, "bench.json"), `${JSON.stringify(suite, null, 1)}\n`);
  writeFileSync(join(options.out, "bench.html"), suitePage(outcomes, machine, when));
  process.stderr.write(`written: ${join(options.out, "bench.json")} and bench.html beside it\n`);
  if (options.publish) publish(root, outcomes, machine, when);
  if (options.json) process.stdout.write(`${JSON.stringify(suite)}\n`);
  if (failures.length > 0) throw new HotlaneError("bench/failed", failures.join("\n"));
}

async function bench(name: string | undefined, options: BenchOptions): Promise<void> {
  const names = benchmarkNames(root);
  if (name !== undefined && !names.includes(name))
    throw new UsageError(`bench ${name}: expected one of ${names.join(", ")}`);
  if (name === undefined && (options.file !== undefined || options.minutes !== undefined))
    throw new UsageError("--file and --minutes go with one benchmark");
  const args = [
    ...(options.file === undefined ? [] : ["--file", resolve(options.file)]),
    ...(options.minutes === undefined ? [] : ["--minutes", options.minutes]),
  ];
  if (options.compare !== undefined) {
    const trees = { before: treeOf(root, options.compare), after: root };
    const comparisons: Comparison[] = [];
    for (const one of name === undefined ? names : [name])
      comparisons.push(...(await compare(trees, one, args, options.rounds)));
    const machine = describeMachine();
    process.stdout.write(
      options.json ? `${JSON.stringify({ machine, comparisons })}\n` : comparisonLines(comparisons),
    );
  } else if (name !== undefined && options.json && !options.publish) {
    const outcome = await runBenchmark(root, name, args);
    process.stdout.write(`${JSON.stringify({ ...outcome, machine: describeMachine() })}\n`);
  } else {
    await runSuite(name === undefined ? names : [name], args, options);
  }
}

const program = new Command("bench")
  .description(
    "Run the benchmarks: all, with one JSON file and one page of plots; or one; or two revisions in turns.",
  )
  .argument("[name]", "one of them; all by default")
  .option("--file <file>", "what it works on, where it takes a file (decode_book: any ITCH file)")
  .option("--minutes <n>", "how long it runs, where it takes a time (jitter, order_flow)")
  .option("--compare <revision>", "build that revision too, and run both in turns")
  .option("--rounds <n>", "of a comparison", parseRounds, 5)
  .option("--out <folder>", "where the suite's files go", join(root, "build", "bench"))
  .option("--publish", "put what was found into bench/published.json and the README's table")
  .option("--json", "one JSON object instead of tables")
  .action(bench);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`bench: ${messageOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
