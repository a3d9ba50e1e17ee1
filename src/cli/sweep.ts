/** The options of `hotlane backtest` that make a sweep of it, and what it then does. Used by backtest.ts. */
import { availableParallelism, totalmem } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { durationNs } from "../backtest/latency-option.js";
import type { BacktestOptions } from "../backtest/run-backtest.js";
import { HotlaneError, UsageError } from "../errors.js";
import type { Cut } from "../sweep/folds.js";
import { parseAxis, type SweepAxis } from "../sweep/parameter-grid.js";
import { runSweep } from "../sweep/run-sweep.js";
import { writeSweep } from "../sweep/sweep-parquet.js";
import { type SweepReport, sweepReport } from "../sweep/sweep-report.js";
import { sweepTable } from "../sweep/sweep-table.js";
import { type Ranking, rankings } from "../sweep/totals.js";

export interface SweepGiven {
  sweep: SweepAxis[];
  workers?: number;
  best: Ranking;
  train?: number;
  test?: number;
  split?: number;
  out?: string;
  heap: number;
  shared?: number;
  runLimit?: number;
}

const heapMbDefault = 512;
const workersMax = 256;

function count(most: number): (text: string) => number {
  return (text) => {
    const found = Number(text);
    if (/^\d+$/.test(text) && found >= 1 && found <= most) return found;
    throw new InvalidArgumentError(`Expected a count from 1 to ${most}, found "${text}".`);
  };
}

function parseSplit(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share > 0 && share < 1) return share;
  throw new InvalidArgumentError(`Expected the share of the days to train on, as 0.7, found "${text}".`);
}

function parseRanking(text: string): Ranking {
  const names = Object.keys(rankings) as Ranking[];
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Expected ${names.join(", ")}, found "${text}".`);
}

function parseRunLimit(text: string): number {
  const ns = durationNs(text);
  if (ns !== undefined && ns >= 1e6) return ns / 1e6;
  throw new InvalidArgumentError(`Expected a time from 1ms to 60s, found "${text}".`);
}

export function addSweepOptions(command: Command): Command {
  return command
    .option(
      "--sweep <name=values>",
      "run every value: skew=1..10, quantity=100..1000/100, isTwoSided=true,false; again for more: every combination",
      (text: string, before: SweepAxis[]) => [...before, parseAxis(text)],
      [],
    )
    .option("--workers <n>", "of a sweep; without it, one for each core", count(workersMax))
    .option(
      "--best <measure>",
      `of a sweep, what makes a set the best: ${Object.keys(rankings).join(", ")}`,
      parseRanking,
      "net",
    )
    .option("--train <days>", "of a sweep, walk forward: choose on so many days …", count(100_000))
    .option(
      "--test <days>",
      "… judge what was chosen on the next so many, and go on from there",
      count(100_000),
    )
    .option(
      "--split <share>",
      "of a sweep: choose on this share of the days, judge on those after them",
      parseSplit,
    )
    .option(
      "--out <folder>",
      "of a sweep: keep what is done, so that the same command goes on; sweep.parquet",
    )
    .option("--heap <mb>", "of a sweep: JavaScript's heap of one worker", count(1 << 20), heapMbDefault)
    .option(
      "--shared <mb>",
      "of a sweep: for the days' messages, all workers together; without it, a quarter of the memory",
      count(1 << 24),
    )
    .option(
      "--run-limit <time>",
      "of a sweep: a run that takes longer is ended, 10s; without it, none is",
      parseRunLimit,
    );
}

function cutOf({ train, test, split }: SweepGiven): Cut {
  if (split !== undefined) {
    if (train !== undefined || test !== undefined)
      throw new UsageError("--split: expected it without --train and --test");
    return { kind: "split", share: split };
  }
  if (train === undefined && test === undefined) return { kind: "all" };
  if (train === undefined || test === undefined) throw new UsageError("--train and --test: expected both");
  return { kind: "walkForward", train, test };
}

/** Options that ask for a sweep where there is none. */
export function checkNoSweep({ train, test, split, out }: SweepGiven): void {
  const given = Object.entries({ train, test, split, out }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`--${given[0]}: expected --sweep with it`);
}

export async function sweep(backtest: BacktestOptions, given: SweepGiven, isJson: boolean): Promise<void> {
  const options = {
    backtest,
    axes: given.sweep,
    cut: cutOf(given),
    by: given.best,
    pool: {
      workers: given.workers ?? availableParallelism(),
      heapMb: given.heap,
      runMsMax: given.runLimit,
    },
    sharedBytesMax: given.shared === undefined ? totalmem() / 4 : given.shared * 2 ** 20,
    out: given.out,
  };
  const result = await runSweep(options);
  const { obstacle } = result.chosen;
  if (obstacle !== "") {
    process.stderr.write(`hotlane: it runs inline, for it can't be compiled: ${obstacle}\n`);
  }
  const report = sweepReport(options, result);
  if (given.out !== undefined) writeSweep(given.out, options, result);
  process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : sweepTable(report));
  warn(report);
  throwOfFailures(report);
}

function warn({ days }: SweepReport): void {
  for (const { date, missingSymbols, isShared } of days) {
    const when = date === null ? "" : `${date}: `;
    if (missingSymbols.length > 0) {
      process.stderr.write(`hotlane: ${when}the data never announces ${missingSymbols.join(", ")}\n`);
    }
    if (isShared === false) {
      process.stderr.write(`hotlane: ${when}larger than --shared: each run read the files by itself\n`);
    }
  }
}

function throwOfFailures({ failures, runs, days }: SweepReport): void {
  const [failure] = failures;
  if (failure !== undefined) {
    const when = failure.date === null ? "" : ` on ${failure.date}`;
    throw new HotlaneError(
      "sweep/failed-runs",
      `${failures.length} of ${runs} runs failed, the first: ${failure.name}${when}: ${failure.why}`,
    );
  }
  const broken = days.flatMap(({ errors }) => errors)[0];
  if (broken === undefined) return;
  throw new HotlaneError("backtest/corrupt-file", `${broken}; the sweep covers what was good before it`);
}
