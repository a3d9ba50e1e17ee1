import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { median } from "../../src/bench/compare.js";
import { describeMachine } from "../../src/bench/machine.js";
import { type Outcome, parseOutcome } from "../../src/bench/outcome.js";
import { OutcomeBuilder } from "../../src/bench/outcome-builder.js";
import { suitePage } from "../../src/bench/page.js";
import { readPublished, speedTable, withSpeedTable } from "../../src/bench/published.js";

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
        expect(x).toBeLessThanOrEqual(680);
        expect(y).toBeGreaterThanOrEqual(12);
        expect(y).toBeLessThanOrEqual(264);
      }
    }
  });
});

describe("an outcome made in TypeScript", () => {
  it("has its subject's percentiles, and ratios of medians to its baseline and its floor", () => {
    const built = new OutcomeBuilder("calls", "cheap", "ns/call");
    const thousand = Array.from({ length: 1_001 }, (_, index) => 1_000 - index);
    built.add("a call", "subject", thousand);
    built.add("another way", "baseline", [2_000, 1_000, 1_500]);
    built.add("nothing", "floor", [250]);
    const made = parseOutcome("calls", JSON.stringify(built.outcome()));
    expect(made.percentiles).toEqual({
      p50: 500,
      p90: 900,
      p99: 990,
      "p99.9": 999,
      "p99.99": 999,
      max: 1_000,
    });
    expect(made.ratio).toBe(3);
    expect(made.aboveFloor).toBe(2);
  });
});

describe("the README's speed table", () => {
  const root = resolve(import.meta.dirname, "../..");

  it("is what bench/published.json says", () => {
    const readme = readFileSync(resolve(root, "README.md"), "utf8");
    expect(withSpeedTable(readme, readPublished(root))).toBe(readme);
  });

  it("shows ratios before times", () => {
    const machine = describeMachine();
    const text = speedTable({
      schema: "hotlane.published/1",
      outcomes: [{ when: new Date(0).toISOString(), machine, outcome }],
    });
    expect(text).toContain("| `gate` | **5 ×** the time of the floor, empty loop | one intent | 10 ns |");
    expect(text).toContain(machine.cpu);
  });

  it("needs its marks", () => {
    expect(() => withSpeedTable("# Hotlane", readPublished(root))).toThrow(/expected the marks/);
  });
});

describe("the median", () => {
  it("is the middle one, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
