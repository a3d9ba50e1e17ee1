import { describe, expect, it } from "vitest";
import type { DayResult } from "../../../src/backtest/run-backtest.js";
import { instrumentsMax, timePlots } from "../../../src/report/time-series.js";

const symbols = Array.from({ length: instrumentsMax + 2 }, (_, index) => `S${index}`);

/** Two samples of equity, dollars; a row of the book of each instrument; as many fills as the instrument's number. */
function day(date: string, realised: readonly [number, number]): DayResult {
  const instruments = symbols.map((_, index) => index);
  const traded = instruments.flatMap((index) => Array.from({ length: index }, () => index));
  const zeros = new Float64Array(2);
  return {
    date,
    symbols,
    equity: {
      rows: 2,
      timeNs: Float64Array.of(1e9, 2e9),
      realised: Float64Array.from(realised, (dollars) => dollars * 10_000),
      unrealised: zeros,
      charged: zeros,
      rebated: zeros,
      grossNotional: zeros,
      netNotional: zeros,
    },
    books: {
      rows: symbols.length,
      timeNs: Float64Array.from(instruments, () => 1e9),
      instrument: Uint32Array.from(instruments),
      bidTicks: Float64Array.from(instruments, () => 100_000),
      askTicks: Float64Array.from(instruments, () => 0),
      position: Float64Array.from(instruments),
    },
    fills: {
      rows: traded.length,
      instrument: Uint32Array.from(traded),
      side: Uint8Array.from(traded, (_, row) => row % 2),
      timeNs: Float64Array.from(traded, (_, row) => row * 1e6),
      priceTicks: Float64Array.from(traded, () => 100_100),
    },
  } as unknown as DayResult;
}

describe("the page's plots over time", () => {
  const plots = timePlots([day("2026-03-09", [3, 5]), day("2026-03-10", [-1, -4])]);
  const of = (title: string): (typeof plots)[number] | undefined =>
    plots.find((plot) => plot.title === title);

  it("add up days for equity, and fall from the highest of them all", () => {
    expect(of("Equity")?.series.map(({ values }) => values)).toEqual([
      [3, 5, 4, 1],
      [3, 5, 4, 1],
    ]);
    expect(of("Drawdown")?.series[0]?.values.map((value) => Math.abs(value ?? 0))).toEqual([0, 0, 1, 4]);
    expect(of("Equity")?.series[0]?.times).toEqual(
      ["2026-03-09T00:00:01Z", "2026-03-09T00:00:02Z", "2026-03-10T00:00:01Z", "2026-03-10T00:00:02Z"].map(
        (time) => Date.parse(time) / 1_000,
      ),
    );
  });

  it("are of the instruments with the most fills, and say that others are not drawn", () => {
    const position = of("Position");
    expect(position?.series.map(({ name }) => name)).toEqual([...symbols].reverse().slice(0, instrumentsMax));
    expect(position?.note).toContain("2 others are not drawn");
    expect(plots.filter(({ title }) => title.startsWith("Fills on the book"))).toHaveLength(instrumentsMax);
  });

  it("have each side's fills of the instrument, and no price where a side is empty", () => {
    const series = of(`Fills on the book: S${symbols.length - 1}`)?.series ?? [];
    const [bid, ask, buys, sells] = series;
    expect([bid?.values, ask?.values]).toEqual([
      [10, 10],
      [null, null],
    ]);
    expect((buys?.values.length ?? 0) + (sells?.values.length ?? 0)).toBe(2 * (symbols.length - 1));
    expect(new Set([...(buys?.values ?? []), ...(sells?.values ?? [])])).toEqual(new Set([10.01]));
  });
});
