// What a lane says of its own pauses, in a real engine: those that its strategies make have a name, in the status, the
// report and their texts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { HiccupReport } from "../../src/engine/hiccup-report.js";
import { ControlledEngine } from "./controlled-engine.js";

/** Only turns beyond this are hiccups here: what is everyday to a loop that reads sockets stays out of the newest. */
const thresholdUs = 150;
const spinUs = 200;

/** Now and then spins in a callback. */
const spinning = `
import { defineStrategy } from "hotlane/sdk";
export default defineStrategy({
  name: "spinning",
  parameters: {},
  create() {
    let calls = 0;
    return {
      onBook() {
        calls += 1;
        if (calls % 200 !== 0) return;
        const end = performance.now() + ${spinUs / 1_000};
        while (performance.now() < end);
      },
    };
  },
});
`;

/** Makes garbage that is not garbage at once, so that each collection has something to copy. */
const littering = `
import { defineStrategy } from "hotlane/sdk";
export default defineStrategy({
  name: "littering",
  parameters: {},
  create() {
    const kept: number[][] = [];
    let made = 0;
    return {
      onBook() {
        for (let i = 0; i < 20; ++i) {
          kept[made % 20_000] = new Array(50).fill(made);
          made += 1;
        }
      },
    };
  },
});
`;

let engine: ControlledEngine | undefined;
afterEach(() => engine?.discard());

it("names the strategy call that spins and the collection of the garbage that one makes", async () => {
  const running = new ControlledEngine([
    `lanes: [{ hiccupMicroseconds: ${thresholdUs} }]`,
    "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
    "strategies:",
    "  - { name: spinning, file: ./spinning.ts, instruments: [ALFA] }",
    "  - { name: littering, file: ./littering.ts, instruments: [BRAVO] }",
    "venue: {}",
  ]);
  engine = running;
  writeFileSync(join(running.folder, "spinning.ts"), spinning);
  writeFileSync(join(running.folder, "littering.ts"), littering);
  running.start();
  await running.untilSaid("order session: ready");
  let seen: HiccupReport | undefined;
  const ofCause = (cause: string): HiccupReport["newest"][number] | undefined =>
    seen?.newest.find((hiccup) => hiccup.cause === cause);
  const found = new Map<string, HiccupReport["newest"][number]>();
  await running.until("told of a spin and of a collection", async () => {
    [seen] = (await running.status()).hiccups;
    for (const cause of ["strategy", "gc"]) {
      const hiccup = ofCause(cause);
      if (hiccup !== undefined) found.set(cause, hiccup);
    }
    return found.size === 2;
  });
  const spin = found.get("strategy");
  expect(spin?.own.cause).toBe("strategy");
  expect(spin?.own.ns).toBeGreaterThan(thresholdUs * 500);
  const collection = found.get("gc");
  expect(["scavenge", "minorMarkSweep", "markSweepCompact", "incrementalMarking"]).toContain(
    collection?.gc.kind,
  );
  expect(collection?.gc.ns).toBeGreaterThanOrEqual((collection?.lengthNs ?? 0) / 2);
  const text = (await running.command("status")).stdout;
  expect(text).toMatch(/^hiccups of lane main: [\d,]+ over 150\.00 µs: p50 /m);
  expect(text).toMatch(/^ +strategy call +\d/m);
  expect(text).toMatch(/^ +garbage collection +\d/m);
  const [hiccups] = (await running.stop()).hiccups;
  expect(hiccups?.thresholdNs).toBe(thresholdUs * 1_000);
  expect(hiccups?.p50).toBeGreaterThanOrEqual(thresholdUs * 1_000);
  expect(hiccups?.max).toBeGreaterThanOrEqual(spinUs * 1_000);
  const counts = Object.values(hiccups?.causes ?? {}).reduce((sum, { count }) => sum + count, 0);
  expect(counts).toBe(hiccups?.count);
  expect(hiccups?.causes.strategy?.longestNs).toBeGreaterThanOrEqual(spinUs * 1_000);
});
