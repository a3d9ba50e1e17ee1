// What the jitter benchmark's empty loop is told to do: the packets' own times, work by their size, as many orders as the
// lane had.
import { expect, it } from "vitest";
import type { Arrival } from "../../bench/jitter/arrivals.js";
import { eventsOf, type LaneStages } from "../../bench/jitter/floor.js";
import { emptyHistogram } from "../../src/latency/shared-histogram.js";

function histogram(...values: readonly (readonly [value: number, count: number])[]) {
  const found = emptyHistogram();
  for (const [value, count] of values) found.recordValueWithCount(value, count);
  return found;
}

/** Small packets take 1 µs in the books, large ones 3 µs; one in a hundred met a stall of a millisecond. */
const stages: LaneStages = {
  feed: histogram([100, 300]),
  decode: histogram([50, 300]),
  book: histogram([1_000, 198], [3_000, 99], [1_000_000, 3]),
  strategy: histogram([200, 1_200]),
  risk: histogram([400, 50]),
  encode: histogram([300, 50]),
  send: histogram([5_000, 50]),
};
const arrivals: Arrival[] = Array.from({ length: 300 }, (_, index) => ({
  atNs: 7_000_000 + index * 20_000,
  messages: index % 3 === 2 ? 30 : 10,
}));

it("gives the loop each packet at its time, the work of its size without stalls, and the lane's orders", () => {
  const { dueNs, workNs, isCounted } = eventsOf(arrivals, stages, 50, 8);
  const orders = isCounted.reduce((sum, one) => sum + one, 0);
  expect(orders).toBeGreaterThanOrEqual(49);
  expect(orders).toBeLessThanOrEqual(50);
  // An order's packet is two events of one time: up to the order, and what follows.
  expect(dueNs.length).toBe(arrivals.length + orders);
  const times = [...new Set(dueNs)];
  expect(times.map((due) => due - (times[0] ?? 0))).toEqual(arrivals.map(({ atNs }) => atNs - 7_000_000));
  expect(Math.max(...workNs)).toBeLessThan(10_000);
  const together = workNs.reduce((sum, work) => sum + work, 0);
  // 300 feeds and decodings, 200 small books, 100 large ones, 1,200 calls, 50 orders; the small parts by their bucket.
  const expected = 300 * 150 + 200 * 1_000 + 100 * 3_000 + 1_200 * 200 + orders * 5_700;
  expect(together / expected).toBeGreaterThan(0.98);
  expect(together / expected).toBeLessThan(1.02);
  const counted = [...workNs].filter((_, index) => isCounted[index] === 1);
  for (const work of counted) expect(work).toBeLessThan(5_000);
});
