/** What the native parity (native/addon/parity.cpp) is told, and what it tells. */
import type { CompiledStrategy } from "../compiler/compiled-strategy.js";
import type { RecordTaker } from "../journal/run-reading.js";
import type { BoundStrategy } from "../sdk/binding.js";

/** Why a backtest does something else than the live run did: docs/parity.md. */
export type ParityReason =
  | "unexplained"
  | "latency"
  | "queue"
  | "missed packet"
  | "parameter"
  | "code version";

export interface ParityRecordReport {
  /** Why the journal can't be used; null: it can. */
  failure: string | null;
  strategies: { name: string; instruments: number[]; isVacant: boolean }[];
  /** The lane was stopped in order. */
  isEnded: boolean;
  /** Of the feed, that nobody filled. */
  gaps: number;
  /** The feed shows our own orders, as a real or a generated market's does. */
  showsOwnOrders: boolean;
  /** Medians of the run. */
  orderLatencyNs: number;
  answerLatencyNs: number;
  /** Of the lane's instruments. */
  messages: number;
}

/** The first reading of a run: its market, and where each request met it. */
export interface NativeParityRecord extends RecordTaker {
  finish(): ParityRecordReport;
  /** A lane's memory, before its strategies are made. */
  prepare(memory: Uint8Array): void;
}

export interface ParityCounts {
  failure: string | null;
  inputs: number;
  /** Calls of strategies that asked for something, of the live run. */
  decisions: number;
  orders: number;
  fills: number;
  /** Of the run's end, from a venue that was ahead of what the lane had heard of the feed: not compared. */
  answersAhead: number;
  backtestDecisions: number;
  backtestOrders: number;
  backtestFills: number;
  differences: number;
  unexplained: number;
}

export interface NativeDifference {
  what: "decision" | "order" | "fill";
  reason: ParityReason;
  /** Its place. */
  strategy: number;
  /** The strategy's own number; 0: of no single order. */
  order: number;
  timeNs: bigint;
  /** Null: it did nothing there. */
  live: string | null;
  backtest: string | null;
}

/** The second reading: the lane runs again. */
export interface NativeParity extends RecordTaker {
  finish(): ParityCounts;
  differences(from: number, to: number): NativeDifference[];
}

export type NativeParityClass = new (
  record: NativeParityRecord,
  memory: Uint8Array,
  strategies: (BoundStrategy | CompiledStrategy | null)[],
  reasons: (ParityReason | null)[],
  install: (place: number) => { strategy: BoundStrategy; keepsOrders: boolean } | null,
  /** Of requests and of answers, in place of that day's; null: as that day. */
  latencyNs: number | null,
) => NativeParity;
