/** Records multicast groups until a time, a count of packets or a stop, and says what became of them. Called by
 * `hotlane record`; the work is done by native threads. */
import { setTimeout as delay } from "node:timers/promises";
import { HotlaneError, messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import { type Ipv4Endpoint, ipv4EndpointText } from "./ipv4-endpoint.js";

export interface RecordedGroup extends Ipv4Endpoint {
  /** IPv4 address of the interface to join on. */
  interface: string;
  /** The only sender to listen to; empty: any. */
  source: string;
}

export interface RecordingSetup {
  file: string;
  groups: RecordedGroup[];
  /** 0: no end by count. */
  packetsMax: number;
}

export interface RecordingCounters {
  packets: number;
  /** UDP payload of all packets. */
  bytes: number;
  /** Packets in the file. */
  written: number;
  fileBytes: number;
  droppedInRing: number;
  droppedInKernel: number;
  /** Of another sender than the one to listen to; not recorded. */
  foreign: number;
  /** Packets that the file did not take. */
  unwritten: number;
  /** Why it did not. */
  failure: string | null;
}

/** The native recording; its threads run from construction to stop(). */
export interface GroupRecording {
  isDone(): boolean;
  stop(): void;
  counters(): RecordingCounters;
}

export interface RecordReport {
  schema: "hotlane.record/1";
  file: string;
  groups: string[];
  seconds: number;
  packets: number;
  bytes: number;
  written: number;
  fileBytes: number;
  dropped: { ring: number; kernel: number };
  foreign: number;
  unwritten: number;
}

export interface RecordingControl {
  /** Ends by itself after so many; undefined: not by time. */
  seconds?: number | undefined;
  /** Asks for the end when aborted. */
  signal: AbortSignal;
  /** Called once the groups are joined. */
  onStart(): void;
  onProgress(counters: RecordingCounters): void;
}

const lookEveryMs = 50;

function start(setup: RecordingSetup): GroupRecording {
  try {
    return new native.GroupRecording(setup);
  } catch (error) {
    throw new HotlaneError("record/start", messageOf(error), { cause: error });
  }
}

export async function record(setup: RecordingSetup, control: RecordingControl): Promise<RecordReport> {
  const recording = start(setup);
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  control.onStart();
  const endsAt = control.seconds ?? Number.POSITIVE_INFINITY;
  while (!control.signal.aborted && !recording.isDone() && elapsed() < endsAt) {
    await delay(lookEveryMs);
    control.onProgress(recording.counters());
  }
  recording.stop();
  const counters = recording.counters();
  if (counters.failure !== null) {
    const lost = `${counters.unwritten} packets are not in it, ${counters.written} are`;
    throw new HotlaneError("record/write", `cannot write ${setup.file}: ${counters.failure}: ${lost}`);
  }
  return {
    schema: "hotlane.record/1",
    file: setup.file,
    groups: setup.groups.map(ipv4EndpointText),
    seconds: elapsed(),
    packets: counters.packets,
    bytes: counters.bytes,
    written: counters.written,
    fileBytes: counters.fileBytes,
    dropped: { ring: counters.droppedInRing, kernel: counters.droppedInKernel },
    foreign: counters.foreign,
    unwritten: counters.unwritten,
  };
}
