/**
 * What the report and the live view say of a lane's market-data channels: where each stands, what was missed and how it
 * was made good, line by line. Read from the lane's shared tables, on the main thread, any time.
 */
import { getSystemErrorName } from "node:util";
import type { PlayReport } from "../feed/file-player.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import { type StageReport, stageReport } from "../latency/stage-report.js";

const codes = native.codes();

export interface LineReport {
  readonly name: "A" | "B";
  readonly packets: number;
  readonly bytes: number;
  /** Messages that it never brought; `late`: that it brought after it had been found to miss them. */
  readonly lost: number;
  readonly late: number;
  /** Datagrams of which nothing was new, and of which something was. */
  readonly duplicates: number;
  readonly wins: number;
  readonly malformed: number;
  readonly foreign: number;
  readonly kernelDrops: number;
  readonly queueBytesMax: number;
  /** By how much it was ahead of the other line, ns. */
  readonly lead: StageReport;
}

/** What was kept of a channel's lines. Every packet handed to it is in exactly one of the three below `packets`. */
export interface ChannelRecordingReport {
  readonly file: string;
  readonly packets: number;
  readonly written: number;
  /** No room in the ring: the disk was too slow. */
  readonly dropped: number;
  /** The file took no more. */
  readonly unwritten: number;
  readonly fileBytes: number;
  /** Why it took no more, as the system names it. */
  readonly failure: string | null;
}

export interface ChannelReport {
  readonly lane: string;
  readonly name: string;
  readonly state: string;
  /** What its recovery waits for, and why it is not live: "none" when it is. */
  readonly step: string;
  readonly cause: string;
  /** Of the state, ns since the Unix epoch. */
  readonly sinceNs: number;
  readonly nextSequence: number;
  readonly messages: number;
  readonly gaps: number;
  /** Messages brought by re-requests; brought by nothing. */
  readonly repaired: number;
  readonly lost: number;
  readonly requests: number;
  readonly requestTimeouts: number;
  readonly snapshots: number;
  readonly snapshotsFailed: number;
  readonly heldDropped: number;
  readonly lines: readonly LineReport[];
  /** Of a feed that is a recording: what was played. */
  readonly replay?: PlayReport;
  /** Of a feed that is kept. */
  readonly record?: ChannelRecordingReport;
}

function lineReport(reader: LaneReader, channel: number, line: number): LineReport {
  const counter = (name: Parameters<LaneReader["lineCounter"]>[2]): number =>
    reader.lineCounter(channel, line, name);
  return {
    name: line === 0 ? "A" : "B",
    packets: counter("packets"),
    bytes: counter("bytes"),
    lost: counter("lost"),
    late: counter("late"),
    duplicates: counter("duplicates"),
    wins: counter("wins"),
    malformed: counter("malformed"),
    foreign: counter("foreign") + counter("foreignSource"),
    kernelDrops: counter("kernelDrops"),
    queueBytesMax: counter("queueBytesMax"),
    lead: stageReport(reader.lead(channel, line)),
  };
}

function recordingReport(reader: LaneReader, channel: number, file: string): ChannelRecordingReport {
  const counter = (which: Parameters<LaneReader["channelCounter"]>[1]): number =>
    reader.channelCounter(channel, which);
  const failure = counter("recordFailure");
  return {
    file,
    packets: counter("recorded"),
    written: counter("recordWritten"),
    dropped: counter("recordDropped"),
    unwritten: counter("recordUnwritten"),
    fileBytes: counter("recordBytes"),
    failure: failure === 0 ? null : getSystemErrorName(-failure),
  };
}

/** A recording's second line is only there once it has brought something. */
function lineReports(reader: LaneReader, channel: number, isReplay: boolean): LineReport[] {
  const { lines } = reader.channel(channel);
  return Array.from({ length: lines }, (_, line) => lineReport(reader, channel, line)).filter(
    ({ packets }, line) => !isReplay || line === 0 || packets > 0,
  );
}

export function channelReports({ name: lane, feeds }: LaneSetup, reader: LaneReader): ChannelReport[] {
  return feeds.map(({ name, replay, recordFile }, channel) => {
    const { state, step, cause } = reader.channel(channel);
    const counter = (which: Parameters<LaneReader["channelCounter"]>[1]): number =>
      reader.channelCounter(channel, which);
    return {
      lane,
      name,
      state: codes.channelStates[state] ?? `state ${state}`,
      step: codes.recoverySteps[step] ?? `step ${step}`,
      cause: codes.channelCauses[cause] ?? `cause ${cause}`,
      sinceNs: counter("sinceNs"),
      nextSequence: counter("nextSequence"),
      messages: counter("messages"),
      gaps: counter("gaps"),
      repaired: counter("repaired"),
      lost: counter("lost"),
      requests: counter("requests"),
      requestTimeouts: counter("requestTimeouts"),
      snapshots: counter("snapshots"),
      snapshotsFailed: counter("snapshotsFailed"),
      heldDropped: counter("heldDropped"),
      lines: lineReports(reader, channel, replay !== undefined),
      ...(recordFile === undefined ? {} : { record: recordingReport(reader, channel, recordFile) }),
    };
  });
}
