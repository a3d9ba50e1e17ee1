/**
 * Runs a strategy file over recorded days, each by itself as the engine is started anew each morning: the strategy is
 * made again, with no position. Streams: a day needs no memory of its size. Strategies run on the calling thread, between
 * two chunks of the file; for several at once, call this in several threads.
 */

import { type CompiledStrategy, makeCompiled } from "../compiler/compiled-strategy.js";
import type { StrategyTier } from "../config/schema.js";
import { HotlaneError, UsageError } from "../errors.js";
import { type ChosenTier, chooseTier } from "../lanes/chosen-tier.js";
import { native } from "../lanes/native.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type { Parameters } from "../sdk/strategy.js";
import type { CalendarDate } from "../sessions/wall-clock.js";
import { makeStrategy, type StrategyPlace } from "../strategies/make-strategy.js";
import { mentionsQueue } from "../strategies/queue-readers.js";
import { bundleStrategy, evaluateStrategy, type StrategyCode } from "../strategies/strategy-code.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import type {
  BookColumns,
  EquityColumns,
  FillColumns,
  MarkColumns,
  OrderColumns,
} from "./backtest-columns.js";
import { type BacktestFees, laneOf, looseRules, memoryOf, rulesOfPlace } from "./backtest-lane.js";
import type { BacktestSummary, Latencies, NativeBacktest } from "./backtest-setup.js";
import { type DataDay, daysOf } from "./data-files.js";
import { type FileCoverage, readDay } from "./day-reading.js";
import { type LivePlace, symbolsOfPlace } from "./live-place.js";
import type { QueueSetup } from "./queue-option.js";

export const wholeDayNs = 86_400e9;

export interface BacktestOptions {
  readonly strategyFile: string;
  /** For people and for errors. */
  readonly strategyName: string;
  readonly parameters: Parameters;
  /** `auto`: compiled where that can be. */
  readonly tier: StrategyTier;
  readonly data: readonly string[];
  /** Undefined: as the files' names tell. */
  readonly date: CalendarDate | undefined;
  /** Undefined: what the first file announces. */
  readonly symbols: readonly string[] | undefined;
  readonly latency: Latencies;
  /** Undefined: exact. */
  readonly queue?: QueueSetup | undefined;
  /** Exchange times of day, ns: the strategy runs between them. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Whose limits and fees hold; undefined: loose limits. */
  readonly place?: LivePlace | undefined;
  /** Where no place says. */
  readonly fees?: BacktestFees | undefined;
  readonly equityIntervalNs: number;
}

export interface StrategyFailure {
  readonly callback: string;
  readonly stack: string;
}

export interface DayResult {
  readonly date: CalendarDate | null;
  /** Of the strategy's code. */
  readonly version: string;
  readonly tier: "inline" | "compiled";
  /** Why it is not compiled, where that was to be tried; "": it is, or was not. */
  readonly obstacle: string;
  readonly symbols: readonly string[];
  readonly parameters: Parameters;
  readonly summary: BacktestSummary;
  readonly files: readonly FileCoverage[];
  readonly failure: StrategyFailure | null;
  readonly orders: OrderColumns;
  readonly fills: FillColumns;
  readonly equity: EquityColumns;
  readonly marks: MarkColumns;
  readonly books: BookColumns;
  /** Of its run, without reading the strategy. */
  readonly seconds: number;
}

/** Day by day, so that what a long run needs of each can be kept and the rest let go. */
export async function* runBacktest(options: BacktestOptions): AsyncGenerator<DayResult, void, undefined> {
  const days = await daysOf(options.data, options.date);
  const code = await bundleStrategy(options.strategyFile);
  const { strategyName: name, strategyFile: file, tier } = options;
  const chosen = await chooseTier({ name, file, tier });
  const symbols = await symbolsOfRun(days, options);
  for (const day of days) yield await runDay(day, symbols, code, chosen, options);
}

/** What the user names, else what the place trades, else what the first file announces. */
export async function symbolsOfRun(
  [day]: readonly DataDay[],
  { symbols, place }: BacktestOptions,
): Promise<readonly string[]> {
  if (symbols !== undefined) return symbols;
  if (place !== undefined) return symbolsOfPlace(place);
  if (day?.kind === "itch") return await symbolsOfItchFile(day.files[0]?.path ?? "");
  throw new UsageError(`--symbols: what ${day?.files[0]?.path} is about must be said: --symbols AAPL,AMZN`);
}

/** `read`: hands the day's data to the run, and says what of it was taken. */
export async function runDay(
  day: DataDay,
  symbols: readonly string[],
  code: StrategyCode,
  { build, obstacle }: ChosenTier,
  options: BacktestOptions,
  read: (day: DataDay, run: NativeBacktest) => Promise<FileCoverage[]> = readDay,
): Promise<DayResult> {
  const { strategyName: name, strategyFile: file, parameters } = options;
  const { place: live, fees } = options;
  const strategy = { name, file, parameters };
  const rules =
    live === undefined ? looseRules(symbols, strategy, fees) : rulesOfPlace(live, symbols, strategy);
  const lane = laneOf(rules.config);
  const memory = memoryOf(rules, lane);
  let failure: StrategyFailure | null = null;
  const instruments = lane.strategies[0]?.instruments ?? [];
  const onThrow = (callback: string, error: unknown): void => {
    failure ??= { callback, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  };
  // Anew each day, with all that its modules keep.
  const place = { index: 0, name, instruments, parameters };
  const made = makeIn(build, code, { ...place, memory, onThrow });
  const { latency, queue = "exact", fromNs, toNs, equityIntervalNs } = options;
  const { kind, midnightNs } = day;
  const source = { kind, files: day.files.length, channel: 0 };
  const setup = { source, lane, midnightNs, fromNs, toNs, equityIntervalNs, queue, latency };
  const begun = performance.now();
  const run = new native.Backtest(new Uint8Array(memory), setup, [made.strategy]);
  const files = await read(day, run);
  run.finish();
  const seconds = (performance.now() - begun) / 1_000;
  const summary = run.summary();
  // A file that is broken early is told as such.
  if (files.every(({ error }) => error === null)) checkSymbols(day, symbols, summary);
  return {
    date: day.date ?? null,
    version: code.version,
    symbols,
    tier: build === undefined ? "inline" : "compiled",
    obstacle,
    parameters: made.parameters,
    summary,
    files,
    failure,
    orders: run.orders(),
    fills: run.fills(),
    equity: run.equity(),
    marks: run.marks(),
    books: run.books(),
    seconds,
  };
}

/** In the tier that was chosen. */
function makeIn(
  build: ChosenTier["build"],
  code: StrategyCode,
  place: StrategyPlace,
): { strategy: BoundStrategy | CompiledStrategy; parameters: Parameters } {
  if (build !== undefined) return makeCompiled(build, { ...place, onFailure: place.onThrow });
  const { bound, parameters } = makeStrategy(evaluateStrategy(code), {
    ...place,
    readsQueue: mentionsQueue(code.text),
  });
  return { strategy: bound, parameters };
}

function checkSymbols(day: DataDay, symbols: readonly string[], { unannounced }: BacktestSummary): void {
  if (unannounced.length < symbols.length) return;
  throw new HotlaneError(
    "backtest/symbols",
    `${day.files.map(({ path }) => path).join(", ")}: none of ${symbols.join(", ")} is announced there`,
  );
}
