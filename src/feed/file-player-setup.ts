/**
 * What the thread that plays files into a lane is told and tells: shared by the main thread (file-player.ts), the worker
 * (file-player-worker.ts) and the native player (native/addon/file_player.cpp).
 */
import type { ItchError } from "../files/itch-error.js";
import type { CaptureError } from "./survey-findings.js";

/** How a feed's files are played; names resolved, files seen to be what they are. */
export interface Replay {
  kind: "itch" | "captures";
  files: string[];
  /** Destinations of the captures' lines A and B, ADDRESS:PORT; empty: found. */
  lines: string[];
  /** Times the recorded speed; 0: as fast as the lane takes it. */
  speed: number;
  /** Exchange time, ns since midnight: what is before is played at once, what is at or after `toNs` not at all. */
  fromNs?: number;
  toNs?: number;
}

export interface FilePlayerSetup {
  kind: Replay["kind"];
  /** How many. */
  files: number;
  lines: string[];
  /** Of an ITCH file: the MoldUDP64 session that it is played as. Of captures: the one to look for; empty: the first. */
  session: string;
  /** The lane's channel that it is played into. */
  channel: number;
  isAtOnce: boolean;
  fromNs?: number;
  toNs?: number;
}

export interface PlayCounters {
  /** Packets handed to the lane. */
  played: number;
  /** The captures' lines, told or found. */
  lines: string[];
  /** Packets of the captures that are none of them, by what they are. */
  skipped: Record<string, number>;
}

/** The native player, fed by the thread that reads the files. */
export interface NativeFilePlayer {
  /** Hands over what fits; false: call again in a while. */
  pump(): boolean;
  /** Index of the file whose next chunk is needed; -1: it is over. Call after pump() gave true. */
  wanted(): number;
  feed(file: number, chunk: Uint8Array): void;
  finish(file: number): void;
  /** Tells the lane that no more follows; `isCut`: something other than the files' contents failed. */
  end(isCut: boolean): void;
  /** The lane has had the last packet, and been told. */
  isPlayed(): boolean;
  error(file: number): { capture: CaptureError | null; itch: ItchError | null };
  counters(): PlayCounters;
}

/** Where a player stands, as the report and the live view show it. */
export interface PlayProgress extends PlayCounters {
  /** Of the files as they lie on the disk. */
  bytes: number;
  bytesRead: number;
  /** Where and how files break off, or can't be read. */
  errors: string[];
}

export type FilePlayerMessage =
  | { kind: "progress"; progress: PlayProgress }
  /** `isPlayed`: the lane has had the last packet; else it was stopped before. */
  | { kind: "ended"; progress: PlayProgress; isPlayed: boolean };
