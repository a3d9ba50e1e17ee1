// What the live view shows: the engine's state at one moment. Filled by the engine on the main thread from the lane's
// shared tables, some five times a second; read by terminal-view.ts.
import type { StageReport } from "../latency/stage-report.js";
import type { ChannelReport } from "./channel-report.js";
import type { FeedReport, OrdersReport, StageName } from "./report.js";

/** Absent prices are undefined: an empty side, or no trade yet. */
export interface InstrumentSnapshot {
  readonly symbol: string;
  /** Of the book, in words: only `live` may be traded on. */
  readonly state: string;
  readonly bidTicks: number | undefined;
  readonly bidQuantity: number;
  readonly askTicks: number | undefined;
  readonly askQuantity: number;
  readonly lastTicks: number | undefined;
  /** Shares, negative when short. */
  readonly net: number;
  /** Realised and unrealised, less fees, plus rebates: ticks × shares. */
  readonly profit: number;
}

export interface EngineSnapshot {
  readonly title: string;
  readonly elapsedSeconds: number;
  /** Undefined: runs until it is stopped. */
  readonly totalSeconds: number | undefined;
  readonly sessionState: string;
  /** What kill switches stop, in words. */
  readonly killed: readonly string[];
  /** Whose trading is stopped until a human has looked. */
  readonly accountsInDoubt: readonly string[];
  readonly instruments: readonly InstrumentSnapshot[];
  readonly feed: FeedReport;
  readonly channels: readonly ChannelReport[];
  readonly orders: OrdersReport;
  readonly stages: Readonly<Record<StageName, StageReport>>;
  readonly floor: StageReport;
  /** The newest thing worth saying; empty: none. */
  readonly logLine: string;
}
