import { OrderState, Refusal, SellKind, Side } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import Pairs from "../../../src/strategies/examples/pairs.js";
import { seed, seededRandom, seedNote, wholeBetween } from "../seeded-random.js";
import { askedInVain, asksTwice, RandomMarket, Violations } from "./random-market.js";

const parameters = { quantity: 200, lot: 100, ratio: 1, enterZ: 2, sampleMs: 10, samples: 20, hungMs: 200 };

/** A lane whose spread has swung by a tick or two for a while around 0. */
function warmLane(extra: Record<string, number> = {}): MadeUpLane {
  const lane = new MadeUpLane(Pairs, { parameters: { ...parameters, ...extra } });
  lane.quote(1, 1_000_000, 1_000_100);
  for (let i = 0; i < 40; ++i) {
    const swing = i % 2 === 0 ? 100 : -100;
    lane.quote(0, 1_000_000 + swing, 1_000_100 + swing);
    lane.advance(10);
  }
  expect(lane.orders).toEqual([]);
  return lane;
}

function fillNewest(lane: MadeUpLane): void {
  const order = lane.newest;
  lane.confirm();
  lane.fill(order);
}

describe("pairs", () => {
  it("sells the first when the spread is far above its mean, a lot at a time, each covered by the second", () => {
    const lane = warmLane();
    lane.quote(0, 1_002_000, 1_002_100);
    lane.advance(10);
    expect(lane.newest).toMatchObject({ instrument: 0, side: Side.sell, quantity: 100 });
    lane.confirm();
    lane.fill(lane.newest);
    expect(lane.newest).toMatchObject({
      instrument: 1,
      side: Side.buy,
      quantity: 100,
      priceTicks: 1_000_100,
    });
    lane.settle();
    expect([lane.position(0), lane.position(1)]).toEqual([-200, 200]);
  });

  it("covers what the first has really filled, no more", () => {
    const lane = warmLane();
    lane.quote(0, 998_000, 998_100);
    lane.advance(10);
    lane.confirm();
    lane.fill(lane.newest, 37);
    lane.expire(lane.newest);
    expect(lane.newest).toMatchObject({ instrument: 1, side: Side.sell, quantity: 37 });
  });

  it("closes both when the spread is back at its mean", () => {
    const lane = warmLane();
    lane.quote(0, 1_002_000, 1_002_100);
    lane.advance(10);
    lane.settle();
    lane.quote(0, 999_000, 999_100);
    for (let i = 0; i < 10; ++i) {
      lane.advance(10);
      lane.settle();
    }
    expect([lane.position(0), lane.position(1)]).toEqual([0, 0]);
  });

  it("gives a leg up that hangs in a halt: trades the first back, and waits before the next try", () => {
    const lane = warmLane();
    lane.quote(0, 1_002_000, 1_002_100);
    lane.advance(10);
    lane.confirm();
    lane.setState(1, "halted");
    lane.fill(lane.newest);
    lane.advance(190);
    expect(lane.orders).toHaveLength(1);
    lane.advance(30);
    expect(lane.newest).toMatchObject({ instrument: 0, side: Side.buy, quantity: 100 });
    lane.settle();
    expect(lane.position(0)).toBe(0);
    lane.setState(1, "live");
    lane.advance(100);
    lane.quote(0, 1_010_000, 1_010_100);
    lane.advance(50);
    expect(lane.open).toEqual([]);
    lane.advance(100);
    lane.quote(0, 1_050_000, 1_050_100);
    lane.advance(10);
    expect(lane.newest).toMatchObject({ instrument: 0, side: Side.sell });
  });

  it("sells what it holds before it sells short: a sale is marked one or the other", () => {
    const lane = warmLane();
    lane.quote(0, 998_000, 998_100);
    lane.advance(10);
    lane.confirm();
    lane.fill(lane.newest, 37);
    lane.expire(lane.newest);
    fillNewest(lane);
    expect([lane.position(0), lane.position(1)]).toEqual([37, -37]);
    // Its next order finds nothing; meanwhile the spread goes to the other side.
    lane.quote(0, 1_010_000, 1_010_100);
    lane.advance(30);
    lane.confirm();
    lane.expire(lane.newest);
    lane.quote(0, 1_010_000, 1_010_100);
    expect(lane.open).toEqual([]);
    lane.advance(20);
    lane.quote(0, 1_010_000, 1_010_100);
    expect(lane.newest).toMatchObject({ instrument: 0, side: Side.sell, quantity: 37 });
    expect(lane.newest.entered.sellKind).toBe(SellKind.ordinary);
    fillNewest(lane);
    fillNewest(lane);
    expect([lane.position(0), lane.position(1)]).toEqual([0, 0]);
    expect(lane.newest).toMatchObject({ instrument: 0, side: Side.sell, quantity: 100 });
    expect(lane.newest.entered.sellKind).toBe(SellKind.shortSale);
  });

  it("rests after a reject of the second leg, then tries it again", () => {
    const lane = warmLane();
    lane.quote(0, 1_002_000, 1_002_100);
    lane.advance(10);
    lane.confirm();
    lane.fill(lane.newest);
    lane.reject();
    expect(lane.newest.state).toBe(OrderState.rejected);
    lane.quote(1, 1_000_000, 1_000_100);
    expect(lane.orders).toHaveLength(2);
    lane.advance(30);
    expect(lane.newest).toMatchObject({ instrument: 1, side: Side.buy, quantity: 100 });
    expect(lane.refusals).not.toContain(Refusal.orderNotLive);
  });

  it("trades nothing with one instrument alone", () => {
    const lane = new MadeUpLane(Pairs, { symbols: ["ALFA"], parameters });
    const market = new RandomMarket(lane, seededRandom(), 1);
    market.run(500, () => expect(lane.orders).toEqual([]));
  });

  it(`is hedged within a lot, within its quantity, and covered when the market lets it (${seedNote})`, () => {
    let traded = 0;
    const violations = new Violations();
    for (let run = 0; run < 40; ++run) {
      const random = seededRandom(seed + run);
      const ratio = wholeBetween(random, 1, 12) / 4;
      const lane = new MadeUpLane(Pairs, { parameters: { ...parameters, ratio, enterZ: 1 } });
      const uncovered = (): number => Math.abs(lane.position(0) * ratio + lane.position(1));
      const check = (): void => {
        violations.unless(uncovered() <= 100 * ratio + 1, run, "uncovered", uncovered());
        violations.unless(Math.abs(lane.position(0)) <= 200, run, "position", lane.position(0));
        violations.unless(lane.open.length <= 1, run, "orders out");
        violations.unless(!asksTwice(lane), run, "asked twice");
      };
      const market = new RandomMarket(lane, random, 2);
      market.run(1_500, check);
      market.calm(2_000, check);
      violations.unless(uncovered() <= 1, run, "uncovered at last", uncovered());
      violations.unless(askedInVain(lane).length === 0, run, "asked on a book not live");
      traded += lane.orders.filter((order) => order.filled > 0).length;
    }
    expect(violations.found).toEqual([]);
    expect(traded).toBeGreaterThan(200);
  });
});
