/** The benchmarks of a built tree: which there are, and one of them run. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError } from "../errors.js";
import { type Outcome, parseOutcome } from "./outcome.js";

/** A file each: bench/NAME.cpp, or bench/NAME.ts where it needs the engine's processes or JavaScript. */
export function benchmarkNames(root: string): string[] {
  return readdirSync(join(root, "bench"))
    .flatMap((file) => /^(\w+)\.(?:cpp|ts)$/.exec(file)?.[1] ?? [])
    .sort();
}

function programOf(root: string, name: string): [string, ...string[]] {
  return existsSync(join(root, "bench", `${name}.ts`))
    ? [process.execPath, join(root, "build", "ts-bench", `${name}.js`)]
    : [join(root, "build", "release", `bench_${name}`)];
}

/** Runs one of the benchmarks of the tree at `root`; rejects when it fails, with what it said. */
export async function runBenchmark(root: string, name: string, args: readonly string[]): Promise<Outcome> {
  const [program, ...before] = programOf(root, name);
  const child = spawn(program, [...before, ...args, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let words = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0)
    throw new HotlaneError("bench/failed", `bench ${name}: ended with ${code}: ${words.trim()}`);
  return parseOutcome(name, out.trimEnd().split("\n").at(-1) ?? "");
}
