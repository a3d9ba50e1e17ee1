// What the report says of one stage's latencies. Called by engine/report.ts and by the live view.
// Guarantees: whole nanoseconds; all zero when nothing was recorded.
import type { Histogram } from "hdr-histogram-js";

/** Percentiles in ns: `p999` is the 99.9th, `p9999` the 99.99th. */
export interface StageReport {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

export function stageReport(histogram: Histogram): StageReport {
  const at = (percentile: number): number =>
    histogram.totalCount === 0 ? 0 : Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue);
  return {
    count: histogram.totalCount,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    p9999: at(99.99),
    max: histogram.totalCount === 0 ? 0 : histogram.maxValue,
  };
}
