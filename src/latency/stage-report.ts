// What the report says of one stage's latencies. Called by engine/report.ts, by the live view and for each `status`.
// Guarantees: whole nanoseconds; all zero when nothing was recorded. Main thread: one histogram, of 2 MB, serves all.
import { type Bucket, emptyHistogram, record } from "./shared-histogram.js";

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

const histogram = emptyHistogram();

/** Of several lanes: their buckets one after the other. */
export function stageReport(buckets: readonly Bucket[]): StageReport {
  histogram.reset();
  record(buckets, histogram);
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

/** Where the largest value is known to the ns: no percentile is above it. */
export function withMaximum(report: StageReport, max: number): StageReport {
  const atMost = (value: number): number => Math.min(value, max);
  return {
    count: report.count,
    p50: atMost(report.p50),
    p90: atMost(report.p90),
    p99: atMost(report.p99),
    p999: atMost(report.p999),
    p9999: atMost(report.p9999),
    max,
  };
}
