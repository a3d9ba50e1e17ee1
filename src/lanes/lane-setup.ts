/**
 * What a lane is told at its start. Made by the engine from the configuration, handed through the worker to the native
 * loop, which trusts it: everything here has been checked.
 */

import type { OrderProtocol, StrategyTier } from "../config/schema.js";
import type { Replay } from "../feed/file-player-setup.js";
import type { StrategyCode } from "../strategies/strategy-code.js";
import type { ChosenTier } from "./chosen-tier.js";

/** One of a channel's lines: where it comes in. */
export interface LaneLine {
  group: string;
  port: number;
  /** Address of the interface that joins the group. */
  interface: string;
  /** The only sender to accept; empty: any. */
  source: string;
  /** Of the interface, for AF_XDP. */
  queue: number;
}

export interface LaneServer {
  /** IPv4 address as a number, first octet highest. */
  address: number;
  port: number;
}

/** One MoldUDP64 channel, names resolved and secrets read. */
export interface LaneFeed {
  name: string;
  /** A, or A and B. */
  lines: LaneLine[];
  /** The only MoldUDP64 session to accept; empty: the first one seen. */
  session: string;
  /** First sequence number wanted; 0: the first one seen. */
  firstSequence: number;
  /** How long a gap waits for the other line, ns. */
  holdNs: number;
  rerequest: {
    servers: LaneServer[];
    timeoutNs: number;
    attemptsMax: number;
    requestsPerSecondMax: number;
    gapMessagesMax: number;
  };
  snapshot: { servers: LaneServer[]; username: string; password: string };
  receive: "kernel" | "xdp" | "auto";
  /** Recorded files in place of lines. */
  replay?: Replay;
  /** What the lines bring is kept in a file there. */
  recordDirectory?: string;
}

/** A channel of a lane, as its native loop is told of it. */
export interface LaneChannelSetup extends LaneFeed {
  /** How many of the lane's instruments it carries. */
  instruments: number;
  /** Where recorded packets come from, in place of lines: how many lines they may have, times the recorded speed. */
  play?: { queue: Uint8Array; lines: number; speed: number };
  /** The capture that its lines are kept in. */
  recordFile?: string;
}

/** A strategy's place in the lane. */
export interface LaneStrategy {
  name: string;
  /** "": nobody is there at the start; one may be submitted. */
  file: string;
  parameters: Record<string, number | string | boolean>;
  tier: StrategyTier;
  /** Turns of loops and calls of functions that one callback of a compiled strategy may make. */
  turnsMax: number;
  /** Indices into `LaneSetup.instruments`. */
  instruments: number[];
  /** Index into `LaneSetup.accounts`. */
  account: number;
  /** A call that takes longer is the strategy's last, ns. */
  timeBudgetNs: number;
}

/** What a session's executions cost: rates in tenths of a mil a share, the rest in the units of the configuration. */
export interface LaneFees {
  add: number;
  remove: number;
  cross: number;
  /** `[flag, rate]`, in place of the three. */
  byLiquidity: [string, number][];
  perOrder: number;
  secCentsPerMillionDollars: number;
  tafMillionthsPerShare: number;
  tafCentsMax: number;
}

/** One order session, and how its venue speaks. */
export interface LaneSession {
  name: string;
  protocol: OrderProtocol;
  /** OUCH 5.0: the port's channel; 0: none. */
  userRefIdx: number;
  /** OUCH 4.2. */
  rejectLetters: "2018" | "later";
  customerType: boolean;
  probeSymbol: string;
  /** Absent: nothing is charged. */
  fees?: LaneFees;
}

/** Where and how a lane's journal is kept. */
export interface LaneJournal {
  /** Of this lane alone; empty: none is kept. */
  directory: string;
  /** What may wait for the disk: a power of two. */
  ringBytes: number;
  segmentBytes: number;
  syncIntervalNs: number;
  /** Nothing leaves before it is on disk. */
  isSyncBeforeSend: boolean;
  /** What has waited longer for the disk stops trading. */
  lagMaxNs: number;
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
  /** Each with the number of its instruments, which follow each other in `instruments`, feed by feed. */
  feeds: LaneChannelSetup[];
  /** The lane's instruments, in the order of their numbers. */
  instruments: { symbol: string; session: number }[];
  /** Whom orders are for, by number; `firm` empty: the session's own. */
  accounts: { name: string; firm: string }[];
  /** By number; none: the lane takes market data only. */
  sessions: LaneSession[];
  strategies: LaneStrategy[];
  /** Live orders in the books, all instruments together: a power of two. */
  bookOrdersMax: number;
  /** Own orders of each session at once: a power of two. */
  ordersMax: number;
  journal: LaneJournal;
  /** How long the hiccup floor is measured before the first turn and after the last, ms. */
  floorMs: number;
  /** Turns of its loop that take longer are recorded, ns. */
  hiccupNs: number;
  /** Of its thread's JavaScript heap in use, at most. */
  scriptHeapBytesMax: number;
}

/** One thing asked of the host for the lane's thread, and what came of it. */
export interface HostGrant {
  what: string;
  isGranted: boolean;
  /** Why not; empty when granted. */
  reason: string;
}

/** What an earlier run's journal ended with. */
export interface JournalTail {
  file: string;
  bytesKept: number;
  /** Of a record that was not whole, cut off. */
  bytesTorn: number;
  /** Before its end, and left as it is. */
  isDamaged: boolean;
}

/** What is to take a strategy's place while the lane runs. */
export interface Submission {
  place: number;
  code: StrategyCode;
  tier: ChosenTier;
  parameters: LaneStrategy["parameters"];
}

/** What the worker tells the main thread. */
export type LaneMessage =
  /** At the start, before `ready`. */
  | {
      kind: "made";
      place: number;
      code: StrategyCode;
      parameters: LaneStrategy["parameters"];
      tier: "inline" | "compiled";
      /** Why it is not compiled, where that was to be tried; "": it is, or was not. */
      obstacle: string;
    }
  /** What came of a submission; `parameters`: all of them, defaults included. */
  | {
      kind: "installed";
      place: number;
      parameters: LaneStrategy["parameters"];
      tier: "inline" | "compiled";
      obstacle: string;
    }
  | { kind: "notInstalled"; place: number; message: string }
  | { kind: "ready"; grants: HostGrant[]; receiveBufferBytes: number; journalTail: JournalTail | null }
  | { kind: "strategyThrew"; strategy: number; callback: string; stack: string }
  | { kind: "failed"; message: string; code: string }
  | { kind: "ended" };
