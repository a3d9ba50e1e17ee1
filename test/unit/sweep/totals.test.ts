import { describe, expect, it } from "vitest";
import { ranked, runsOf } from "../../../src/sweep/sweep-runs.js";
import type { RunFigures } from "../../../src/sweep/sweep-setup.js";
import { sweepProgress } from "../../../src/sweep/sweep-table.js";
import { rank, totalsOf } from "../../../src/sweep/totals.js";

const figures = (some: Partial<RunFigures>): RunFigures => ({
  orders: 1,
  fills: 1,
  filledShares: 100,
  realised: 0,
  unrealised: 0,
  fees: 0,
  rebates: 0,
  net: 0,
  drawdown: 0,
  refused: 0,
  stateHash: "",
  seconds: 0,
  threw: null,
  ...some,
});

describe("what a set made over its days", () => {
  it("adds up dollars and shares, and takes the largest drawdown of a day", () => {
    const days = [figures({ net: 5, drawdown: 2 }), figures({ net: -1, drawdown: 4, filledShares: 50 })];
    expect(totalsOf(days)).toMatchObject({ net: 4, drawdown: 4, filledShares: 150, days: 2, daysUp: 1 });
    expect(totalsOf([figures({ drawdown: null })]).drawdown).toBeNull();
  });

  it("ranks by what best means, of equals the earlier set", () => {
    const sets = [
      { set: 0, totals: totalsOf([figures({ net: 10, drawdown: 10, filledShares: 1_000 })]) },
      { set: 1, totals: totalsOf([figures({ net: 8, drawdown: 1, filledShares: 1_000 })]) },
      { set: 2, totals: totalsOf([figures({ net: 8, drawdown: 4, filledShares: 10 })]) },
      { set: 3, totals: totalsOf([figures({ net: 0, drawdown: 0, filledShares: 0 })]) },
    ];
    const order = (by: Parameters<typeof rank>[1]): number[] => rank(sets, by).map(({ set }) => set);
    expect(order("net")).toEqual([0, 1, 2, 3]);
    expect(order("netPerDrawdown")).toEqual([1, 2, 0, 3]);
    expect(order("netPerShare")).toEqual([2, 0, 1, 3]);
  });

  it("leaves out sets of which a run threw, died or is missing", () => {
    const runs = runsOf([
      { set: 0, day: 0, figures: figures({ net: 9, threw: "onBook: no" }) },
      { set: 1, day: 0, died: "its worker ran out of memory" },
      { set: 2, day: 0, figures: figures({ net: 1 }) },
    ]);
    expect(ranked(4, [0], runs, "net").map(({ set }) => set)).toEqual([2]);
    expect(ranked(4, [0, 1], runs, "net")).toEqual([]);
  });
});

describe("the progress of a sweep", () => {
  it("shows how far it is and the time left, as soon as it is known", () => {
    expect(sweepProgress(100, 0, 0, Number.NaN)).toBe(`[${".".repeat(24)}] 0 of 100 runs`);
    expect(sweepProgress(100, 50, 2, 1_500)).toBe(
      `[${"#".repeat(12)}${".".repeat(12)}] 50 of 100 runs, 2 failed, 1:15 left`,
    );
    expect(sweepProgress(10_000, 0, 0, 1_000)).toContain("2:46:40 left");
  });
});
