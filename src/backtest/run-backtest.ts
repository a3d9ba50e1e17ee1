/**
 * Runs a strategy file over recorded days, each by itself as the engine is started anew each morning: the strategy is
 * made again, with no position. Streams: a day needs no memory of its size. Strategies run on the calling thread, between
 * two chunks of the file; for several at once, call this in several threads.
 */

import { HotlaneError, messageOf } from "../errors.js";
import { BrokenPackingError, type InputFile, openInputFile } from "../files/input-file.js";
import { describeItchError, type ItchErrorWords } from "../files/itch-error.js";
import { readingText, showProgress } from "../files/progress-line.js";
import { native } from "../lanes/native.js";
import type { Parameters } from "../sdk/strategy.js";
import { type CalendarDate, WallClock } from "../sessions/wall-clock.js";
import { makeStrategy, type StrategyExport } from "../strategies/make-strategy.js";
import { loadStrategy } from "../strategies/strategy-loader.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import type { EquityColumns, FillColumns, OrderColumns } from "./backtest-columns.js";
import { type BacktestFees, type BacktestLimits, configOf, laneOf, memoryOf } from "./backtest-lane.js";
import type { BacktestSummary, Latencies, NativeBacktest } from "./backtest-setup.js";
import { checkFollows, type DataDay, type DataFile, daysOf } from "./data-files.js";

/** The exchange's clock, which ITCH's times of day are of. */
const exchangeZone = "America/New_York";
export const wholeDayNs = 86_400e9;

export interface BacktestOptions {
  readonly strategyFile: string;
  /** For people and for errors. */
  readonly strategyName: string;
  readonly parameters: Parameters;
  readonly data: readonly string[];
  /** Undefined: as the files' names tell. */
  readonly date: CalendarDate | undefined;
  /** Undefined: what the first file announces. */
  readonly symbols: readonly string[] | undefined;
  readonly latency: Latencies;
  /** Exchange times of day, ns: the strategy runs between them. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly fees?: BacktestFees | undefined;
  readonly limits?: BacktestLimits | undefined;
  readonly equityIntervalNs: number;
}

export interface FileCoverage {
  readonly file: string;
  /** Exchange times of its first and last message that were taken, ns since midnight. */
  readonly firstNs: number | null;
  readonly lastNs: number | null;
  readonly messages: number;
  /** Where it stopped making sense: nothing of the day behind it was taken. */
  readonly error: ItchErrorWords | null;
}

export interface StrategyFailure {
  readonly callback: string;
  readonly stack: string;
}

export interface DayResult {
  readonly date: CalendarDate | null;
  readonly symbols: readonly string[];
  readonly parameters: Parameters;
  readonly summary: BacktestSummary;
  readonly files: readonly FileCoverage[];
  readonly failure: StrategyFailure | null;
  readonly orders: OrderColumns;
  readonly fills: FillColumns;
  readonly equity: EquityColumns;
  /** Of its run, without reading the strategy. */
  readonly seconds: number;
}

/** Day by day, so that what a long run needs of each can be kept and the rest let go. */
export async function* runBacktest(options: BacktestOptions): AsyncGenerator<DayResult, void, undefined> {
  const days = await daysOf(options.data, options.date);
  const exported = await loadStrategy(options.strategyFile);
  const symbols = options.symbols ?? (await symbolsOfItchFile(options.data[0] ?? ""));
  for (const day of days) yield await runDay(day, symbols, exported, options);
}

function midnightOf(date: CalendarDate | undefined): bigint {
  if (date === undefined) return 0n;
  return BigInt(new WallClock(exchangeZone).when({ date, timeMs: 0 }).firstMs) * 1_000_000n;
}

async function runDay(
  day: DataDay,
  symbols: readonly string[],
  exported: StrategyExport,
  options: BacktestOptions,
): Promise<DayResult> {
  const { strategyName: name, strategyFile: file, parameters } = options;
  const config = configOf(symbols, { name, file, parameters }, options.fees, options.limits);
  const lane = laneOf(config);
  const memory = memoryOf(config, lane);
  let failure: StrategyFailure | null = null;
  const instruments = lane.strategies[0]?.instruments ?? [];
  const onThrow = (callback: string, error: unknown): void => {
    failure ??= { callback, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  };
  const made = makeStrategy(exported, { memory, index: 0, name, instruments, parameters, onThrow });
  const { latency, fromNs, toNs, equityIntervalNs } = options;
  const setup = { lane, midnightNs: midnightOf(day.date), fromNs, toNs, equityIntervalNs, latency };
  const begun = performance.now();
  const run = new native.Backtest(new Uint8Array(memory), setup, [made.bound]);
  const files = await readFiles(day.files, run);
  run.finish();
  const seconds = (performance.now() - begun) / 1_000;
  const summary = run.summary();
  checkSymbols(day, symbols, summary);
  return {
    date: day.date ?? null,
    symbols,
    parameters: made.parameters,
    summary,
    files,
    failure,
    orders: run.orders(),
    fills: run.fills(),
    equity: run.equity(),
    seconds,
  };
}

function checkSymbols(day: DataDay, symbols: readonly string[], { unannounced }: BacktestSummary): void {
  if (unannounced.length < symbols.length) return;
  throw new HotlaneError(
    "backtest/symbols",
    `${day.files.map(({ path }) => path).join(", ")}: none of ${symbols.join(", ")} is announced there`,
  );
}

async function readFiles(files: readonly DataFile[], run: NativeBacktest): Promise<FileCoverage[]> {
  const covered: FileCoverage[] = [];
  for (const [index, file] of files.entries()) {
    const before = run.summary();
    const previous = files[index - 1];
    if (previous !== undefined) checkFollows(previous, before.lastNs, file);
    const error = await readFile(file.path, run);
    const after = run.summary();
    const messages = after.messages - before.messages;
    covered.push({
      file: file.path,
      firstNs: messages > 0 ? (file.firstNs ?? null) : null,
      lastNs: messages > 0 ? after.lastNs : null,
      messages,
      error,
    });
    if (error !== null) break;
  }
  return covered;
}

async function readFile(path: string, run: NativeBacktest): Promise<ItchErrorWords | null> {
  const input = await openInputFile(path);
  const hideProgress = showProgress(() => readingText(input.bytesRead(), input.bytes));
  try {
    return await feedAll(input, run);
  } finally {
    hideProgress();
  }
}

async function feedAll(input: InputFile, run: NativeBacktest): Promise<ItchErrorWords | null> {
  let fed = 0;
  try {
    let isWhole = true;
    for await (const chunk of input.chunks()) {
      fed += chunk.length;
      if (run.feed(chunk)) continue;
      isWhole = false;
      break;
    }
    const error = run.endFile(isWhole);
    return error === null ? null : describeItchError(error);
  } catch (error) {
    if (!(error instanceof BrokenPackingError)) throw error;
    run.endFile(false);
    return { offset: fed, expected: `a whole ${error.packing} stream`, found: messageOf(error.cause) };
  }
}
