import { OrderState, Side } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import Twap from "../../../src/strategies/examples/twap.js";
import { seed, seededRandom, seedNote, wholeBetween } from "../seeded-random.js";
import { askedInVain, asksTwice, isImmediate, RandomMarket, Violations } from "./random-market.js";

// Four slices of 250 shares, a second each, of which it waits half at the touch.
const parameters = { quantity: 1_000, windowS: 4, slices: 4, patience: 0.5 };

function lane(extra: Record<string, number | boolean> = {}): MadeUpLane {
  const made = new MadeUpLane(Twap, { symbols: ["ALFA"], parameters: { ...parameters, ...extra } });
  made.quote(0, 1_000_000, 1_000_100);
  return made;
}

const filled = ({ orders }: MadeUpLane): number => orders.reduce((sum, order) => sum + order.filled, 0);

describe("TWAP", () => {
  it("waits at the touch first, then cancels what is left of it and takes that", () => {
    const made = lane();
    expect(made.newest).toMatchObject({ side: Side.buy, quantity: 250, priceTicks: 1_000_000 });
    made.settle();
    made.fill(made.newest, 100);
    made.advance(500);
    expect(made.requests).toMatchObject([{ kind: "cancel" }]);
    made.confirm();
    made.advance(10);
    expect(made.newest).toMatchObject({ quantity: 150, priceTicks: 1_000_100 });
    expect(isImmediate(made.newest)).toBe(true);
  });

  it("takes nothing before it knows that the waiting order is gone: a fill may cross the cancel", () => {
    const made = lane();
    made.settle();
    made.advance(500);
    made.fill(made.newest, 200);
    made.advance(100);
    expect(made.orders).toHaveLength(1);
    made.confirm();
    made.advance(10);
    expect(made.newest.quantity).toBe(50);
  });

  it("follows the touch with a replace, and tries again when that is rejected", () => {
    const made = lane();
    made.settle();
    made.quote(0, 1_000_100, 1_000_200);
    expect(made.requests).toMatchObject([{ kind: "replace", quantity: 250, priceTicks: 1_000_100 }]);
    made.reject();
    expect(made.newest).toMatchObject({ state: OrderState.live, priceTicks: 1_000_000 });
    made.advance(110);
    expect(made.requests).toMatchObject([{ kind: "replace", priceTicks: 1_000_100 }]);
  });

  it("keeps to its schedule: one slice when one has begun, two when two have", () => {
    const made = lane();
    made.settle();
    made.fill(made.newest);
    made.advance(990);
    expect(made.orders).toHaveLength(1);
    made.advance(20);
    expect(made.newest.quantity).toBe(250);
    expect(made.orders).toHaveLength(2);
  });

  it("cancels its order in a halt and goes on after it, with what it has missed", () => {
    const made = lane();
    made.settle();
    made.setState(0, "halted");
    expect(made.requests).toMatchObject([{ kind: "cancel" }]);
    made.confirm();
    made.advance(2_000);
    expect(made.orders).toHaveLength(1);
    made.setState(0, "live");
    expect(made.newest.quantity).toBe(750);
  });

  it("does again what the exchange has broken", () => {
    const made = lane();
    made.settle();
    const { newest } = made;
    made.fill(newest);
    made.breakTrade(newest, 100);
    made.advance(10);
    expect(made.newest).toMatchObject({ quantity: 100 });
    expect(made.newest).not.toBe(newest);
  });

  it("never bids above its limit", () => {
    const made = lane({ limitTicks: 999_500 });
    expect(made.newest.priceTicks).toBe(999_500);
    made.settle();
    made.advance(10_000);
    expect(made.orders).toHaveLength(1);
    made.quote(0, 999_300, 999_400);
    expect(made.requests).toMatchObject([{ kind: "cancel" }]);
  });

  it(`never executes too much, keeps to its schedule, and finishes (${seedNote})`, () => {
    const violations = new Violations();
    for (let run = 0; run < 60; ++run) {
      const random = seededRandom(seed + run);
      const quantity = wholeBetween(random, 1, 5_000);
      const slices = wholeBetween(random, 1, 20);
      const made = new MadeUpLane(Twap, {
        symbols: ["ALFA"],
        parameters: { quantity, slices, windowS: 5, patience: random(), isBuy: run % 2 === 0 },
      });
      let startNs = 0;
      const check = (): void => {
        if (made.orders.length > 0 && startNs === 0) startNs = made.timeOfDayNs;
        const open = made.open.reduce((sum, order) => sum + order.leaves, 0);
        const begun = startNs === 0 ? 0 : Math.floor((made.timeOfDayNs - startNs) / (5e9 / slices)) + 2;
        const due = Math.ceil((quantity * Math.min(begun, slices)) / slices);
        violations.unless(filled(made) + open <= due, run, "ahead of its schedule");
        violations.unless(made.open.length <= 1, run, "orders out");
        violations.unless(!asksTwice(made), run, "asked twice");
      };
      const market = new RandomMarket(made, random, 1);
      market.run(200, check);
      market.calm(12_000, check);
      violations.unless(filled(made) === quantity, run, "executed", filled(made), "of", quantity);
      violations.unless(made.position(0) === (run % 2 === 0 ? quantity : -quantity), run, "position");
      violations.unless(made.open.length === 0, run, "not finished");
      violations.unless(askedInVain(made).length === 0, run, "asked on a book not live");
    }
    expect(violations.found).toEqual([]);
  });
});
