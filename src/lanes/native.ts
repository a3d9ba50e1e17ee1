/** The only file that loads the native addon: its shape, and where it lies. */
import { createRequire } from "node:module";
import type { MarketExtractClass, NativeBacktestClass } from "../backtest/backtest-setup.js";
import type { NativeRecordedLatencies } from "../backtest/journal-latency.js";
import type { CompiledStrategy } from "../compiler/compiled-strategy.js";
import type { FilePlayerSetup, NativeFilePlayer } from "../feed/file-player-setup.js";
import type { GroupRecording, RecordingSetup } from "../feed/recording.js";
import type { CaptureReplay, ReplaySetup } from "../feed/replaying.js";
import type { FeedSurvey } from "../feed/survey-findings.js";
import type { ItchError } from "../files/itch-error.js";
import type { NativeParityClass, NativeParityRecord } from "../parity/parity-setup.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type { GeneratedDaySetup } from "../venue/generated-day.js";
import type { VenueOutcome, VenuePorts, VenueSetup, VenueStart } from "../venue/venue-setup.js";
import type { HostGrant, JournalTail, LaneSetup } from "./lane-setup.js";

/** Names and words of the core's codes, by code. */
export interface NativeCodes {
  orderStates: string[];
  /** Why the gate refuses, in words. */
  refusals: string[];
  /** States, recovery steps and causes of a channel, in words. */
  channelStates: string[];
  recoverySteps: string[];
  channelCauses: string[];
  /** Why an order session was lost, in words. */
  sessionFaults: string[];
  /** What a venue said that it should not have, in words. */
  venueAlerts: string[];
  /** How well a journal is kept, in words. */
  journalStates: string[];
}

/** `[priceTicks, shares, orders]`. */
export type BookLevel = [number, number, number];

export interface BookFileInstrument {
  symbol: string;
  locate: number;
  orders: number;
  bidLevels: number;
  askLevels: number;
  /** Best first. */
  bids: BookLevel[];
  asks: BookLevel[];
}

export interface BookFileSummary {
  messages: number;
  unknownTypes: number;
  byType: Record<string, number>;
  /** Nanoseconds since midnight of the first and last message; null when there was none. */
  firstNs: number | null;
  lastNs: number | null;
  unknownReferences: number;
  /** Messages refused by the books, by reason. */
  refused: Record<string, number>;
  /** Bytes of the file read up to the last whole message. */
  offset: number;
  error?: ItchError;
}

/** The books of an ITCH file, fed chunk by chunk. */
export interface BookFile {
  /** False when nothing more is wanted: past the time asked for, or an error. */
  feed(chunk: Uint8Array): boolean;
  /** After the last chunk: a message left half is an error. */
  finish(): void;
  summary(): BookFileSummary;
  /** In the order of their appearance; 0 levels: all. */
  instruments(levels: number): BookFileInstrument[];
}

/** Pauses beyond a window's length; `counts` by bucket of latency/bucket-index.ts. */
export interface HiccupRun {
  isPinned: boolean;
  maximumNs: number;
  counts: BigUint64Array;
}

/** Of measureEvents: what each counted event took from when it was due, ns. */
export interface EventRun {
  isPinned: boolean;
  /** With a real-time priority above any lane's. */
  isAboveLanes: boolean;
  tookNs: Float64Array;
}

/** A thread that halts lanes which do not turn. */
export interface LaneWatchdog {
  stop(): void;
  /** Looks that came so late that they said nothing of the lanes. */
  lateLooks(): number;
  /** Why its thread is not on its core; empty: it is, or none was named. */
  obstacle(): string;
}

/** Who is at the other end of a Unix domain socket, as the kernel knows it. */
export interface SocketPeer {
  process: number;
  user: number;
  /** Empty: the host has no name for it. */
  userName: string;
}

/** How a file of a journal ended. */
export type JournalFileEnd = "end" | "tornTail" | "corrupt" | "notALog" | "unknownVersion";

export interface JournalReplayOptions {
  /** Stop before the first input past this, ns since the Unix epoch. */
  untilNs?: bigint;
  /** Only look for the order that went out under this number; nothing is run. */
  find?: number;
  /** Tell this order's story: the strategy's index, and its own number of the order. */
  order?: { strategy: number; order: number };
}

/** The first thing that a replayed lane did otherwise than its journal says. */
export interface JournalDifference {
  timeNs: bigint;
  what: string;
  /** Hexadecimal, from where they part; empty: nothing was. */
  recorded: string;
  replayed: string;
}

export interface JournalReplayReport {
  lane: string;
  strategies: string[];
  records: number;
  inputs: number;
  /** That were the same. */
  outputs: number;
  /** Of them. */
  hashes: number;
  /** Of them, bytes for the venue. */
  bytesSent: number;
  firstNs: bigint;
  lastNs: bigint;
  /** The lane stopped in order, and all that it was told is here. */
  isEnded: boolean;
  failure: string | null;
  difference: JournalDifference | null;
}

export interface ReplayedBook {
  symbol: string;
  /** A code of BookState. */
  state: number;
  lastPriceTicks: number;
  bidLevels: number;
  askLevels: number;
  /** Best first. */
  bids: BookLevel[];
  asks: BookLevel[];
}

export interface ReplayedOrder {
  strategy: string;
  order: number;
  number: number;
  symbol: string;
  side: "buy" | "sell";
  priceTicks: number;
  quantity: number;
  leaves: number;
  filled: number;
  state: string;
}

export interface ReplayedPosition {
  strategy: string;
  symbol: string;
  net: number;
  openBuy: number;
  openSell: number;
  /** Ticks x shares. */
  openNotional: number;
  realised: number;
}

/** What the gate held against what: kept where `value` is `relation` (`at most`) `limit`, or adds nothing. */
export interface GateFigure {
  control: string;
  /** Whose limit; empty: nobody's, but of every order. */
  scope: string;
  unit: string;
  relation: string;
  value: number;
  limit: number;
  isKept: boolean;
}

export interface StoryEvent {
  kind: "cause" | "call" | "intent" | "gate" | "sent" | "left" | "change";
  timeNs: bigint;
  facts: Record<string, string | number | bigint>;
  /** call: the book then. */
  bids?: BookLevel[];
  asks?: BookLevel[];
  /** gate */
  figures?: GateFigure[];
  /** sent: hexadecimal */
  bytes?: string;
}

/** One run of a lane's journal, fed file by file; `feed` says false when nothing more is wanted. */
export interface JournalReplay {
  feed(chunk: Uint8Array): boolean;
  endFile(): { end: JournalFileEnd; offset: number };
  /** After the last file. */
  finish(): void;
  report(): JournalReplayReport;
  found(): { strategy: number; order: number } | null;
  /** 0 levels: all. */
  books(levels: number): ReplayedBook[];
  orders(): ReplayedOrder[];
  positions(): ReplayedPosition[];
  story(): StoryEvent[];
}

export interface EarlierRunReport {
  /** Its lane had begun to work, or had taken over all that the run before it knew: it tells the whole story. */
  isStarted: boolean;
  /** It was stopped in order. */
  isEnded: boolean;
  /** Of its newest record, ns since the Unix epoch; 0: it has none. */
  newestNs: bigint;
  /** New ones that were sent. */
  orders: number;
  failure: string | null;
}

/** One run of a lane's journal, fed file by file: what a lane that goes on from it has to know. */
export interface EarlierRun {
  feed(chunk: Uint8Array): boolean;
  endFile(): { end: JournalFileEnd; offset: number };
  report(): EarlierRunReport;
  /** What makes its orders mean something else in the lane of `setup`, in words; empty: nothing. */
  difference(setup: LaneSetup): string;
  /** For runLane(). */
  log(): ArrayBuffer;
}

/** A compiled strategy as a lane takes it. */
export interface LoadedStrategy {
  /** Of loadCompiled(). */
  loaded: object;
}

export interface NativeAddon {
  /** A strategy in a recorded market; `memory` as prepareLane() left it, with limits in it. */
  Backtest: NativeBacktestClass;
  MarketExtract: MarketExtractClass;
  /** `until`: ns since midnight of the last message to be applied; undefined: all. */
  BookFile: new (
    until: number | undefined,
  ) => BookFile;
  /** Of so many captures; `bodies`: without regard to session and sequence. */
  FeedSurvey: new (
    files: number,
    bodies: boolean,
  ) => FeedSurvey;
  /** Joins, creates the file and starts its threads; throws an Error when it can't. */
  GroupRecording: new (
    setup: RecordingSetup,
  ) => GroupRecording;
  /** Opens its socket and starts its thread; throws an Error when it can't. */
  CaptureReplay: new (
    setup: ReplaySetup,
  ) => CaptureReplay;
  /** Plays files into a queue that was made by makePlayQueue(). */
  FilePlayer: new (
    queue: Uint8Array,
    setup: FilePlayerSetup,
  ) => NativeFilePlayer;
  /** Of the memory of a queue. */
  playQueueBytes: number;
  /** Makes a queue in zeroed memory, before the lane and the player that share it are started. */
  makePlayQueue(memory: Uint8Array): void;
  JournalReplay: new (options: JournalReplayOptions) => JournalReplay;
  EarlierRun: new () => EarlierRun;
  ParityRecord: new () => NativeParityRecord;
  RecordedLatencies: new () => NativeRecordedLatencies;
  Parity: NativeParityClass;
  /** Writes symbols and bounds into a lane's memory. Call once, before its strategies are made. */
  prepareLane(memory: Uint8Array, setup: LaneSetup): void;
  /** Runs the loop on the calling thread until the lane is stopped; throws an Error when it can't start. */
  runLane(
    memory: Uint8Array,
    setup: LaneSetup,
    strategies: (BoundStrategy | LoadedStrategy | null)[],
    onReady: (grants: HostGrant[], receiveBufferBytes: number, journalTail: JournalTail | null) => void,
    earlier: ArrayBuffer | null,
    /** What was submitted for a strategy's place; null: nothing that could be made. */
    install: (place: number) => { strategy: BoundStrategy | LoadedStrategy; keepsOrders: boolean } | null,
    /** Bytes of the calling thread's JavaScript heap in use: asked about once a second. */
    look: () => number,
  ): void;
  /** Makes a compiled strategy for runLane(); throws, after its `onFailure` was told, when it can't be made. */
  loadCompiled(memory: Uint8Array, strategy: CompiledStrategy): object;
  /** What one hands over, as numbers; undefined: it failed, and its `onFailure` was told. */
  handOverCompiled(loaded: object): Float64Array | undefined;
  /** False: it failed, and its `onFailure` was told. */
  takeOverCompiled(loaded: object, state: Float64Array): boolean;
  /**
   * Makes a compiled strategy and calls what `next` names, until that names nothing or a call fails. For holding the two
   * tiers against each other.
   */
  callCompiled(memory: Uint8Array, strategy: CompiledStrategy, next: () => string | undefined): void;
  /**
   * Runs a venue on the calling thread until `signals[0]` is not 0 (above 1: ends without a train); throws an Error when it
   * can't start, or can no longer write its record or its ledger. Each time `signals[1]` changes, and at the end, the ledger is
   * written; then comes `onLedger`, or the outcome.
   */
  runVenue(
    setup: VenueSetup,
    signals: Int32Array,
    onReady: (ports: VenuePorts) => void,
    onFinished: (messages: number) => void,
    onStarted: (start: VenueStart) => void,
    onLedger: () => void,
  ): VenueOutcome;
  /** A generated market as an ITCH 5.0 file; takes some 0.3 s a million messages. */
  generateDay(setup: GeneratedDaySetup): Uint8Array;
  /** One step of sharing the firm's limits out over all lanes, by FirmMeasure (native/risk/firm_pool.hpp). */
  balanceFirm(memories: Uint8Array[], limits: BigInt64Array): void;
  /**
   * Begins a collection of the calling thread's heap, which goes on in small steps while the thread works and gives the
   * pages that it has emptied back to the system. Nothing where this node's V8 can't be asked.
   */
  collectInSteps(): void;
  allowedCores(): number[];
  /** Pauses of an empty loop on a core; blocks for as long as it measures. */
  measureHiccups(core: number, milliseconds: number): HiccupRun;
  /**
   * Events due at `dueNs` from the begin (rising), each with so much work, on a core, above any lane's priority where the
   * host grants it: native/latency/event_meter.hpp. Blocks until the last one is done.
   */
  measureEvents(core: number, dueNs: Float64Array, workNs: Float64Array, isCounted: Uint8Array): EventRun;
  /** Starts its thread; `core` -1: any. */
  LaneWatchdog: new (
    memories: Uint8Array[],
    patienceNs: number,
    core: number,
  ) => LaneWatchdog;
  /** The CPU's counter, which lanes time kill switches by. */
  cpuTicks(): bigint;
  /** Undefined: the descriptor is no connected Unix domain socket. */
  peerOf(descriptor: number): SocketPeer | undefined;
  codes(): NativeCodes;
}

const require = createRequire(import.meta.url);

export const native = require("../../addon/Release/hotlane.node") as NativeAddon;
