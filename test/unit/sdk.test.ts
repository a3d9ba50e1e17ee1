import { describe, expect, it } from "vitest";
import { IntentKind, IntentSlot, LaneMemory, StrategyFrame } from "../../src/lanes/boundary.js";
import { type Context, defineStrategy } from "../../src/sdk/strategy.js";
import { makeStrategy } from "../../src/strategies/make-strategy.js";

/** A bound strategy that hands its context out, on a lane's memory that no lane writes. */
function contextOf(instruments: number[]): { context: Context; word: (offset: number) => number } {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
  frame[StrategyFrame.nextOrderId / 4] = 1;
  let held: Context | undefined;
  const strategy = defineStrategy({
    name: "holder",
    parameters: {},
    create(context) {
      held = context;
      return {};
    },
  });
  makeStrategy(strategy, {
    name: "holder",
    memory,
    index: 0,
    instruments,
    parameters: {},
    onThrow: () => undefined,
  });
  if (held === undefined) throw new Error("the strategy was not made");
  return { context: held, word: (offset) => frame[offset / 4] ?? Number.NaN };
}

describe("order entry", () => {
  it("writes an intent as the lane reads it", () => {
    const { context, word } = contextOf([3]);
    expect(context.orders.sell(3, 200, 1_234_500)).toBe(1);
    const slot = StrategyFrame.intents;
    expect(word(StrategyFrame.intentCount)).toBe(1);
    expect(word(slot + IntentSlot.kind)).toBe(IntentKind.enter);
    expect(word(slot + IntentSlot.instrument)).toBe(3);
    expect(word(slot + IntentSlot.side)).toBe(1);
    expect(word(slot + IntentSlot.quantity)).toBe(200);
    expect(word(slot + IntentSlot.priceTicks)).toBe(1_234_500);
    expect(word(slot + IntentSlot.orderId)).toBe(1);
  });
});

describe("a bound strategy", () => {
  it("has the callbacks that its strategy has, told by the frame what they are about", () => {
    const told: number[] = [];
    const strategy = defineStrategy({
      name: "listener",
      parameters: {},
      create: () => ({
        onBook: (instrument) => {
          told.push(instrument);
        },
      }),
    });
    const memory = new SharedArrayBuffer(LaneMemory.size);
    const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
    const { bound } = makeStrategy(strategy, {
      name: "listener",
      memory,
      index: 0,
      instruments: [0, 5],
      parameters: {},
      onThrow: () => undefined,
    });
    frame[StrategyFrame.instrument / 4] = 5;
    bound.onBook?.();
    expect(told).toEqual([5]);
    expect(bound.onTrade).toBeUndefined();
  });
});
