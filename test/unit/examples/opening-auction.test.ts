import { CrossKind, SellKind, Side, TimeInForce } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import OpeningAuction from "../../../src/strategies/examples/opening-auction.js";
import { seed, seededRandom, seedNote, wholeBetween } from "../seeded-random.js";
import { askedInVain, asksTwice, RandomMarket, Violations } from "./random-market.js";

const ninePastTwentySix = 33_960e9; // 09:26
const parameters = { quantity: 500, part: 0.1, edgeTicks: 500, holdMs: 1_000 };

function laneBefore(): MadeUpLane {
  const lane = new MadeUpLane(OpeningAuction, { parameters, timeOfDayNs: ninePastTwentySix });
  lane.quote(0, 999_500, 1_000_500);
  return lane;
}

/** 4,000 shares more to buy than to sell push the price up by 10 cents. */
const buyers = {
  direction: "B",
  pairedShares: 20_000,
  imbalanceShares: 4_000,
  referenceTicks: 1_000_000,
  nearTicks: 1_001_000,
  farTicks: 1_002_000,
};
const sellers = { ...buyers, direction: "S", nearTicks: 999_000, farTicks: 998_000 };

describe("the opening auction", () => {
  it("sells into the cross where buyers are left over, at its edge from the reference", () => {
    const lane = laneBefore();
    lane.imbalance(0, buyers);
    expect(lane.newest).toMatchObject({ side: Side.sell, quantity: 400, priceTicks: 1_000_500 });
    expect(lane.newest.entered).toMatchObject({
      timeInForce: TimeInForce.atOpen,
      cross: CrossKind.opening,
      sellKind: SellKind.shortSale,
    });
  });

  it("buys where sellers are left over", () => {
    const lane = laneBefore();
    lane.imbalance(0, sellers);
    expect(lane.newest).toMatchObject({ side: Side.buy, quantity: 400, priceTicks: 999_500 });
    expect(lane.newest.entered.sellKind).toBe(SellKind.ordinary);
  });

  it("lets be what is not worth it, and news of other crosses", () => {
    const lane = laneBefore();
    lane.imbalance(0, { ...buyers, nearTicks: 1_000_400 });
    lane.imbalance(0, { ...buyers, cross: "C" });
    lane.imbalance(0, { ...buyers, direction: "N" });
    lane.imbalance(0, { ...sellers, nearTicks: 0 });
    expect(lane.orders).toEqual([]);
  });

  it("follows the imbalance: replaces, or cancels and changes sides once that is confirmed", () => {
    const lane = laneBefore();
    lane.imbalance(0, buyers);
    lane.settle();
    lane.imbalance(0, { ...buyers, imbalanceShares: 3_000 });
    expect(lane.requests).toMatchObject([{ kind: "replace", quantity: 300 }]);
    lane.settle();
    lane.imbalance(0, sellers);
    expect(lane.requests).toMatchObject([{ kind: "cancel" }]);
    lane.imbalance(0, sellers);
    expect(lane.orders).toHaveLength(1);
    lane.confirm();
    lane.imbalance(0, sellers);
    expect(lane.newest.side).toBe(Side.buy);
  });

  it("changes nothing once the exchange has frozen the orders of the cross", () => {
    const lane = laneBefore();
    lane.imbalance(0, buyers);
    lane.settle();
    lane.advance(3 * 60_000);
    lane.imbalance(0, sellers);
    expect(lane.requests).toEqual([]);
  });

  it("closes what it got some time after the open, in as many steps as the market needs", () => {
    const lane = laneBefore();
    lane.imbalance(0, buyers);
    lane.confirm();
    lane.fill(lane.newest, 150, 1_001_000);
    lane.expire(lane.newest);
    lane.advance(990);
    expect(lane.orders).toHaveLength(1);
    lane.quote(0, 1_000_000, 1_000_100, 100);
    lane.advance(20);
    expect(lane.newest).toMatchObject({ side: Side.buy, quantity: 150, priceTicks: 1_000_100 });
    lane.settle();
    expect(lane.position(0)).toBe(-50);
    lane.advance(110);
    lane.settle();
    expect(lane.position(0)).toBe(0);
    expect(lane.realised(0)).toBe(150 * 900);
  });

  it("does nothing at a venue that has no cross and rejects its order", () => {
    const lane = laneBefore();
    lane.imbalance(0, buyers);
    lane.reject();
    lane.imbalance(0, buyers);
    expect(lane.orders).toHaveLength(1);
  });

  it(`never holds more than its quantity, and is flat some time after the open (${seedNote})`, () => {
    const violations = new Violations();
    let traded = 0;
    for (let run = 0; run < 40; ++run) {
      const random = seededRandom(seed + run);
      const lane = new MadeUpLane(OpeningAuction, { parameters, timeOfDayNs: ninePastTwentySix });
      const market = new RandomMarket(lane, random, 2);
      const check = (): void => {
        violations.unless(!asksTwice(lane), run, "asked twice");
        for (const instrument of [0, 1]) {
          violations.unless(Math.abs(lane.position(instrument)) <= 500, run, "position", instrument);
          const open = lane.open.filter((order) => order.instrument === instrument);
          violations.unless(open.length <= 1, run, "orders out", instrument);
        }
      };
      for (let news = 0; news < 60; ++news) {
        lane.imbalance(wholeBetween(random, 0, 1), {
          ...(random() < 0.5 ? buyers : sellers),
          imbalanceShares: wholeBetween(random, 0, 10_000),
        });
        market.run(5, check);
      }
      for (const order of lane.open) lane.expire(order);
      market.calm(3_000, check);
      violations.unless(lane.position(0) === 0 && lane.position(1) === 0, run, "not flat");
      violations.unless(askedInVain(lane).length === 0, run, "asked on a book not live");
      traded += lane.orders.filter(({ filled }) => filled > 0).length;
    }
    expect(violations.found).toEqual([]);
    expect(traded).toBeGreaterThan(40);
  });
});
