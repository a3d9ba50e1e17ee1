/** The host's own noise on one CPU: measured, and in words. */
import { formatNs } from "../engine/text-table.js";
import { native } from "../lanes/native.js";
import { fromSharedCounts } from "../latency/shared-histogram.js";

const percentiles = [50, 90, 99, 99.9, 99.99] as const;

export interface Hiccups {
  readonly isPinned: boolean;
  /** ns, by percentile, in the order of `percentiles`. */
  readonly atNs: readonly number[];
  readonly maximumNs: number;
}

/** Blocks for as long as it measures. */
export function measureHiccups(cpu: number, seconds: number): Hiccups {
  const { isPinned, maximumNs, counts } = native.measureHiccups(cpu, seconds * 1000);
  const histogram = fromSharedCounts(counts);
  return {
    isPinned,
    maximumNs,
    atNs: percentiles.map((percentile) => histogram.getValueAtPercentile(percentile)),
  };
}

export function hiccupText(cpu: number, { isPinned, atNs, maximumNs }: Hiccups, when: string): string {
  const parts = percentiles.map((percentile, index) => `p${percentile} ${formatNs(atNs[index] ?? 0)}`);
  const where = isPinned ? `CPU ${cpu}` : `CPU ${cpu} was not to be had: on some other`;
  return `pauses of an empty loop ${when}, ${where}: ${parts.join(", ")}, max ${formatNs(maximumNs)}`;
}
