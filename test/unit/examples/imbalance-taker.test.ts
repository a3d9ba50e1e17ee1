import { OrderState, SellKind, Side, TimeInForce } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import ImbalanceTaker from "../../../src/strategies/examples/imbalance-taker.js";
import { seed, seededRandom, seedNote } from "../seeded-random.js";
import { askedInVain, asksTwice, RandomMarket, Violations } from "./random-market.js";

const parameters = { quantity: 100, levels: 2, threshold: 0.6, holdMs: 500, stopTicks: 300, restMs: 100 };

function laneWith(bidShares: number, askShares: number): MadeUpLane {
  const lane = new MadeUpLane(ImbalanceTaker, { parameters });
  lane.setBook(
    0,
    [
      [1_000_000, bidShares],
      [999_900, bidShares],
    ],
    [
      [1_000_100, askShares],
      [1_000_200, askShares],
    ],
  );
  return lane;
}

describe("the imbalance taker", () => {
  it("takes the offer when the bids outweigh it, and lets a balanced book be", () => {
    expect(laneWith(500, 400).orders).toEqual([]);
    const { newest } = laneWith(900, 100);
    expect(newest).toMatchObject({ side: Side.buy, quantity: 100, priceTicks: 1_000_100 });
    expect(newest.entered.timeInForce).toBe(TimeInForce.immediateOrCancel);
  });

  it("sells short, marked so, when the offers outweigh the bids", () => {
    const { newest } = laneWith(100, 900);
    expect(newest).toMatchObject({ side: Side.sell, priceTicks: 1_000_000 });
    expect(newest.entered.sellKind).toBe(SellKind.shortSale);
  });

  it("crosses no market that is wider than it may be", () => {
    const lane = new MadeUpLane(ImbalanceTaker, { parameters: { ...parameters, spreadMax: 200 } });
    lane.setBook(0, [[1_000_000, 900]], [[1_000_300, 100]]);
    expect(lane.orders).toEqual([]);
  });

  it("holds what it got for its time, then sells it where it can", () => {
    const lane = laneWith(900, 100);
    lane.confirm();
    lane.fill(lane.newest, 60);
    lane.expire(lane.newest);
    lane.advance(490);
    expect(lane.orders).toHaveLength(1);
    lane.advance(20);
    expect(lane.newest).toMatchObject({ side: Side.sell, quantity: 60, priceTicks: 1_000_000 });
    expect(lane.newest.entered.sellKind).toBe(SellKind.ordinary);
    lane.settle();
    expect(lane.position(0)).toBe(0);
  });

  it("leaves at its stop before its time, and goes on until it is flat", () => {
    const lane = laneWith(900, 100);
    lane.settle();
    lane.quote(0, 999_900, 1_000_000);
    expect(lane.orders).toHaveLength(1);
    lane.quote(0, 999_800, 999_900);
    expect(lane.newest).toMatchObject({ side: Side.sell, priceTicks: 999_800 });
    lane.confirm();
    lane.fill(lane.newest, 10);
    lane.expire(lane.newest);
    lane.quote(0, 1_000_000, 1_000_100);
    expect(lane.newest).toMatchObject({ side: Side.sell, quantity: 90, priceTicks: 1_000_000 });
  });

  it("waits through a halt with what it holds", () => {
    const lane = laneWith(900, 100);
    lane.settle();
    lane.setState(0, "halted");
    lane.advance(1_000);
    expect(lane.orders).toHaveLength(1);
    lane.setState(0, "live");
    expect(lane.newest.side).toBe(Side.sell);
  });

  it("rests after a reject instead of asking at each change of the book", () => {
    const lane = laneWith(900, 100);
    lane.reject();
    expect(lane.newest.state).toBe(OrderState.rejected);
    lane.setBook(0, [[1_000_000, 900]], [[1_000_100, 100]]);
    expect(lane.orders).toHaveLength(1);
    lane.advance(100);
    lane.setBook(0, [[1_000_000, 900]], [[1_000_100, 100]]);
    expect(lane.orders).toHaveLength(2);
  });

  it(`holds at most its quantity and has one order out (${seedNote})`, () => {
    let traded = 0;
    const violations = new Violations();
    for (let run = 0; run < 40; ++run) {
      const lane = new MadeUpLane(ImbalanceTaker, { parameters });
      const market = new RandomMarket(lane, seededRandom(seed + run), 2);
      market.run(1_000, () => {
        violations.unless(!asksTwice(lane), run, "asked twice");
        for (const instrument of [0, 1]) {
          violations.unless(Math.abs(lane.position(instrument)) <= 100, run, "position", instrument);
          const open = lane.open.filter((order) => order.instrument === instrument);
          violations.unless(open.length <= 1, run, "orders out", instrument);
        }
      });
      violations.unless(askedInVain(lane).length === 0, run, "asked on a book not live");
      traded += lane.orders.filter(({ filled }) => filled > 0).length;
    }
    expect(violations.found).toEqual([]);
    expect(traded).toBeGreaterThan(100);
  });
});
