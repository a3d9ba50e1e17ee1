import { describe, expect, it } from "vitest";
import { conditionsLines, conditionsOf, wayReport } from "../../src/backtest/conditions.js";
import { parseLatency } from "../../src/backtest/latency-option.js";
import { reportLatencies } from "../../src/backtest/report-latency.js";
import { scratchFolder } from "../integration/scratch-folder.js";

const { write } = scratchFolder("latency");
const none = { count: 0, p50: 0, p90: 0, p99: 0, p999: 0, p9999: 0, max: 0 };
const stage = { count: 77, p50: 10, p90: 20, p99: 40, p999: 80, p9999: 160, max: 321 };
const reportFile = (stages: object): string =>
  write("report.json", JSON.stringify({ schema: "hotlane.report/1", seconds: 3, stages }));

describe("latencies out of a run's report", () => {
  it("let each percentile stand for what is below it, and halve the round trip", () => {
    const found = reportLatencies(reportFile({ tickToTrade: none, wireToTrade: stage, roundTrip: stage }));
    const shares = [5_000, 4_000, 900, 90, 9, 1];
    expect(found.feed).toEqual([10, 20, 40, 80, 160, 321].map((ns, index) => [ns, shares[index]]));
    expect(found.order).toEqual([5, 10, 20, 40, 80, 161].map((ns, index) => [ns, shares[index]]));
    expect(found.answer).toEqual(found.order);
    expect(found.from).toContain("wireToTrade");
  });

  it("go by the lane's own stamps where the host gave none", () => {
    const found = reportLatencies(reportFile({ tickToTrade: stage, wireToTrade: none, roundTrip: stage }));
    expect(found.feed[0]).toEqual([10, 5_000]);
    expect(found.from).toContain("tickToTrade");
  });

  it("are the lanes' histograms, all together, where they are told", () => {
    const stages = (ns: number): object => ({
      tickToTrade: [],
      wireToTrade: [[ns, 3]],
      roundTrip: [
        [2 * ns, 1],
        [4 * ns, 0],
      ],
    });
    const lanes = [
      { name: "one", stages: stages(100) },
      { name: "two", stages: stages(200) },
    ];
    const found = reportLatencies(
      write("latency.json", JSON.stringify({ schema: "hotlane.latency/1", lanes })),
    );
    expect(found.feed).toEqual([
      [100, 3],
      [200, 3],
    ]);
    expect(found.answer).toEqual([
      [100, 1],
      [200, 1],
    ]);
  });

  it("refuse a run in which nothing was measured, and what is no report", () => {
    const stages = (trip: object, wire: object): object => ({
      tickToTrade: none,
      wireToTrade: wire,
      roundTrip: trip,
    });
    expect(() => reportLatencies(reportFile(stages(none, stage)))).toThrow(/found none \(roundTrip\)/);
    expect(() => reportLatencies(reportFile(stages(stage, none)))).toThrow(/market data caused, found none/);
    expect(() => reportLatencies(write("other.json", "{}"))).toThrow(/expected hotlane.report\/1 or/);
    expect(() => reportLatencies(write("broken.json", "{"))).toThrow(/--latency report:.*broken.json/);
    expect(() => reportLatencies("/nowhere/report.json")).toThrow(/ENOENT/);
    const negative = reportFile({ tickToTrade: none, wireToTrade: stage, roundTrip: { ...stage, p50: -1 } });
    expect(() => reportLatencies(negative)).toThrow(/roundTrip/);
  });
});

describe("what --latency names", () => {
  it("is given, or measured in a run", () => {
    expect(parseLatency("journal:day/lanes")).toEqual({ kind: "journal", path: "day/lanes" });
    expect(parseLatency("report:run.json")).toEqual({ kind: "report", path: "run.json" });
    expect(parseLatency("order=5us")).toMatchObject({ kind: "given", latencies: { answer: { ns: 5_000 } } });
    expect(() => parseLatency("journal:")).toThrow(/journal:FOLDER/);
    expect(() => parseLatency("jornal:x")).toThrow(/journal:FOLDER/);
  });
});

describe("what a report says of latencies", () => {
  it("is each way's model and its percentiles, by nearest rank", () => {
    const valuesNs = Float64Array.of(300, 100, 200, 999);
    const way = { kind: "histogram" as const, valuesNs, counts: Float64Array.of(9, 50, 40, 1), seed: 4 };
    expect(wayReport(way)).toEqual({
      model: "histogram",
      samples: 100,
      seed: 4,
      percentiles: { p50: 100, p90: 200, p99: 300, p999: 999, max: 999 },
    });
    const constant = { kind: "constant" as const, ns: 20_000 };
    const latency = { from: "measured in a journal", feed: constant, order: way, answer: constant };
    const lines = conditionsLines(conditionsOf({ latency }));
    expect(lines[0]).toContain("market data 20.00 µs, orders drawn from 100, seed 4 (p50 100 ns");
    expect(lines[1]).toContain("measured in a journal");
  });
});
