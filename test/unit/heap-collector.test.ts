import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { HeapCollector } from "../../src/engine/heap-collector.js";

const little = (): WeakRef<object> => new WeakRef({ small: [1, 2, 3] });
/** Beside more than a MiB of numbers. */
const much = (): WeakRef<object> => new WeakRef({ big: new Array(400_000).fill(0.5) });

describe("the main thread's collector", () => {
  let collector: HeapCollector;
  beforeEach(() => {
    // What other tests have left is none of its business.
    collector = new HeapCollector(0);
    much();
    collector.turn(5_000);
  });

  it("collects when a MiB has piled up", async () => {
    const gone = much();
    await nextTurn(); // a weak reference holds until the turn in which it was made is over
    collector.turn(10_000);
    expect(gone.deref()).toBeUndefined();
  });

  it("rests five seconds between two collections", async () => {
    const gone = much();
    await nextTurn();
    collector.turn(9_999);
    expect(gone.deref()).toBeDefined();
  });

  it("lets be what is less", async () => {
    const still = little();
    await nextTurn();
    collector.turn(60_000);
    expect(still.deref()).toBeDefined();
  });
});
