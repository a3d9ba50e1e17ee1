/** What the native backtester is told (native/addon/backtest_setup.cpp), and what it tells. Times of day: ns since midnight. */

import type { CompiledStrategy } from "../compiler/compiled-strategy.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type {
  BookColumns,
  EquityColumns,
  FillColumns,
  MarkColumns,
  OrderColumns,
} from "./backtest-columns.js";
import type { QueueSetup } from "./queue-option.js";

/** How long one way takes: native/backtest/latency_model.hpp. */
export type LatencySetup =
  | { readonly kind: "constant"; readonly ns: number }
  /** Each drawn alone, with the buckets' counts as weights. */
  | {
      readonly kind: "histogram";
      readonly valuesNs: Float64Array;
      readonly counts: Float64Array;
      readonly seed: number;
    }
  /** One after the other; after the last, the last again. */
  | { readonly kind: "recorded"; readonly ns: Float64Array };

export interface Latencies {
  /** In words, of what was measured; absent: they were given. */
  readonly from?: string;
  /** From a message's time stamp to the strategy. */
  readonly feed: LatencySetup;
  /** From a decision to the venue. */
  readonly order: LatencySetup;
  /** From the venue to the strategy. */
  readonly answer: LatencySetup;
}

/** What kind of files a day's data is in. */
export type DataKind = "itch" | "captures" | "journal" | "dbn";

export interface SourceSetup {
  readonly kind: DataKind;
  /** How many there are: one after the other, but captures side by side. */
  readonly files: number;
  /** Of a journal: of its lane. */
  readonly channel: number;
}

/** Where files stopped making sense: nothing behind it was taken. */
export interface SourceFault {
  file: number;
  /** Bytes of the unpacked file. */
  offset: number;
  expected: string;
  found: string;
}

export interface BacktestSetup {
  readonly source: SourceSetup;
  readonly lane: LaneSetup;
  /** Ns since the Unix epoch of the exchange's midnight. */
  readonly midnightNs: bigint;
  readonly fromNs: number;
  readonly toNs: number;
  /** Of simulated time between two rows of equity; 0: none. */
  readonly equityIntervalNs: number;
  readonly queue: QueueSetup;
  readonly latency: Latencies;
}

export interface BacktestPosition {
  strategy: string;
  symbol: string;
  net: number;
  bought: number;
  sold: number;
  fills: number;
  /** Ticks x shares, before fees. */
  realised: number;
  unrealised: number;
  /** Billionths of a dollar. */
  charged: number;
  rebated: number;
  markTicks: number;
  /** A sum has left its range: the money is no longer true. */
  isSaturated: boolean;
}

export interface BacktestSummary {
  messages: number;
  /** Of them, of the strategy's instruments or of the whole market. */
  ofInstruments: number;
  packets: number;
  /** Of a type that ITCH 5.0 does not have, or of another length. */
  skipped: number;
  /** With an earlier time than the one before. */
  wentBack: number;
  firstNs: number | null;
  lastNs: number | null;
  beyondRecordedLatencies: number;
  /** 16 hexadecimal digits. */
  stateHash: string;
  unknownReferences: number;
  repeatedReferences: number;
  excessShares: number;
  malformed: number;
  strategies: { name: string; hasFailed: boolean }[];
  positions: BacktestPosition[];
  /** By the gate's words. */
  refusals: Record<string, number>;
  /** Symbols that the market never announced. */
  unannounced: string[];
}

/** One day, fed chunk by chunk. */
export interface NativeBacktest {
  /** The file whose next bytes are needed; null: nothing more is. */
  wanted(): number | null;
  feed(file: number, chunk: Uint8Array): void;
  endFile(file: number): void;
  fault(): SourceFault | null;
  /** What is on its way arrives, what is open is cancelled. */
  finish(): void;
  summary(): BacktestSummary;
  orders(): OrderColumns;
  fills(): FillColumns;
  equity(): EquityColumns;
  /** Once it has finished. */
  marks(): MarkColumns;
  books(): BookColumns;
}

export type NativeBacktestClass = new (
  memory: Uint8Array,
  setup: BacktestSetup,
  strategies: (BoundStrategy | CompiledStrategy)[],
) => NativeBacktest;

export interface ExtractSummary
  extends Pick<BacktestSummary, "messages" | "skipped" | "wentBack" | "firstNs" | "lastNs" | "unannounced"> {
  /** Of the messages, those that a backtest of the instruments works on. */
  kept: number;
}

/** Of a day's files the messages of some instruments: native/backtest/market_extract.hpp. */
export interface MarketExtract extends Pick<NativeBacktest, "wanted" | "feed" | "endFile" | "fault"> {
  /** What was kept since the last call, as bytes of an ITCH file. */
  take(): Uint8Array;
  summary(): ExtractSummary;
}

export type MarketExtractClass = new (source: SourceSetup, symbols: readonly string[]) => MarketExtract;
