// The jitter benchmark for moments, on a lane that others' tests don't suffer from: every pattern of load runs, both sides
// of the comparison are measured over the same orders, and hiccups are counted with their causes. No time is asserted.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type Outcome, parseOutcome } from "../../src/bench/outcome.js";

const program = resolve(import.meta.dirname, "../../build/ts-bench/jitter.js");
const patterns = ["steady", "bursts", "neighbour", "garbage", "traffic"];

async function jitter(...args: string[]): Promise<Outcome> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, "--gentle", "--json", ...args]);
  return parseOutcome("jitter", stdout.trimEnd().split("\n").at(-1) ?? "");
}

const figure = ({ figures }: Outcome, name: string): number => figures[name] ?? Number.NaN;

describe("the jitter benchmark", () => {
  it.each(patterns)("measures orders beside the floor of the same events: %s", async (pattern) => {
    const outcome = await jitter(
      ...["--pattern", pattern, "--slices", "3", "--slice-ms", "200", "--warm-up-ms", "500"],
    );
    const orders = figure(outcome, `${pattern}: orders`);
    expect(orders).toBeGreaterThan(10);
    const floorEvents = figure(outcome, `${pattern}: floor's events`);
    // A packet that causes two orders is one event of the floor.
    expect(floorEvents).toBeGreaterThan(orders / 4);
    expect(floorEvents).toBeLessThanOrEqual(orders);
    expect(figure(outcome, `${pattern}: messages lost`)).toBe(0);
    expect(figure(outcome, `${pattern}: p99.9 less p50, by the floor's`)).toBeGreaterThan(0);
    const long = figure(outcome, `${pattern}: hiccups over 50 µs`);
    const named = figure(outcome, `${pattern}: of them with a cause, percent`);
    expect(long).toBeGreaterThanOrEqual(0);
    expect(named).toBeGreaterThanOrEqual(0);
    expect(named).toBeLessThanOrEqual(100);
    for (const { percentiles } of outcome.series) {
      expect(percentiles.p50).toBeGreaterThan(0);
      expect(percentiles["p99.9"]).toBeGreaterThanOrEqual(percentiles.p50 ?? 0);
      expect(percentiles.max).toBeGreaterThanOrEqual(percentiles["p99.9"] ?? 0);
    }
  });

  it("watches memory and the drift of percentiles for as long as it is told", async () => {
    const outcome = await jitter("--minutes", "0.15");
    expect(figure(outcome, "minutes")).toBeGreaterThan(0.14);
    expect(figure(outcome, "orders")).toBeGreaterThan(100);
    expect(figure(outcome, "messages lost")).toBe(0);
    expect(figure(outcome, "orders rejected or never received")).toBe(0);
    for (const size of ["resident memory", "of it, of no file", "main heap", "venue's resident memory"])
      expect(figure(outcome, `${size}, MiB, at the end`)).toBeGreaterThan(1);
    for (const figureOf of [
      "tick-to-trade, p50, last by first",
      "the yardstick, p50, last by first",
      "tick-to-trade, p50, last by first, by the yardstick's",
    ])
      expect(figure(outcome, figureOf)).toBeGreaterThan(0);
    expect(outcome.series.filter(({ name }) => name.endsWith("the yardstick"))).toHaveLength(2);
  });
});
