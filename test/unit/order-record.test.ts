// The record of a day's orders against one that keeps an object for each, with so few pages in memory that most orders
// are read back from the file.
import { expect, it } from "vitest";
import { OrderRecord, type RecordedOrder } from "../../src/engine/order-record.js";
import { isStanding } from "../../src/engine/reconcile.js";
import { EventKind, OrderChange } from "../../src/lanes/boundary.js";
import type { LaneEvent } from "../../src/lanes/event-reader.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const stateNames = ["pending new", "live", "filled", "cancelled", "rejected"];
const setup: ConstructorParameters<typeof OrderRecord>[0] = {
  instruments: [
    { symbol: "ALFA", session: 0 },
    { symbol: "BRAVO", session: 1 },
  ],
  accounts: [
    { name: "house", firm: "HOUS" },
    { name: "client", firm: "" },
  ],
  strategies: [0, 1].map((account) => ({
    ...{ name: `strategy ${account}`, file: "", parameters: {}, instruments: [0, 1] },
    account,
    timeBudgetNs: 0,
    tier: "inline" as const,
    turnsMax: 0,
  })),
};
const nothing: LaneEvent = {
  ...{ timeNs: 0n, matchNumber: 0n, kind: 0, strategy: 0, instrument: 0, session: 0, side: 0, state: 0 },
  ...{ reason: 0, orderId: 0, userRefNum: 0, previousUserRefNum: 0, priceTicks: 0, quantity: 0, leaves: 0 },
  ...{ filled: 0, lastPriceTicks: 0, lastQuantity: 0, compared: 0, limit: 0, scope: 0, limitsVersion: 0 },
  ...{ feeNanos: 0, undonePriceTicks: 0, undoneQuantity: 0, change: 0, liquidity: 0 },
};

type Mutable = { -readonly [Field in keyof RecordedOrder]: RecordedOrder[Field] };

class PlainRecord {
  readonly orders = new Map<string, Mutable>();

  take(event: LaneEvent, venueSession: string): void {
    const key = (number: number): string => `${event.session}/${venueSession}/${number}`;
    const before = this.orders.get(key(event.previousUserRefNum));
    if (event.kind === EventKind.order && before !== undefined) before.state = "replaced";
    const account = setup.accounts[setup.strategies[event.strategy]?.account ?? 0];
    const order = this.orders.get(key(event.userRefNum)) ?? {
      ...{ session: event.session, venueSession, userRefNum: event.userRefNum },
      ...{ strategy: event.strategy, orderId: event.orderId, priceTicks: event.priceTicks },
      ...{ owner: account?.name ?? "", firm: account?.firm ?? "", executed: 0, executedNotional: 0 },
      symbol: setup.instruments[event.instrument]?.symbol ?? "",
      side: event.side === 0 ? ("B" as const) : ("S" as const),
      quantity: event.previousUserRefNum === 0 ? event.quantity : event.leaves,
      state: stateNames[event.state] ?? "",
    };
    this.orders.set(key(event.userRefNum), order);
    const isBroken = event.change === OrderChange.tradeBroken;
    const isCorrected = event.change === OrderChange.tradeCorrected;
    const sign = isBroken ? -1 : event.kind === EventKind.fill || isCorrected ? 1 : 0;
    order.executed += sign * event.lastQuantity - (isCorrected ? event.undoneQuantity : 0);
    order.executedNotional += sign * event.lastQuantity * event.lastPriceTicks;
    if (isCorrected) order.executedNotional -= event.undoneQuantity * event.undonePriceTicks;
    if (!isBroken && !isCorrected) order.state = stateNames[event.state] ?? "";
  }

  beginDay(): void {
    for (const [key, order] of this.orders) {
      if (!isStanding(order.state)) this.orders.delete(key);
      order.executed = order.executedNotional = 0;
    }
  }

  get sorted(): RecordedOrder[] {
    return [...this.orders.values()].sort((a, b) => a.session - b.session || a.userRefNum - b.userRefNum);
  }
}

/** An event of an order known or new; numbers as a venue's session has them: rising, with gaps. */
function randomEvent(random: () => number, next: number[]): LaneEvent {
  const session = wholeBetween(random, 0, 1);
  const newest = next[session] ?? 0;
  const isNew = newest === 0 || random() < 0.3;
  const number = isNew ? newest + wholeBetween(random, 1, 40) : wholeBetween(random, 1, newest);
  if (isNew) next[session] = number;
  const changes = [OrderChange.tradeBroken, OrderChange.tradeCorrected, OrderChange.changed];
  const change = random() < 0.3 ? (changes[wholeBetween(random, 0, 2)] ?? 0) : OrderChange.none;
  const undone = change === OrderChange.tradeCorrected ? 1 : 0;
  return {
    ...nothing,
    ...{ session, userRefNum: number, strategy: session, instrument: session },
    kind: random() < 0.5 ? EventKind.order : EventKind.fill,
    change,
    previousUserRefNum: isNew && random() < 0.5 ? wholeBetween(random, 0, newest) : 0,
    side: wholeBetween(random, 0, 1),
    state: wholeBetween(random, 0, stateNames.length - 1),
    orderId: number * 3,
    priceTicks: wholeBetween(random, 1, 1_000_000),
    quantity: wholeBetween(random, 1, 1_000),
    leaves: wholeBetween(random, 0, 1_000),
    lastQuantity: wholeBetween(random, 1, 100),
    lastPriceTicks: wholeBetween(random, 1, 1_000_000),
    undoneQuantity: undone * wholeBetween(random, 1, 100),
    undonePriceTicks: undone * wholeBetween(random, 1, 1_000_000),
  };
}

it("knows of every order what a plain record knows, over days and many pages of numbers", () => {
  const random = seededRandom();
  const record = new OrderRecord(setup, stateNames, 3);
  const plain = new PlainRecord();
  const next = [0, 0];
  for (let day = 0; day < 3; ++day) {
    for (let i = 0; i < 4_000; ++i) {
      const event = randomEvent(random, next);
      record.take(event, "DAY");
      plain.take(event, "DAY");
    }
    expect(Math.max(...next), "more than a page").toBeGreaterThan(8_192);
    expect([...record], seedNote).toEqual(plain.sorted);
    for (const order of plain.sorted) expect(record.find(order.session, order.userRefNum)).toEqual(order);
    for (const state of stateNames) {
      const count = plain.sorted.filter((one) => one.session === 1 && one.state === state).length;
      expect(record.count(1, state), seedNote).toBe(count);
    }
    record.beginDay(isStanding);
    plain.beginDay();
    expect([...record], seedNote).toEqual(plain.sorted);
  }
});

it("tells a number of one venue session from the same one of the next", () => {
  const record = new OrderRecord(setup, stateNames);
  const order = { ...nothing, kind: EventKind.order, userRefNum: 7, quantity: 100 };
  record.take({ ...order, state: 3 }, "FIRST");
  record.take({ ...order, state: 1 }, "SECOND");
  expect([...record].map(({ venueSession, state }) => [venueSession, state])).toEqual([
    ["FIRST", "cancelled"],
    ["SECOND", "live"],
  ]);
  expect(record.find(0, 7)?.venueSession).toBe("SECOND");
  expect(record.find(0, 8)).toBeUndefined();
  expect(record.find(1, 7)).toBeUndefined();
});

it("gives orders session by session in the order of their numbers, however large", () => {
  const record = new OrderRecord(setup, stateNames, 1);
  const told = [
    [1, 5],
    [0, 4_294_967_295],
    [1, 2],
    [0, 3],
  ] as const;
  for (const [session, userRefNum] of told)
    record.take({ ...nothing, kind: EventKind.order, session, userRefNum, state: 1 }, "DAY");
  expect([...record].map(({ session, userRefNum }) => [session, userRefNum])).toEqual([
    [0, 3],
    [0, 4_294_967_295],
    [1, 2],
    [1, 5],
  ]);
});
