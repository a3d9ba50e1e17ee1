// How well each lane's journal was kept: its part of the report, and what the operator is told of it.
// Read from the lanes' shared tables by the engine. Guarantees: times in ns, sizes in bytes.
import { getSystemErrorMap } from "node:util";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { JournalTail, LaneSetup } from "../lanes/lane-setup.js";
import { formatCount, formatNs } from "./text-table.js";

export interface JournalReport {
  readonly lane: string;
  readonly directory: string;
  readonly policy: "async" | "syncBeforeSend";
  /** In words. */
  readonly state: string;
  readonly records: number;
  readonly bytes: number;
  /** How far the disk was behind at most. */
  readonly lagBytesMax: number;
  readonly lagNsMax: number;
  /** Of an earlier run's last record, cut off when this one began. */
  readonly bytesTorn: number;
}

/** One for a lane that keeps a journal, else none. `states`: their words, by code. */
export function journalReports(
  setup: LaneSetup,
  reader: LaneReader,
  tail: JournalTail | null,
  states: readonly string[],
): JournalReport[] {
  const { directory, isSyncBeforeSend } = setup.journal;
  if (directory === "") return [];
  return [
    {
      lane: setup.name,
      directory,
      policy: isSyncBeforeSend ? "syncBeforeSend" : "async",
      state: states[reader.journal.state] ?? "unknown",
      records: reader.counter("journalRecords"),
      bytes: reader.counter("journalBytes"),
      lagBytesMax: reader.counter("journalLagBytesMax"),
      lagNsMax: reader.counter("journalLagNsMax"),
      bytesTorn: tail?.bytesTorn ?? 0,
    },
  ];
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** One line for people. */
export function journalLine(report: JournalReport): string {
  const { lane, state, records, bytes, lagBytesMax, lagNsMax, directory, policy } = report;
  const how = policy === "async" ? "" : ", synced before each send";
  return `journal ${lane}: ${state}, ${formatCount(records)} records, ${mebibytes(bytes)} in ${directory}${how}; the disk was at most ${formatNs(lagNsMax)} and ${mebibytes(lagBytesMax)} behind`;
}

/** What the operator is told when its state changes; undefined: nothing, it is as it should be. */
export function journalNews(words: string, isFirst: boolean, failure: number): string | undefined {
  if (words === "good") return isFirst ? undefined : "journal: good again; orders pass";
  const why = failure === 0 ? "" : `: ${getSystemErrorMap().get(-failure)?.[1] ?? `errno ${failure}`}`;
  return `journal: ${words}${why}; no new orders, open orders are cancelled`;
}

/** What an earlier run had left behind; undefined: nothing to be told. */
export function tailNews(tail: JournalTail | null): string | undefined {
  if (tail === null) return undefined;
  if (tail.isDamaged)
    return `journal: ${tail.file} is damaged after byte ${tail.bytesKept}; it is left as it is`;
  if (tail.bytesTorn === 0) return undefined;
  return `journal: ${tail.file} ended in a torn record: ${tail.bytesTorn} bytes were cut off after byte ${tail.bytesKept}`;
}
