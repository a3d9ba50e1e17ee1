import { describe, expect, it } from "vitest";
import { drawdowns, maxDrawdown, percentiles, weightedMean } from "../../../src/backtest/measures.js";
import { bars } from "../../../src/report/bars.js";
import { logBars } from "../../../src/report/distributions.js";
import { type TimeSeries, thinned } from "../../../src/report/time-series.js";
import { seededRandom, seedNote } from "../seeded-random.js";

const random = seededRandom();
const walk = (length: number): Float64Array => {
  let at = 0;
  return Float64Array.from({ length }, () => {
    at += random() - 0.5;
    return at;
  });
};

describe("drawdown", () => {
  it("is at every moment the highest before, or the 0 of the beginning, less what is left", () => {
    const net = walk(300);
    drawdowns(net).forEach((fall, row) => {
      expect(fall, seedNote).toBe(Math.max(0, ...net.slice(0, row + 1)) - (net[row] ?? 0));
    });
  });

  it("counts a loss from the first moment on", () => {
    expect(maxDrawdown(Float64Array.of(-3, -1, 4, 2))).toBe(3);
    expect(maxDrawdown(Float64Array.of())).toBe(0);
  });
});

describe("means and percentiles", () => {
  it("leave out what is not known", () => {
    expect(weightedMean(Float64Array.of(1, Number.NaN, 4), [1, 100, 2])).toEqual({ mean: 3, weight: 3 });
    expect(weightedMean(Float64Array.of(Number.NaN), [1])).toEqual({ mean: Number.NaN, weight: 0 });
    expect(percentiles(Float64Array.of(Number.NaN))).toBeUndefined();
  });

  it("are by nearest rank", () => {
    const hundred = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(hundred)).toEqual({ p50: 50, p90: 90, p99: 99, "p99.9": 100, max: 100 });
  });
});

describe("a long series", () => {
  it("keeps its ends and every stretch's least and most when it is thinned", () => {
    const values = [...walk(50_000)];
    const times = values.map((_, index) => index);
    const series: TimeSeries = { name: "", shape: "line", times, values };
    const thin = thinned(series, 1_000);
    expect(thin.times.length).toBeLessThanOrEqual(1_001);
    expect([thin.times[0], thin.times.at(-1)]).toEqual([0, 49_999]);
    expect(Math.max(...thin.values.map(Number)), seedNote).toBe(Math.max(...values));
    expect(Math.min(...thin.values.map(Number)), seedNote).toBe(Math.min(...values));
    expect(thin.times).toEqual([...thin.times].sort((a, b) => a - b));
    for (const [index, time] of thin.times.entries()) expect(thin.values[index]).toBe(values[time]);
    expect(thinned(series, 50_000)).toBe(series);
  });
});

describe("bars", () => {
  it("count by 1, 2 and 5 of each power of ten, nothing lost", () => {
    const values = Float64Array.of(0, 0.5, 1, 1.9, 2, 4.9, 5, 9, 10, 99, 1_000);
    const found = logBars(values, String);
    expect(found.map(({ label, value }) => [label, value])).toEqual([
      ["0", 2],
      ["1", 2],
      ["2", 2],
      ["5", 2],
      ["10", 1],
      ["50", 1],
      ["1000", 1],
    ]);
  });

  it("go below zero where figures do, and say what they are", () => {
    const svg = bars(
      [
        { label: "a", value: 2, title: "two" },
        { label: "<b>", value: -1, title: "less" },
      ],
      "cents",
    );
    expect(svg.match(/<rect /g)).toHaveLength(2);
    expect(svg).toContain("<title>two</title>");
    expect(svg).toContain("&lt;b&gt;");
    expect(bars([], "cents")).toBe("");
  });
});
