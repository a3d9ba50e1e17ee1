import { describe, expect, it } from "vitest";
import { median } from "../../src/bench/compare.js";
import { describeMachine } from "../../src/bench/machine.js";
import { type Outcome, parseOutcome } from "../../src/bench/outcome.js";
import { suitePage } from "../../src/bench/page.js";

const curve: [number, number][] = [
  [0, 8],
  [0.5, 10],
  [0.99, 40],
  [1, 2_000],
];
const percentiles = { p50: 10, p99: 40, max: 2_000 };
const outcome: Outcome = {
  schema: "hotlane.bench/1",
  name: "gate",
  claim: "under 50 ns <b>",
  unit: "ns/intent",
  nsPerOp: { median: 10 },
  percentiles,
  floor: { name: "empty loop", median: 2 },
  aboveFloor: 5,
  series: [
    { name: "the gate", role: "subject", percentiles, curve },
    { name: "empty loop", role: "floor", percentiles, curve: curve.map(([share, ns]) => [share, ns / 5]) },
  ],
  figures: { intents: 6_400_000 },
  remarks: [],
};

describe("a benchmark's outcome", () => {
  it("is read from what it prints, and refused by name when it is something else", () => {
    expect(parseOutcome("gate", JSON.stringify(outcome))).toEqual(outcome);
    expect(() => parseOutcome("gate", "p50 12 ns")).toThrow(
      /bench gate: its outcome is not hotlane.bench\/1/,
    );
    expect(() => parseOutcome("gate", '{"schema":"hotlane.bench/2"}')).toThrow(/hotlane.bench\/1/);
  });

  it("stands on the page with its claim, its ratio and a curve for each series, everything escaped", () => {
    const page = suitePage([outcome], describeMachine(), new Date(0));
    expect(page).toContain("under 50 ns &lt;b&gt;");
    expect(page).not.toContain("<b>");
    expect(page).toContain("<td>5.00 ×</td>");
    expect(page.match(/<polyline/g)).toHaveLength(2);
    // The worst figure stands highest, at the right end of its axis: no coordinate leaves the picture.
    for (const [, points = ""] of page.matchAll(/points="([^"]+)"/g)) {
      for (const point of points.split(" ")) {
        const [x = -1, y = -1] = point.split(",").map(Number);
        expect(x).toBeGreaterThanOrEqual(64);
        expect(x).toBeLessThanOrEqual(704);
        expect(y).toBeGreaterThanOrEqual(12);
        expect(y).toBeLessThanOrEqual(264);
      }
    }
  });
});

describe("the median", () => {
  it("is the middle one, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
