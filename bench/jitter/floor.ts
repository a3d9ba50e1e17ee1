// The floor: what a loop that does nothing but work of the same length makes of the same events, on the lane's core, with
// a priority above the lane's, while all that makes noise goes on. The events are the packets that the lane has just had,
// at the times at which they reached the host, so that both have the same queue.
import { Worker } from "node:worker_threads";
import type { Histogram } from "hdr-histogram-js";
import type { EventRun } from "#hotlane/lanes/native.js";
import type { Arrival } from "./arrivals.js";

/** Before the first event, while the loop begins. */
const leadNs = 1_000_000;
/** Of a stage's times: beyond this they tell of stalls, not of work. */
const workPercentileMax = 90;

/** What the lane did in the slice: its stages' times. */
export type LaneStages = Readonly<
  Record<"feed" | "decode" | "book" | "strategy" | "risk" | "encode" | "send", Histogram>
>;

export interface Events {
  readonly dueNs: Float64Array;
  readonly workNs: Float64Array;
  readonly isCounted: Uint8Array;
}

/** By a packet's number of messages: where in the order of sizes it stands, percent. */
function percentilesBySize(arrivals: readonly Arrival[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { messages } of arrivals) counts.set(messages, (counts.get(messages) ?? 0) + 1);
  let before = 0;
  return new Map(
    [...counts]
      .sort(([a], [b]) => a - b)
      .map(([messages, count]) => {
        const middle = (100 * (before + count / 2)) / arrivals.length;
        before += count;
        return [messages, middle];
      }),
  );
}

/** Calls of a packet by its messages, which touch so many books at random: as many on average as were made. */
function callsBySize(
  arrivals: readonly Arrival[],
  calls: number,
  books: number,
): (messages: number) => number {
  const of = (each: number, messages: number): number => books * (1 - Math.exp(-each * messages));
  let [low, high] = [0, 10];
  for (let step = 0; step < 50; ++step) {
    const middle = (low + high) / 2;
    const sum = arrivals.reduce((all, { messages }) => all + of(middle, messages), 0);
    if (sum < calls) low = middle;
    else high = middle;
  }
  return (messages) => of(low, messages);
}

/**
 * The packets' work as the lane's stages typically took it, by the packet's size: the larger it is, the higher the
 * percentile of decoding and books that it is given, up to one that stalls don't reach. What the stages don't measure is
 * left out, which makes the floor lower. Orders are spread evenly over the messages, as the strategy spreads them, and
 * come in the middle of their packet's calls: what they take up to there counts, then come the rest and the sending.
 */
export function eventsOf(
  arrivals: readonly Arrival[],
  stages: LaneStages,
  orders: number,
  books: number,
): Events {
  const half = (histogram: Histogram): number => histogram.getValueAtPercentile(50);
  const percentiles = percentilesBySize(arrivals);
  const calls = callsBySize(arrivals, stages.strategy.totalCount, books);
  // A packet that waited for others of its batch is among the slower half.
  const feedNs = stages.feed.getValueAtPercentile(25);
  const works = new Map(
    [...percentiles].map(([messages, percentile]) => {
      const at = Math.min(percentile, workPercentileMax);
      const marketNs = feedNs + stages.decode.getValueAtPercentile(at) + stages.book.getValueAtPercentile(at);
      return [messages, { marketNs, callsNs: calls(messages) * half(stages.strategy) }] as const;
    }),
  );
  const messagesPerOrder = arrivals.reduce((sum, { messages }) => sum + messages, 0) / Math.max(1, orders);
  const first = arrivals[0]?.atNs ?? 0;
  const events: [dueNs: number, workNs: number, isCounted: number][] = [];
  let sinceOrder = 0;
  for (const { atNs, messages } of arrivals) {
    const due = leadNs + atNs - first;
    const { marketNs = 0, callsNs = 0 } = works.get(messages) ?? {};
    sinceOrder += messages;
    if (sinceOrder < messagesPerOrder) {
      events.push([due, marketNs + callsNs, 0]);
      continue;
    }
    sinceOrder %= messagesPerOrder;
    events.push([due, marketNs + callsNs / 2 + half(stages.risk) + half(stages.encode), 1]);
    events.push([due, callsNs / 2 + half(stages.send), 0]);
  }
  return {
    dueNs: Float64Array.from(events, ([due]) => due),
    workNs: Float64Array.from(events, ([, work]) => work),
    isCounted: Uint8Array.from(events, ([, , isCounted]) => isCounted),
  };
}

/** The loop, on a thread of this process that waits for it, so that this one goes on making noise. */
export class FloorLoop {
  readonly #worker = new Worker(new URL("./floor-worker.js", import.meta.url), { name: "floor" });

  run(core: number, events: Events): Promise<EventRun> {
    return new Promise((resolve, reject) => {
      this.#worker.once("message", resolve);
      this.#worker.once("error", reject);
      this.#worker.postMessage({ core, events });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
