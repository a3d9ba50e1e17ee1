/** The only file that loads the native addon: its shape, and where it lies. */
import { createRequire } from "node:module";
import type { FilePlayerSetup, NativeFilePlayer } from "../feed/file-player-setup.js";
import type { GroupRecording, RecordingSetup } from "../feed/recording.js";
import type { CaptureReplay, ReplaySetup } from "../feed/replaying.js";
import type { FeedSurvey } from "../feed/survey-findings.js";
import type { ItchError } from "../files/itch-error.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type {
  VenueLedgerOrder,
  VenueOutcome,
  VenuePorts,
  VenueSetup,
  VenueStart,
} from "../venue/venue-setup.js";
import type { HostGrant, LaneSetup } from "./lane-setup.js";

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

export interface NativeAddon {
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
  /** Writes symbols and bounds into a lane's memory. Call once, before its strategies are made. */
  prepareLane(memory: Uint8Array, setup: LaneSetup): void;
  /** Runs the loop on the calling thread until the lane is stopped; throws an Error when it can't start. */
  runLane(
    memory: Uint8Array,
    setup: LaneSetup,
    strategies: BoundStrategy[],
    onReady: (grants: HostGrant[], receiveBufferBytes: number) => void,
  ): void;
  /**
   * Runs a venue on the calling thread until `stop[0]` is not 0 (above 1: ends without a train); throws an Error when it can't start, or can no longer
   * write its record.
   */
  runVenue(
    setup: VenueSetup,
    stop: Int32Array,
    onReady: (ports: VenuePorts) => void,
    onFinished: (messages: number) => void,
    onOrder: (order: VenueLedgerOrder) => void,
    onStarted: (start: VenueStart) => void,
  ): VenueOutcome;
  allowedCores(): number[];
  /** Pauses of an empty loop on a core; blocks for as long as it measures. */
  measureHiccups(core: number, milliseconds: number): HiccupRun;
  codes(): NativeCodes;
}

const require = createRequire(import.meta.url);

export const native = require("../../addon/Release/hotlane.node") as NativeAddon;
