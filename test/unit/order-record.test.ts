// The engine's record of its orders against the plainest one that could be written, over events from seeds, with so few
// pages in memory that most orders are read back from the file.
import { describe, expect, it } from "vitest";
import { OrderRecord, type RecordedOrder } from "../../src/engine/order-record.js";
import { EventKind, OrderChange } from "../../src/lanes/boundary.js";
import type { LaneEvent } from "../../src/lanes/event-reader.js";
import { seededRandom, seedNote, seed as start } from "./seeded-random.js";

const stateNames = ["pending new", "live", "pending replace", "pending cancel", "filled", "cancelled"];
const setup = {
  instruments: [
    { symbol: "ALFA", session: 0 },
    { symbol: "BRAVO", session: 0 },
  ],
  strategies: [{ account: 1 }, { account: 0 }],
  accounts: [
    { name: "house", firm: "HLTN" },
    { name: "client", firm: "CLNT" },
  ],
} as unknown as ConstructorParameters<typeof OrderRecord>[0];

/** Orders of a map. */
class PlainRecord {
  readonly #orders = new Map<string, RecordedOrder>();

  take(event: LaneEvent, venueSession: string): void {
    const key = (number: number): string => `${event.session}/${venueSession}/${number}`;
    const previous = this.#orders.get(key(event.previousUserRefNum));
    if (event.kind === EventKind.order && previous !== undefined) previous.state = "replaced";
    const account = setup.accounts[event.strategy === 0 ? 1 : 0];
    const order = this.#orders.get(key(event.userRefNum)) ?? {
      session: event.session,
      venueSession,
      strategy: event.strategy,
      orderId: event.orderId,
      userRefNum: event.userRefNum,
      owner: account?.name ?? "",
      firm: account?.firm ?? "",
      symbol: event.instrument === 0 ? "ALFA" : "BRAVO",
      side: event.side === 0 ? "B" : "S",
      quantity: event.previousUserRefNum === 0 ? event.quantity : event.leaves,
      priceTicks: event.priceTicks,
      executed: 0,
      executedNotional: 0,
      state: stateNames[event.state] ?? "",
    };
    this.#orders.set(key(event.userRefNum), order);
    const isBroken = event.change === OrderChange.tradeBroken;
    const isCorrected = event.change === OrderChange.tradeCorrected;
    if (isBroken) {
      order.executed -= event.lastQuantity;
      order.executedNotional -= event.lastQuantity * event.lastPriceTicks;
    } else if (event.kind === EventKind.fill || isCorrected) {
      order.executed += event.lastQuantity - event.undoneQuantity;
      order.executedNotional +=
        event.lastQuantity * event.lastPriceTicks - event.undoneQuantity * event.undonePriceTicks;
    }
    if (!isBroken && !isCorrected) order.state = stateNames[event.state] ?? "";
  }

  beginDay(): void {
    for (const [key, order] of this.#orders) {
      if (order.state !== "live") this.#orders.delete(key);
      order.executed = 0;
      order.executedNotional = 0;
    }
  }

  get orders(): RecordedOrder[] {
    return [...this.#orders.values()].sort((a, b) => a.session - b.session || a.userRefNum - b.userRefNum);
  }
}

/** A whole number below so much. */
type Below = (bound: number) => number;
function belowFrom(from: number): Below {
  const random = seededRandom(from);
  return (bound) => Math.floor(random() * bound);
}

const byAll = (orders: readonly RecordedOrder[]): string[] =>
  orders.map((order) => JSON.stringify(Object.entries(order).sort())).sort();

/** Some order of a small or a large number, old or new. */
function eventOf(random: Below, newest: number): LaneEvent {
  const isFill = random(3) === 0;
  const changes = [OrderChange.none, OrderChange.filled, OrderChange.tradeBroken, OrderChange.tradeCorrected];
  return {
    kind: isFill ? EventKind.fill : EventKind.order,
    session: random(2),
    strategy: random(2),
    instrument: random(2),
    side: random(2),
    state: random(stateNames.length),
    orderId: random(1e9),
    userRefNum: random(4) === 0 ? 4_294_000_000 + random(20_000) : 1 + random(newest),
    previousUserRefNum: random(4) === 0 ? 1 + random(newest) : 0,
    priceTicks: random(2e9) - 1e9,
    quantity: random(1e6),
    leaves: random(1e6),
    lastPriceTicks: random(1e6),
    lastQuantity: random(1e6),
    undonePriceTicks: random(1e6),
    undoneQuantity: random(1e6),
    change: changes[random(changes.length)] ?? 0,
  } as LaneEvent;
}

describe("the record of orders", () => {
  it.each([0, 1, 2])("is that of a plain map, over days and sessions: run %i", (run) => {
    const random = belowFrom(start + run);
    const record = new OrderRecord(setup, stateNames, 3);
    const plain = new PlainRecord();
    for (let day = 0; day < 3; ++day) {
      for (let i = 0; i < 8_000; ++i) {
        const event = eventOf(random, 10_000 * (day + 1));
        const venueSession = random(10) === 0 ? "A" : "B";
        record.take(event, venueSession);
        plain.take(event, venueSession);
      }
      expect(byAll(record.orders), seedNote).toEqual(byAll(plain.orders));
      record.beginDay((state) => state === "live");
      plain.beginDay();
      expect(byAll(record.orders), seedNote).toEqual(byAll(plain.orders));
    }
  });

  it("gives orders session by session in the order of their numbers", () => {
    const record = new OrderRecord(setup, stateNames, 1);
    const random = belowFrom(start);
    for (const [session, userRefNum] of [
      [1, 5],
      [0, 70_000],
      [1, 2],
      [0, 3],
    ] as const) {
      record.take({ ...eventOf(random, 10), session, userRefNum, previousUserRefNum: 0 }, "A");
    }
    expect(record.orders.map(({ session, userRefNum }) => [session, userRefNum])).toEqual([
      [0, 3],
      [0, 70_000],
      [1, 2],
      [1, 5],
    ]);
  });
});
