import { expect, it } from "vitest";
import { HeapCollector } from "../../src/engine/heap-collector.js";

it("collects when half a minute has passed since it was made, or since its last collection, and not before", () => {
  let collections = 0;
  const collector = new HeapCollector(() => {
    collections += 1;
  }, 1_000);
  const after = (nowMs: number): number => {
    collector.turn(nowMs);
    return collections;
  };
  expect([30_999, 31_000, 31_010, 60_999, 75_000, 104_999, 105_000].map(after)).toEqual([
    0, 1, 1, 1, 2, 2, 3,
  ]);
});
