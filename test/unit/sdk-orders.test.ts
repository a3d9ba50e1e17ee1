import { describe, expect, it } from "vitest";
import {
  InstrumentView,
  IntentKind,
  IntentSlot,
  intentsMax,
  LaneMemory,
  OrderUpdateSlot,
  QueueSlot,
  queueBucketSlots,
  queueSlotsMax,
  StrategyFrame,
  TradeSlot,
} from "../../src/lanes/boundary.js";
import {
  type Context,
  defineStrategy,
  OrderAttributes,
  OrderCapacity,
  OrderDisplay,
  type OrderUpdate,
  PegKind,
  Refusal,
  SellKind,
  TimeInForce,
  type Trade,
} from "../../src/sdk/index.js";
import { makeStrategy } from "../../src/strategies/make-strategy.js";

/** A bound strategy that hands out what it is given, on a lane's memory that no lane writes. */
function boundStrategy(instruments: number[]) {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const frame = new DataView(memory, LaneMemory.frames, StrategyFrame.size);
  frame.setInt32(StrategyFrame.nextOrderId, 1, true);
  const given: { context?: Context; update?: OrderUpdate; trade?: Trade } = {};
  const strategy = defineStrategy({
    name: "holder",
    parameters: {},
    create(context) {
      given.context = context;
      return {
        onOrder: (update) => {
          given.update = update;
        },
        onTrade: (trade) => {
          given.trade = trade;
        },
      };
    },
  });
  const { bound } = makeStrategy(strategy, {
    name: "orders",
    memory,
    index: 0,
    instruments,
    parameters: {},
    onThrow: () => undefined,
  });
  bound.onOrder?.();
  bound.onTrade?.();
  const { context, update, trade } = given;
  if (!context || !update || !trade) throw new Error("the strategy was not made");
  const slot = (number: number): number => StrategyFrame.intents + number * IntentSlot.size;
  return { memory, frame, context, orders: context.orders, update, trade, slot };
}

describe("order entry", () => {
  it("writes a plain order as one of no attributes, whatever stood in the slot before", () => {
    const { orders, frame, slot } = boundStrategy([0]);
    frame.setUint32(slot(0) + IntentSlot.flags, 7, true);
    expect(orders.buy(0, 100, 1_000, TimeInForce.immediateOrCancel)).toBe(1);
    expect(frame.getUint32(slot(0) + IntentSlot.flags, true)).toBe(0);
    expect(frame.getInt32(slot(0) + IntentSlot.timeInForce, true)).toBe(TimeInForce.immediateOrCancel);
    expect(orders.lastRefusal).toBe(Refusal.none);
  });

  it("writes every attribute of an order", () => {
    const { orders, frame, slot } = boundStrategy([0]);
    const attributes = new OrderAttributes({
      timeInForce: TimeInForce.timed,
      expireSeconds: 30,
      display: OrderDisplay.hidden,
      minQuantity: 50,
      maxFloor: 20,
      pegKind: PegKind.midpoint,
      pegOffsetTicks: -100,
      capacity: OrderCapacity.agency,
      sellKind: SellKind.shortSale,
      isPostOnly: true,
      isLocated: true,
    });
    expect(orders.sell(0, 4_294_967_295, 1_000, attributes)).toBe(1);
    const at = slot(0);
    expect(frame.getUint32(at + IntentSlot.quantity, true)).toBe(4_294_967_295);
    expect(frame.getUint32(at + IntentSlot.flags, true)).toBe(7);
    expect(frame.getInt32(at + IntentSlot.timeInForce, true)).toBe(TimeInForce.timed);
    expect(frame.getUint32(at + IntentSlot.expireSeconds, true)).toBe(30);
    expect(frame.getUint32(at + IntentSlot.minQuantity, true)).toBe(50);
    expect(frame.getUint32(at + IntentSlot.maxFloor, true)).toBe(20);
    expect(frame.getInt32(at + IntentSlot.pegOffsetTicks, true)).toBe(-100);
    expect(frame.getUint8(at + IntentSlot.display)).toBe(OrderDisplay.hidden);
    expect(frame.getUint8(at + IntentSlot.pegKind)).toBe(PegKind.midpoint);
    expect(frame.getUint8(at + IntentSlot.cross)).toBe(0);
    expect(frame.getUint8(at + IntentSlot.capacity)).toBe(OrderCapacity.agency);
    expect(frame.getUint8(at + IntentSlot.sellKind)).toBe(SellKind.shortSale);
  });

  it("reads how many shares stand in front of an order, from any slot of its bucket", () => {
    const { orders, frame } = boundStrategy([0]);
    const buckets = queueSlotsMax / queueBucketSlots;
    const ids = Array.from({ length: queueBucketSlots }, (_, i) => 5 + i * buckets);
    for (const [i, id] of ids.entries()) {
      const slot = StrategyFrame.queue + (5 * queueBucketSlots + i) * QueueSlot.size;
      frame.setInt32(slot + QueueSlot.orderId, id, true);
      frame.setInt32(slot + QueueSlot.ahead, i === 0 ? -1 : i * 1_000, true);
    }
    expect(ids.map((id) => orders.queueAhead(id))).toEqual([
      -1, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000,
    ]);
    const others = [4, 6, 5 + queueBucketSlots * buckets, 0, -5, 5.5, Number.NaN, 2 ** 32 + 37];
    expect(others.map((id) => orders.queueAhead(id))).toEqual(others.map(() => -1));
    expect(orders.refusedHere).toBe(0);
  });

  it("writes cancels, cuts and the cancel of everything", () => {
    const { orders, frame, slot } = boundStrategy([3]);
    expect(orders.cancel(7)).toBe(true);
    expect(orders.reduce(8, 200)).toBe(true);
    expect(orders.cancelAll()).toBe(true);
    expect(orders.cancelAll(3)).toBe(true);
    const kinds = [0, 1, 2, 3].map((i) => frame.getInt32(slot(i) + IntentSlot.kind, true));
    expect(kinds).toEqual([IntentKind.cancel, IntentKind.reduce, IntentKind.cancelAll, IntentKind.cancelAll]);
    expect(frame.getInt32(slot(1) + IntentSlot.orderId, true)).toBe(8);
    expect(frame.getUint32(slot(1) + IntentSlot.quantity, true)).toBe(200);
    expect(frame.getInt32(slot(2) + IntentSlot.instrument, true)).toBe(-1);
    expect(frame.getInt32(slot(3) + IntentSlot.instrument, true)).toBe(3);
  });

  it("says why it refuses what can't be written down, and writes nothing of it", () => {
    const { orders, frame } = boundStrategy([0]);
    const nonsense = [Number.NaN, -1, 0, 1.5, 2 ** 40, Number.POSITIVE_INFINITY];
    for (const value of nonsense) {
      expect(orders.buy(0, value, 100)).toBe(0);
      expect(orders.lastRefusal).toBe(Refusal.invalidQuantity);
      expect(orders.sell(0, 100, value)).toBe(0);
      expect(orders.lastRefusal).toBe(Refusal.invalidPrice);
      expect(orders.replace(1, value, 100)).toBe(false);
      expect(orders.lastRefusal).toBe(Refusal.invalidQuantity);
      expect(orders.reduce(1, value)).toBe(false);
      expect(orders.lastRefusal).toBe(Refusal.invalidQuantity);
      expect(orders.cancel(value)).toBe(false);
      expect(orders.lastRefusal).toBe(Refusal.unknownOrder);
      expect(orders.buy(value === 0 ? 1 : value, 100, 100)).toBe(0);
      expect(orders.lastRefusal).toBe(Refusal.notEntitled);
    }
    expect(orders.cancelAll(1)).toBe(false);
    expect(orders.lastRefusal).toBe(Refusal.notEntitled);
    expect(orders.refusedHere).toBe(nonsense.length * 6 + 1);
    expect(frame.getInt32(StrategyFrame.intentCount, true)).toBe(0);
    expect(orders.buy(0, 100, 100)).toBe(1);
    expect(orders.lastRefusal).toBe(Refusal.none);
  });

  it("refuses attributes that no slot can hold by their name", () => {
    const { orders, frame } = boundStrategy([0]);
    const wrong: [Partial<Record<keyof OrderAttributes, number>>, number][] = [
      [{ timeInForce: Number.NaN }, Refusal.invalidTimeInForce],
      [{ expireSeconds: -1 }, Refusal.invalidTimeInForce],
      [{ minQuantity: 2 ** 40 }, Refusal.invalidMinQuantity],
      [{ maxFloor: 0.5 }, Refusal.invalidMaxFloor],
      [{ display: 300 }, Refusal.invalidDisplay],
      [{ capacity: -1 }, Refusal.invalidCapacity],
      [{ sellKind: 1.5 }, Refusal.invalidSellKind],
      [{ cross: 1_000 }, Refusal.invalidCross],
      [{ pegKind: Number.NaN }, Refusal.invalidPeg],
      [{ pegOffsetTicks: 2 ** 31 }, Refusal.invalidPeg],
    ];
    for (const [values, refusal] of wrong) {
      const attributes = Object.assign(new OrderAttributes(), values);
      expect(orders.buy(0, 100, 100, attributes)).toBe(0);
      expect(orders.lastRefusal).toBe(refusal);
      expect(orders.replace(1, 100, 100, attributes)).toBe(false);
      expect(orders.lastRefusal).toBe(refusal);
    }
    expect(frame.getInt32(StrategyFrame.intentCount, true)).toBe(0);
    expect(frame.getInt32(StrategyFrame.nextOrderId, true)).toBe(1);
  });

  it("refuses the 17th intent of a callback as such", () => {
    const { orders } = boundStrategy([0]);
    for (let i = 0; i < intentsMax; ++i) expect(orders.cancel(i + 1)).toBe(true);
    expect(orders.cancel(99)).toBe(false);
    expect(orders.lastRefusal).toBe(Refusal.tooManyIntents);
    expect(orders.buy(0, 100, 100)).toBe(0);
    expect(orders.lastRefusal).toBe(Refusal.tooManyIntents);
  });
});

describe("shares of 2^32 - 1", () => {
  it("read as such, not as -1, wherever a strategy is told of them", () => {
    const { memory, frame, context, update, trade } = boundStrategy([0]);
    const most = 2 ** 32 - 1;
    for (const field of ["quantity", "leaves", "filled", "lastQuantity"] as const) {
      frame.setUint32(StrategyFrame.update + OrderUpdateSlot[field], most, true);
      expect(update[field]).toBe(most);
    }
    frame.setUint32(StrategyFrame.trade + TradeSlot.quantity, most, true);
    expect(trade.quantity).toBe(most);
    const view = new DataView(memory, LaneMemory.views, InstrumentView.size);
    view.setUint32(InstrumentView.bidLevels, 1, true);
    view.setUint32(InstrumentView.askLevels, 1, true);
    view.setUint32(InstrumentView.bidQuantity, most, true);
    view.setUint32(InstrumentView.askQuantity, most, true);
    view.setUint32(InstrumentView.lastQuantity, most, true);
    expect(context.book.bidQuantity(0)).toBe(most);
    expect(context.book.askQuantity(0)).toBe(most);
    expect(context.book.lastQuantity(0)).toBe(most);
  });
});
