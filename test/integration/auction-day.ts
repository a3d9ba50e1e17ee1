/**
 * A day of one instrument with an opening and a closing cross, from a seed: a book before the open, news of the imbalance
 * (NOII) that walks, the cross where it pushed the price, or none, quotes after it. For tests of orders for crosses.
 */
import { seededRandom, wholeBetween } from "../unit/seeded-random.js";
import { ItchDay } from "./itch-day.js";

export interface AuctionDay {
  bytes: Buffer;
  opening: { shares: number; dollars: number };
  closing: { shares: number; dollars: number };
}

export const clock = (hours: number, minutes: number, seconds = 0): number =>
  ((hours * 60 + minutes) * 60 + seconds) * 1e9;

const imbalanceStepNs = 5e9;
const quoteStepNs = 200e6;
const levels = 3;

export function auctionDay(seed: number): AuctionDay {
  const random = seededRandom(seed);
  const whole = (least: number, most: number): number => wholeBetween(random, least, most);
  const day = new ItchDay("ABCD", clock(9, 20), "S");
  let newest = 0;
  let shown: number[] = [];

  /** In cents, `middle` in the middle. */
  function quote(ns: number, middle: number): void {
    for (const reference of shown) day.delete(ns, reference);
    shown = [];
    for (let level = 1; level <= levels; level += 1) {
      for (const [side, away] of [
        ["B", -level],
        ["S", level],
      ] as const) {
        newest += 1;
        shown.push(newest);
        day.add(ns, newest, side, whole(1, 5) * 100, (middle + away) / 100);
      }
    }
  }

  /** News until `end`, then the cross; gives what it was, in cents. */
  function hold(
    cross: "O" | "C",
    begin: number,
    end: number,
    reference: number,
  ): { shares: number; cents: number } {
    let left = whole(-15, 15) * 1_000;
    let near = reference;
    const paired = whole(5, 50) * 1_000;
    for (let ns = begin; ns < end; ns += imbalanceStepNs) {
      left += whole(-2, 2) * 1_000 + whole(-50, 50);
      near = reference + Math.trunc(left / 1_000);
      const direction = left > 0 ? "B" : left < 0 ? "S" : "N";
      day.imbalance(ns, {
        paired,
        shares: Math.abs(left),
        direction,
        reference: reference / 100,
        near: near / 100,
        cross,
      });
    }
    const price = near + whole(-2, 2);
    return random() < 0.2 ? { shares: 0, cents: 0 } : { shares: paired + Math.abs(left), cents: price };
  }

  const reference = whole(5_000, 15_000);
  quote(clock(9, 20), reference);
  const open = clock(9, 30);
  const opening = hold("O", clock(9, 25), open, reference);
  day.systemEvent(open, "Q").cross(open + 1e6, "O", opening.shares, opening.cents / 100);
  let middle = opening.shares > 0 ? opening.cents : reference;
  for (let ns = open + 2e6; ns < clock(9, 30, 20); ns += quoteStepNs) {
    quote(ns, middle);
    middle += whole(-1, 1);
  }
  const close = clock(16, 0);
  const closing = hold("C", clock(15, 55), close, middle);
  day.systemEvent(close, "M").cross(close + 1e6, "C", closing.shares, closing.cents / 100);
  quote(close + 2e6, middle);
  return {
    bytes: day.bytes(),
    opening: { shares: opening.shares, dollars: opening.cents / 100 },
    closing: { shares: closing.shares, dollars: closing.cents / 100 },
  };
}
