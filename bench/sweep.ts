/**
 * Claim: a sweep of 100 parameter sets ends 1.8 times as fast with two workers as with one, or more. Subject and baseline:
 * the same sweep of the example market maker over a generated day, with its start: the day read and shared, workers started
 * and ended. In turns. Ms a sweep, of the wall clock: on a host whose second core has other work it says nothing.
 *
 * `--file F --symbols A,B`: over any ITCH 5.0 file; `--sets N`, `--rounds N`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultLatencies } from "#hotlane/backtest/latency-option.js";
import { wholeDayNs } from "#hotlane/backtest/run-backtest.js";
import { median } from "#hotlane/bench/compare.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { runSweep, type SweepResult } from "#hotlane/sweep/run-sweep.js";
import { generateDay } from "#hotlane/venue/generated-day.js";
import { sampleSetup } from "#hotlane/venue/sample-day.js";

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    symbols: { type: "string" },
    sets: { type: "string", default: "100" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean" },
  },
});
const sets = Number(values.sets);
const rounds = Number(values.rounds);
const strategyFile = new URL("../../src/strategies/examples/market-maker.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "hotlane-bench-sweep-"));

function dataFile(): string {
  if (values.file !== undefined) return values.file;
  const file = join(folder, "day-2026-03-09.itch");
  writeFileSync(file, generateDay(sampleSetup));
  return file;
}

async function sweep(
  file: string,
  workers: number,
): Promise<{ ms: number; cpuMs: number; hashes: string; result: SweepResult }> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const result = await runSweep({
    backtest: {
      strategyFile,
      strategyName: "market-maker",
      parameters: {},
      tier: "inline",
      data: [file],
      date: undefined,
      symbols: values.symbols?.split(",") ?? [...sampleSetup.symbols],
      latency: defaultLatencies,
      fromNs: 0,
      toNs: wholeDayNs,
      equityIntervalNs: 1e9,
    },
    axes: [{ name: "skewTicks", values: Array.from({ length: sets }, (_, index) => index * 100) }],
    cut: { kind: "all" },
    by: "net",
    pool: { workers, heapMb: 512, runMsMax: undefined },
    sharedBytesMax: 1 << 30,
    out: undefined,
  });
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(used);
  const hashes = result.runs.all().map((run) => ("figures" in run ? run.figures.stateHash : run.died));
  return { ms, cpuMs: (user + system) / 1_000, hashes: hashes.join(), result };
}

const file = dataFile();
const [one, two]: [number[], number[]] = [[], []];
const cpuRatios: number[] = [];
let isSame = true;
let messages = 0;
try {
  for (let round = 0; round < rounds; ++round) {
    const alone = await sweep(file, 1);
    const both = await sweep(file, 2);
    one.push(alone.ms);
    two.push(both.ms);
    cpuRatios.push(alone.cpuMs / both.cpuMs);
    isSame &&= alone.hashes === both.hashes;
    messages = both.result.read[0]?.shared?.summary.kept ?? 0;
  }
} finally {
  rmSync(folder, { recursive: true });
}

const outcome = new OutcomeBuilder(
  "sweep",
  `a sweep of ${sets} parameter sets ends 1.8 times as fast with two workers as with one, or more`,
  "ms/sweep",
);
outcome.add("two workers", "subject", two);
outcome.add("one worker", "baseline", one);
const ratios = one.map((ms, round) => ms / (two[round] ?? Number.NaN));
outcome.note("one worker's time by two workers', median of the rounds' ratios", median(ratios));
outcome.note("the best round's", Math.max(...ratios));
// Near 1: the second worker costs nothing but itself, whatever else the host does.
outcome.note("one worker's CPU time by two workers', median of the rounds' ratios", median(cpuRatios));
outcome.note("messages of each run", messages);
outcome.note("messages a second, two workers", (messages * sets * 1_000) / median(two));
outcome.remark(isSame ? "every run's state hash was the same" : "RUNS DIFFERED BETWEEN ONE WORKER AND TWO");
outcome.print();
if (!isSame) process.exitCode = 1;
