/** The benchmarks of a built tree: which there are, and one of them run. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError } from "../errors.js";
import { type Outcome, parseOutcome } from "./outcome.js";

/** A file each: bench/NAME.cpp. */
export function benchmarkNames(root: string): string[] {
  return readdirSync(join(root, "bench"))
    .filter((name) => name.endsWith(".cpp"))
    .map((name) => name.slice(0, -".cpp".length))
    .sort();
}

/** Runs one of the benchmarks of the tree at `root`; rejects when it fails, with what it said. */
export async function runBenchmark(root: string, name: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(join(root, "build", "release", `bench_${name}`), [...args, "--json"], {
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
