import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { HeapCollector } from "../../src/engine/heap-collector.js";

const garbage = (): WeakRef<object> => new WeakRef({ big: new Array(1_000).fill(0) });

it("collects when half a minute has passed, and not before", async () => {
  const collector = new HeapCollector(1_000);
  const gone = garbage();
  await nextTurn(); // a weak reference holds until the turn in which it was made is over
  collector.turn(30_999);
  expect(gone.deref()).toBeDefined();
  await nextTurn();
  collector.turn(31_000);
  expect(gone.deref()).toBeUndefined();
});

it("counts from its last collection", async () => {
  const collector = new HeapCollector(0);
  collector.turn(45_000);
  const gone = garbage();
  await nextTurn();
  collector.turn(74_999);
  expect(gone.deref()).toBeDefined();
});
