/** The host's own noise on one CPU: measured, and in words. */
import { formatNs } from "../engine/text-table.js";
import { native } from "../lanes/native.js";
import { sharedBuckets } from "../latency/shared-histogram.js";
import { type StageReport, stageReport } from "../latency/stage-report.js";

/** ns; `max` to the nanosecond. */
export interface Hiccups extends StageReport {
  readonly isPinned: boolean;
}

/** Blocks for as long as it measures. */
export function measureHiccups(cpu: number, seconds: number): Hiccups {
  const { isPinned, maximumNs, counts } = native.measureHiccups(cpu, seconds * 1000);
  return { ...stageReport(sharedBuckets(counts)), max: maximumNs, isPinned };
}

export function hiccupText(cpu: number, hiccups: Hiccups, when: string): string {
  const { isPinned, p50, p90, p99, p999, p9999, max } = hiccups;
  const parts = Object.entries({ p50, p90, p99, "p99.9": p999, "p99.99": p9999, max });
  const figures = parts.map(([name, ns]) => `${name} ${formatNs(ns)}`).join(", ");
  const where = isPinned ? `CPU ${cpu}` : `CPU ${cpu} was not to be had: on some other`;
  return `pauses of an empty loop ${when}, ${where}: ${figures}`;
}
