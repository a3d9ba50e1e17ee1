/** What a benchmark in TypeScript has found, in the shape and with the percentiles of bench/outcome.hpp. */
import type { Histogram } from "hdr-histogram-js";
import type { Outcome, OutcomeSeries } from "./outcome.js";

/** Shares of a distribution that are kept, for percentiles and for the curve from the median to the worst. */
const curveShares = [
  0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 1,
] as const;
const percentileShares = {
  p50: 0.5,
  p90: 0.9,
  p99: 0.99,
  "p99.9": 0.999,
  "p99.99": 0.9999,
  max: 1,
} as const;

type Share = (typeof curveShares)[number];

export class OutcomeBuilder {
  readonly #series: OutcomeSeries[] = [];
  readonly #figures: Record<string, number> = {};
  readonly #remarks: string[] = [];

  /** `claim`: the sentence that the figures are to bear out. `unit`: of all series, "ns/order". */
  constructor(
    readonly name: string,
    readonly claim: string,
    readonly unit: string,
  ) {}

  /** `found`: figures in any order, or a histogram of them. */
  add(name: string, role: OutcomeSeries["role"], found: readonly number[] | Histogram): void {
    const at = Array.isArray(found) ? ranked(found) : percentileOf(found as Histogram);
    const percentiles = Object.fromEntries(
      Object.entries(percentileShares).map(([key, share]) => [key, at(share)]),
    );
    this.#series.push({ name, role, percentiles, curve: curveShares.map((share) => [share, at(share)]) });
  }

  /** A count or a size that belongs beside the series. */
  note(name: string, value: number): void {
    this.#figures[name] = value;
  }

  /** A sentence about the run's conditions. */
  remark(text: string): void {
    this.#remarks.push(text);
  }

  outcome(): Outcome {
    const { name, claim, unit } = this;
    const of = (role: OutcomeSeries["role"]): { name: string; median: number } | undefined => {
      const series = this.#series.find((one) => one.role === role);
      return series && { name: series.name, median: series.percentiles.p50 ?? 0 };
    };
    const [subject, baseline, floor] = [of("subject"), of("baseline"), of("floor")];
    return {
      schema: "hotlane.bench/1",
      name,
      claim,
      unit,
      ...(subject && {
        nsPerOp: { median: subject.median },
        percentiles: this.#series.find(({ role }) => role === "subject")?.percentiles ?? {},
      }),
      ...(baseline && { baseline }),
      ...(floor && { floor }),
      ...(subject && baseline && subject.median > 0 && { ratio: baseline.median / subject.median }),
      ...(subject && floor && floor.median > 0 && { aboveFloor: subject.median / floor.median }),
      series: this.#series,
      figures: this.#figures,
      remarks: this.#remarks,
    };
  }

  /** As the last line of standard output, where the suite reads it. */
  print(): void {
    process.stdout.write(`${JSON.stringify(this.outcome())}\n`);
  }
}

function ranked(figures: readonly number[]): (share: Share) => number {
  const sorted = Float64Array.from(figures).sort();
  return (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function percentileOf(histogram: Histogram): (share: Share) => number {
  if (histogram.totalCount === 0) return () => 0;
  return (share) =>
    share === 0
      ? histogram.minNonZeroValue
      : Math.min(histogram.getValueAtPercentile(share * 100), histogram.maxValue);
}
