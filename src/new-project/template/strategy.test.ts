// The strategy on a made-up lane: the test makes the market, gives the venue's answers and moves the time.
import { Side } from "hotlane/sdk";
import { MadeUpLane } from "hotlane/testing";
import { describe, expect, it } from "vitest";
import Quoter from "./strategy.js";

function quotingLane(): MadeUpLane {
  const lane = new MadeUpLane(Quoter, { parameters: { quantity: 100, positionMax: 200 } });
  lane.quote(0, 1_000_000, 1_000_500); // $100.00 bid, $100.05 asked
  lane.settle();
  return lane;
}

const quotes = (lane: MadeUpLane): (readonly [Side, number])[] =>
  lane.open.map(({ side, priceTicks }) => [side, priceTicks] as const);

describe("the quoter", () => {
  it("quotes both sides at the best price and follows it", () => {
    const lane = quotingLane();
    expect(quotes(lane)).toEqual([
      [Side.buy, 1_000_000],
      [Side.sell, 1_000_500],
    ]);
    lane.quote(0, 1_000_100, 1_000_600);
    lane.settle();
    expect(quotes(lane)).toEqual([
      [Side.buy, 1_000_100],
      [Side.sell, 1_000_600],
    ]);
  });

  it("withdraws its bid once it holds enough", () => {
    const lane = quotingLane();
    for (let bought = 0; bought < 200; bought += 100) {
      const bid = lane.open.find(({ side }) => side === Side.buy);
      if (bid !== undefined) lane.fill(bid);
      lane.quote(0, 1_000_000, 1_000_500);
      lane.settle();
    }
    expect(lane.position(0)).toBe(200);
    expect(quotes(lane)).toEqual([[Side.sell, 1_000_500]]);
  });

  it("cancels its quotes in a halt and asks for nothing until it is over", () => {
    const lane = quotingLane();
    lane.setState(0, "halted");
    lane.settle();
    expect(lane.open).toEqual([]);
    lane.advance(60_000);
    expect(lane.refusals).toEqual([]);
    lane.setState(0, "live");
    lane.settle();
    expect(lane.open).toHaveLength(2);
  });

  it("rests when the venue rejects its orders, then asks anew", () => {
    const lane = new MadeUpLane(Quoter);
    lane.quote(0, 1_000_000, 1_000_500);
    lane.reject();
    lane.reject();
    lane.quote(0, 1_000_100, 1_000_600);
    expect(lane.open).toEqual([]);
    lane.advance(100);
    lane.quote(0, 1_000_100, 1_000_600);
    expect(lane.open).toHaveLength(2);
  });
});
