// Why the lanes' loops paused: part of the report and of the status, and its form for people. Filled by hiccup-desk.ts.
// Guarantees: times in ns; shares from 0 to 1.
import type { HiccupCauseName, HiccupCounts } from "../lanes/hiccup-reader.js";
import { formatCount, formatNs, table } from "./text-table.js";

export interface HiccupEntry {
  /** When it began. */
  readonly at: string;
  readonly lengthNs: number;
  readonly cause: HiccupCauseName;
  /** What the loop itself was at longest meanwhile. */
  readonly own: { readonly cause: HiccupCauseName; readonly ns: number };
  /** Garbage collection in it. */
  readonly gc: { readonly kind: string; readonly ns: number };
  /** As the kernel counted them since the hiccup before, at most for a second. */
  readonly switches: number;
  readonly blocks: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
}

export interface HiccupReport {
  readonly lane: string;
  /** Turns of its loop that took longer are hiccups. */
  readonly thresholdNs: number;
  readonly count: number;
  /** Share with a cause. */
  readonly named: number;
  /** The same of those longer than `overNs`. */
  readonly long: { readonly overNs: number; readonly count: number; readonly named: number };
  /** Of their lengths. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Those that there were none of are left out. */
  readonly causes: Readonly<Partial<Record<HiccupCauseName, HiccupCounts>>>;
  /** What the kernel counted on its core meanwhile; absent: it is bound to none, or the kernel does not say. */
  readonly core?: { readonly stealNs: number; readonly interrupts: number };
  /** The newest, newest last. */
  readonly newest: readonly HiccupEntry[];
}

const causeWords: Readonly<Record<HiccupCauseName, string>> = {
  unknown: "unknown",
  contextSwitch: "context switch",
  pageFault: "page fault",
  blocked: "sleep in the kernel",
  steal: "steal, likely",
  interrupts: "interrupts, likely",
  waking: "waking up",
  gc: "garbage collection",
  strategy: "strategy call",
  socket: "socket",
  journal: "journal",
  marketData: "market data",
  session: "session's answers",
  control: "commands and timers",
  connection: "connection",
  clock: "clock correction",
  publishing: "status",
  polling: "looking for packets",
};

export const causeText = (cause: HiccupCauseName): string => causeWords[cause];

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function summaryLine(report: HiccupReport): string {
  const { lane, thresholdNs, count, named, long, p50, p99, p999, max } = report;
  const over = `hiccups of lane ${lane}: ${formatCount(count)} over ${formatNs(thresholdNs)}`;
  if (count === 0) return over;
  const figures = Object.entries({ p50, p99, "p99.9": p999, max }).map(
    ([name, ns]) => `${name} ${formatNs(ns)}`,
  );
  const longs =
    long.count === 0
      ? ""
      : `, of ${formatCount(long.count)} over ${formatNs(long.overNs)} ${percent(long.named)}`;
  return `${over}: ${figures.join(", ")}; ${percent(named)} have a cause${longs}`;
}

function entryLine({ at, lengthNs, cause, gc }: HiccupEntry): string {
  const collected = gc.ns === 0 ? "" : ` (garbage collection for ${formatNs(gc.ns)}: ${gc.kind})`;
  return `  ${at.slice(11, 26)}  ${formatNs(lengthNs)}  ${causeText(cause)}${collected}`;
}

/** `newestMax`: of the newest ones. */
export function hiccupLines(report: HiccupReport, newestMax: number): string[] {
  const causes = Object.entries(report.causes) as [HiccupCauseName, HiccupCounts][];
  if (causes.length === 0) return [summaryLine(report)];
  const rows = causes
    .sort(([, a], [, b]) => b.totalNs - a.totalNs)
    .map(([cause, { count, countLong, longestNs, totalNs }]) => [
      `  ${causeText(cause)}`,
      ...[count, countLong].map(formatCount),
      ...[longestNs, totalNs].map(formatNs),
    ]);
  const heading = ["  cause", "count", `over ${formatNs(report.long.overNs)}`, "longest", "together"];
  return [
    summaryLine(report),
    ...table([heading, ...rows]),
    ...report.newest.slice(-newestMax).map(entryLine),
  ];
}
