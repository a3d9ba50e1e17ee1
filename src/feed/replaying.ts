/** Sends a capture's UDP payloads again and says what became of its packets. Called by `hotlane replay`; a native thread
 * paces and sends, this one reads. */
import { setTimeout as delay } from "node:timers/promises";
import { HotlaneError, messageOf } from "../errors.js";
import { BrokenPackingError, type InputFile } from "../files/input-file.js";
import { native } from "../lanes/native.js";
import { captureErrorText } from "./capture-error.js";
import type { Ipv4Endpoint } from "./ipv4-endpoint.js";
import type { CaptureError } from "./survey-findings.js";

/** From a line, 0 for the capture's first destination and so on, or from an original destination. */
export type ReplayMapping = { line: number; to: Ipv4Endpoint } | { from: Ipv4Endpoint; to: Ipv4Endpoint };

export interface ReplaySetup {
  /** IPv4 address of the interface to send on. */
  interface: string;
  /** Times the captured speed; 0: flat out. */
  speed: number;
  mappings: ReplayMapping[];
  /** Send to other places than administratively scoped multicast and the interface's own addresses. */
  isAnythingAllowed: boolean;
}

export interface ReplayCounters {
  /** Of the capture, read so far. */
  packets: number;
  sent: number;
  /** UDP payload. */
  bytes: number;
  /** Datagrams that the kernel refused, and why the last one. */
  failed: number;
  failure: string | null;
  capturedSpanNs: number;
  destinations: { original: string; to: string; isAllowed: boolean; packets: number }[];
  /** Packets that are no UDP datagram, by what they are. */
  skipped: Record<string, number>;
}

/** The native replay; its thread runs from construction until all is sent, or stop(). */
export interface CaptureReplay {
  feed(chunk: Uint8Array): void;
  /** Whether the chunk is used up; else call again in a while. */
  pump(): boolean;
  finish(): void;
  stop(): void;
  isDone(): boolean;
  error(): CaptureError | null;
  counters(): ReplayCounters;
}

/** Every packet of the capture is in exactly one of `sent`, `failed`, `refused` and `skipped`, unless it was stopped. */
export interface ReplayReport {
  schema: "hotlane.replay/1";
  file: string;
  seconds: number;
  /** From the first to the last stamp sent. */
  capturedSeconds: number;
  packets: number;
  sent: number;
  bytes: number;
  failed: number;
  destinations: { original: string; to: string; packets: number }[];
  /** Where it was not allowed to send, and how much. */
  refused: Record<string, number>;
  skipped: Record<string, number>;
}

export interface Replaying {
  report: ReplayReport;
  /** Where the capture is broken, in words. */
  broken?: string;
  /** Why the kernel refused datagrams. */
  failure?: string;
}

export interface ReplayControl {
  signal: AbortSignal;
  onProgress(counters: ReplayCounters): void;
}

const lookEveryMs = 5;

function start(setup: ReplaySetup): CaptureReplay {
  try {
    return new native.CaptureReplay(setup);
  } catch (error) {
    throw new HotlaneError("replay/start", messageOf(error), { cause: error });
  }
}

/** Hands the capture over as fast as the sender takes it; the text of a broken packing. */
async function handOver(
  input: InputFile,
  replay: CaptureReplay,
  control: ReplayControl,
): Promise<string | undefined> {
  try {
    for await (const chunk of input.chunks()) {
      replay.feed(chunk);
      while (!replay.pump()) {
        if (control.signal.aborted) return undefined;
        await delay(lookEveryMs);
        control.onProgress(replay.counters());
      }
      if (control.signal.aborted || replay.error() !== null) return undefined;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BrokenPackingError) return error.message;
    throw error;
  }
}

export async function replayCapture(
  input: InputFile,
  setup: ReplaySetup,
  control: ReplayControl,
): Promise<Replaying> {
  const replay = start(setup);
  const started = performance.now();
  try {
    const brokenPacking = await handOver(input, replay, control);
    if (!control.signal.aborted) replay.finish();
    while (!control.signal.aborted && !replay.isDone()) {
      await delay(lookEveryMs);
      control.onProgress(replay.counters());
    }
    replay.stop();
    const counters = replay.counters();
    const error = control.signal.aborted ? null : replay.error();
    const broken =
      brokenPacking ?? (error === null ? undefined : `${input.path}: ${captureErrorText(error)}`);
    return {
      report: reportOf(input.path, counters, (performance.now() - started) / 1000),
      ...(broken === undefined ? {} : { broken }),
      ...(counters.failure === null ? {} : { failure: counters.failure }),
    };
  } finally {
    replay.stop();
  }
}

function reportOf(file: string, counters: ReplayCounters, seconds: number): ReplayReport {
  const { destinations } = counters;
  const refused = destinations.filter(({ isAllowed }) => !isAllowed);
  return {
    schema: "hotlane.replay/1",
    file,
    seconds,
    capturedSeconds: counters.capturedSpanNs / 1e9,
    packets: counters.packets,
    sent: counters.sent,
    bytes: counters.bytes,
    failed: counters.failed,
    destinations: destinations
      .filter(({ isAllowed }) => isAllowed)
      .map(({ original, to, packets }) => ({ original, to, packets })),
    refused: Object.fromEntries(refused.map(({ to, packets }) => [to, packets])),
    skipped: counters.skipped,
  };
}
