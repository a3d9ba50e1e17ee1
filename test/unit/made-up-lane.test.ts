import { type Instrument, OrderState, type OrderUpdate, Refusal, Side, Strategy } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";

const told: string[] = [];
/** Does at the next change of the book what a test tells it. */
let next: (strategy: Strategy, instrument: Instrument) => void = () => undefined;

class Puppet extends Strategy {
  override onBook(instrument: Instrument): void {
    next(this, instrument);
  }
  override onOrder({ orderId, state, leaves, filled, lastQuantity, reason }: OrderUpdate): void {
    told.push(`${orderId}: state ${state}, ${leaves} left, ${filled} filled (${lastQuantity}), ${reason}`);
  }
  override onTimer(): void {
    told.push(`timer at ${this.timeOfDayNs}`);
  }
}

function laneDoing(first: (strategy: Strategy) => void): MadeUpLane {
  const lane = new MadeUpLane(Puppet);
  told.length = 0;
  doNow(lane, first);
  return lane;
}

function doNow(lane: MadeUpLane, what: (strategy: Strategy) => void): void {
  next = what;
  lane.quote(0, 1_000_000, 1_000_100);
  next = () => undefined;
}

const buy = (strategy: Strategy): void => void strategy.orders.buy(0, 100, 999_000);

describe("a made-up lane", () => {
  it("takes an order through a partial fill, a replace and a cancel, each told as it comes", () => {
    const lane = laneDoing(buy);
    lane.confirm();
    lane.fill(lane.newest, 30);
    doNow(lane, ({ orders }) => void orders.replace(1, 200, 999_500));
    expect(lane.newest.state).toBe(OrderState.pendingReplace);
    lane.confirm();
    doNow(lane, ({ orders }) => void orders.cancelAll());
    lane.confirm();
    expect(told).toEqual([
      "1: state 1, 100 left, 0 filled (0), 0",
      "1: state 1, 70 left, 30 filled (30), 0",
      "1: state 1, 170 left, 30 filled (0), 0",
      "1: state 6, 0 left, 30 filled (0), 0",
    ]);
    expect(lane.position(0)).toBe(30);
  });

  it("lets a fill cross a cancel", () => {
    const lane = laneDoing(buy);
    lane.confirm();
    doNow(lane, ({ orders }) => void orders.cancel(1));
    lane.fill(lane.newest);
    lane.confirm();
    expect(told.at(-1)).toBe("1: state 5, 0 left, 100 filled (100), 0");
    expect(lane.newest.state).toBe(OrderState.filled);
  });

  it("leaves an order as it was when its replace or cancel is rejected", () => {
    const lane = laneDoing(buy);
    lane.confirm();
    doNow(lane, ({ orders }) => void orders.replace(1, 200, 999_500));
    lane.reject();
    doNow(lane, ({ orders }) => void orders.cancel(1));
    lane.reject();
    expect(lane.newest).toMatchObject({ state: OrderState.live, quantity: 100, priceTicks: 999_000 });
  });

  it.each([
    ["an order on a halted book", Refusal.halted, buy, "halted"],
    ["one on a book that lacks a packet", Refusal.bookStale, buy, "recovering"],
    ["a cancel of an order that there is not", Refusal.unknownOrder, cancelOf(7), "live"],
  ] as const)("refuses %s", (_, refusal, what, state) => {
    const lane = new MadeUpLane(Puppet);
    lane.setState(0, state);
    told.length = 0;
    doNow(lane, what);
    expect(lane.refusals).toEqual([refusal]);
    expect(lane.orders).toEqual([]);
    expect(told).toEqual([expect.stringMatching(new RegExp(`: state 8, 0 left, .*, ${refusal}$`))]);
  });

  it("refuses what comes too late, or is asked before the last answer", () => {
    const lane = laneDoing(buy);
    doNow(lane, ({ orders }) => void orders.replace(1, 50, 999_000));
    lane.confirm();
    lane.fill(lane.newest);
    doNow(lane, ({ orders }) => void orders.cancel(1));
    expect(lane.refusals).toEqual([Refusal.orderNotLive, Refusal.orderDone]);
  });

  it("matches with the levels of the book that an order meets, and cancels the rest of an immediate one", () => {
    const lane = new MadeUpLane(Puppet);
    next = ({ orders }) => void orders.buy(0, 500, 1_000_200, 1);
    const asks = [1_000_100, 1_000_200, 1_000_300].map((price) => [price, 200] as const);
    lane.setBook(0, [], asks);
    next = () => undefined;
    lane.settle();
    expect(lane.newest).toMatchObject({ filled: 400, state: OrderState.cancelled });
    expect(lane.position(0)).toBe(400);
  });

  it("calls timers at their times, however far it moves on", () => {
    const lane = laneDoing((strategy) => strategy.setTimer(1_000_000));
    lane.advance(2.5);
    lane.advance(0.5);
    const at = (ms: number): string => `timer at ${34_200e9 + ms * 1e6}`;
    expect(told).toEqual([at(1), at(2), at(3)]);
  });

  it("keeps positions at average cost, a sale beyond them at its own price", () => {
    const lane = laneDoing(buy);
    lane.confirm();
    lane.fill(lane.newest, 100, 1_000_000);
    doNow(lane, ({ orders }) => void orders.sell(0, 150, 1_001_000));
    lane.confirm();
    lane.fill(lane.newest, 150, 1_001_000);
    expect(lane.newest.side).toBe(Side.sell);
    expect([lane.position(0), lane.realised(0)]).toEqual([-50, 100 * 1_000]);
  });

  it("says what a test can't mean", () => {
    const lane = laneDoing(buy);
    lane.confirm();
    expect(() => lane.confirm()).toThrow("there is no such request to answer");
    expect(() => lane.fill(lane.newest, 101)).toThrow("order 1: 101 shares fill, 100 are left");
    expect(() => lane.breakTrade(lane.newest, 1)).toThrow("order 1: 1 shares are taken back, 0 are filled");
    expect(() => lane.position(9)).toThrow("the made-up lane has no instrument 9");
    expect(() => new MadeUpLane(Puppet).newest).toThrow("the strategy has entered no order");
  });

  it("tells how many shares stand in front of an order: what the book shows, until the test says otherwise", () => {
    const lane = new MadeUpLane(Puppet);
    const ahead = (orderId: number): number => {
      let told = Number.NaN;
      doNow(lane, ({ orders }) => {
        told = orders.queueAhead(orderId);
      });
      return told;
    };
    doNow(lane, (strategy) => {
      buy(strategy);
      strategy.orders.buy(0, 100, 1_000_000);
    });
    expect(ahead(1)).toBe(-1);
    lane.confirm();
    lane.confirm();
    expect([ahead(1), ahead(2), ahead(3), ahead(0), ahead(Number.NaN)]).toEqual([0, 500, -1, -1, -1]);
    lane.setQueueAhead(lane.newest, 300);
    expect(ahead(2)).toBe(300);
    lane.setQueueAhead(lane.newest, -1);
    expect(ahead(2)).toBe(-1);
    lane.fill(lane.newest);
    expect(ahead(2)).toBe(-1);
    expect(() => lane.setQueueAhead(lane.newest, 1)).toThrow("order 2 is done");
    const [first] = lane.orders;
    expect(() => first && lane.setQueueAhead(first, 0.5)).toThrow("0.5 shares in front of it");
  });

  it("ends a test of a strategy that asks anew at every refusal", () => {
    class Stubborn extends Strategy {
      override onBook(): void {
        this.orders.cancel(9);
      }
      override onOrder(): void {
        this.orders.cancel(9);
      }
    }
    const lane = new MadeUpLane(Stubborn);
    expect(() => lane.quote(0, 1, 2)).toThrow("asks anew at each of 1000 updates");
  });
});

function cancelOf(orderId: number): (strategy: Strategy) => void {
  return ({ orders }) => void orders.cancel(orderId);
}
