/**
 * What a lane is told at its start. Made by the engine from the configuration, handed through the worker to the native
 * loop, which trusts it: everything here has been checked.
 */
import type { InstrumentLimits, MessageLimits } from "../config/limits.js";

export interface LaneFeed {
  group: string;
  port: number;
  /** Address of the interface that joins the group. */
  interface: string;
  /** The only MoldUDP64 session to accept; empty: the first one seen. */
  session: string;
  /** First sequence number wanted; 0: the first one seen. */
  firstSequence: number;
}

export interface LaneStrategy {
  name: string;
  file: string;
  parameters: Record<string, number | string | boolean>;
  /** Indices into `LaneSetup.instruments`. */
  instruments: number[];
}

export interface LaneSetup {
  name: string;
  /** Core to pin to; -1: none. */
  core: number;
  /** True: the loop never lets go of its core. */
  isBusyPolling: boolean;
  realTime: boolean;
  lockMemory: boolean;
  hugePages: boolean;
  feed: LaneFeed;
  /** The lane's instruments, in the order of their numbers. */
  instruments: { symbol: string; limits: InstrumentLimits }[];
  strategies: LaneStrategy[];
  /** Of the whole lane. */
  messageLimits: MessageLimits;
  /** Order sessions. */
  sessions: number;
  /** Live orders in the books, all instruments together: a power of two. */
  bookOrdersMax: number;
  /** Own orders at once: a power of two. */
  ordersMax: number;
  /** How long the hiccup floor is measured before the first turn and after the last, ms. */
  floorMs: number;
}

/** One thing asked of the host for the lane's thread, and what came of it. */
export interface HostGrant {
  what: string;
  isGranted: boolean;
  /** Why not; empty when granted. */
  reason: string;
}

/** What the worker tells the main thread. */
export type LaneMessage =
  | { kind: "ready"; grants: HostGrant[]; receiveBufferBytes: number }
  | { kind: "strategyThrew"; strategy: number; callback: string; stack: string }
  | { kind: "failed"; message: string; code: string }
  | { kind: "ended" };
