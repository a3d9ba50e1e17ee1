import { Side } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import MarketMaker from "../../../src/strategies/examples/market-maker.js";
import { seed, seededRandom, seedNote } from "../seeded-random.js";
import { askedInVain, asksTwice, RandomMarket, Violations } from "./random-market.js";

const parameters = { quantity: 100, skewTicks: 100, positionMax: 300 };

function quotingLane(): MadeUpLane {
  const lane = new MadeUpLane(MarketMaker, { parameters });
  lane.quote(0, 1_000_000, 1_000_500);
  return lane;
}

const prices = (lane: MadeUpLane): (readonly [Side, number])[] =>
  lane.open.map(({ side, priceTicks }) => [side, priceTicks] as const);

describe("the market maker", () => {
  it("quotes both sides at the touch and follows it", () => {
    const lane = quotingLane();
    lane.settle();
    expect(prices(lane)).toEqual([
      [Side.buy, 1_000_000],
      [Side.sell, 1_000_500],
    ]);
    lane.quote(0, 1_000_100, 1_000_600);
    lane.settle();
    expect(prices(lane)).toEqual([
      [Side.buy, 1_000_100],
      [Side.sell, 1_000_600],
    ]);
  });

  it("steps back on the side that would add to what it holds", () => {
    const lane = quotingLane();
    lane.settle();
    lane.fill(lane.open[0] ?? lane.newest);
    lane.quote(0, 1_000_000, 1_000_500);
    lane.settle();
    expect(prices(lane)).toEqual([
      [Side.sell, 1_000_500],
      [Side.buy, 999_900],
    ]);
  });

  it("rests after a refusal, in place of asking again at every change of the book", () => {
    const lane = quotingLane();
    const asked = lane.orders.length;
    expect(asked).toBe(2);
    lane.reject();
    lane.reject();
    for (let change = 1; change <= 50; ++change) {
      lane.advance(1);
      lane.quote(0, 1_000_000 + 100 * change, 1_000_500 + 100 * change);
    }
    expect(lane.orders.length).toBe(asked);
    lane.advance(60);
    lane.quote(0, 1_000_000, 1_000_500);
    lane.settle();
    expect(prices(lane)).toEqual([
      [Side.buy, 1_000_000],
      [Side.sell, 1_000_500],
    ]);
  });

  it(`holds less than its bound and one order more, and quotes no book that isn't live (${seedNote})`, () => {
    let traded = 0;
    const violations = new Violations();
    for (let run = 0; run < 40; ++run) {
      const lane = new MadeUpLane(MarketMaker, { parameters: { ...parameters, positionMax: 100 } });
      const market = new RandomMarket(lane, seededRandom(seed + run), 2);
      market.run(500, () => {
        violations.unless(!asksTwice(lane), run, "asked twice");
        for (const instrument of [0, 1]) {
          const position = lane.position(instrument);
          violations.unless(Math.abs(position) < 200, run, "position", position);
          for (const side of [Side.buy, Side.sell]) {
            const open = lane.open.filter((order) => order.instrument === instrument && order.side === side);
            violations.unless(open.length <= 1, run, "quotes of a side", open.length);
          }
        }
      });
      violations.unless(askedInVain(lane).length === 0, run, "asked on a book not live");
      traded += lane.orders.filter(({ filled }) => filled > 0).length;
    }
    expect(violations.found).toEqual([]);
    expect(traded).toBeGreaterThan(200);
  });
});
