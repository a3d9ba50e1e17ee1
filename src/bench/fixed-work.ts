/** Runs a stage's fixed work (bench/fixed_work/) under callgrind, and counts. Needs valgrind and a release build. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { HotlaneError, messageOf } from "../errors.js";
import { type CallgrindCounts, parseCallgrind } from "./callgrind.js";

export interface WorkCounts extends CallgrindCounts {
  /** That were counted. */
  readonly operations: number;
  readonly systemCalls: number;
  /** Whose code this is: another compiler's has other counts. */
  readonly compiler: string;
}

const run = promisify(execFile);

/** Why work can't be counted here; undefined: it can. */
export function whyNotCounted(): string | undefined {
  if (process.arch !== "x64") return `budgets are counted on x64, not ${process.arch}`;
  const found = spawnSync("valgrind", ["--version"], { encoding: "utf8" });
  return found.status === 0 ? undefined : "valgrind is not installed";
}

/** Those between the marks that stand around each counted block (bench/fixed_work/main.cpp). */
export function countSystemCalls(trace: string): number {
  let isCounted = false;
  let calls = 0;
  for (const [, name] of trace.matchAll(/^SYSCALL\[[^\]]*\]\(\s*\d+\) (\w+)/gm)) {
    if (name === "sys_getppid") isCounted = !isCounted;
    else if (isCounted) calls += 1;
  }
  return calls;
}

export async function countWork(root: string, stage: string): Promise<WorkCounts> {
  const folder = mkdtempSync(join(tmpdir(), "hotlane-budget-"));
  const [counts, trace] = [join(folder, "counts"), join(folder, "trace")];
  try {
    const { stdout } = await run("valgrind", [
      "--tool=callgrind",
      "--collect-atstart=no",
      "--toggle-collect=*run_counted_block*",
      "--branch-sim=yes",
      `--callgrind-out-file=${counts}`,
      "--trace-syscalls=yes",
      `--log-file=${trace}`,
      join(root, "build", "release", "fixed_work"),
      stage,
    ]);
    const said = JSON.parse(stdout) as { operations: number; compiler: string };
    return {
      ...parseCallgrind(readFileSync(counts, "utf8")),
      operations: said.operations,
      systemCalls: countSystemCalls(readFileSync(trace, "latin1")),
      compiler: said.compiler,
    };
  } catch (error) {
    throw new HotlaneError("bench/failed", `fixed_work ${stage} under valgrind: ${messageOf(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
