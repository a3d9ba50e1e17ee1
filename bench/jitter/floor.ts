// The floor: what a loop that does nothing but work of the same length makes of the same events, on the lane's core, with
// a priority above the lane's, while all that makes noise goes on. The events are the packets that the lane has just had,
// at the times at which they reached the host, so that both have the same queue.
import { once } from "node:events";
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

/** By a packet's number of messages: where the lower quartile of its like stands in the order of sizes, percent. */
function percentilesBySize(arrivals: readonly Arrival[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { messages } of arrivals) counts.set(messages, (counts.get(messages) ?? 0) + 1);
  let before = 0;
  return new Map(
    [...counts]
      .sort(([a], [b]) => a - b)
      .map(([messages, count]) => {
        const at = (100 * (before + count / 4)) / arrivals.length;
        before += count;
        return [messages, at];
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
 * The packets' work as the lane's stages took it when little disturbed them: of packets of one size the lower quartile, as
 * of calls, gate, encoding and sending. What the stages don't measure is left out: both make the floor lower. Orders are
 * spread evenly over the messages, as the strategy spreads them, and come in the middle of their packet's calls: what
 * they take up to there counts, then come the rest and the sending.
 */
export function eventsOf(
  arrivals: readonly Arrival[],
  stages: LaneStages,
  orders: number,
  books: number,
): Events {
  const quartile = (histogram: Histogram): number => histogram.getValueAtPercentile(25);
  const percentiles = percentilesBySize(arrivals);
  const calls = callsBySize(arrivals, stages.strategy.totalCount, books);
  const feedNs = quartile(stages.feed);
  const works = new Map(
    [...percentiles].map(([messages, percentile]) => {
      const at = Math.min(percentile, workPercentileMax);
      const marketNs = feedNs + stages.decode.getValueAtPercentile(at) + stages.book.getValueAtPercentile(at);
      return [messages, { marketNs, callsNs: calls(messages) * quartile(stages.strategy) }] as const;
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
    events.push([due, marketNs + callsNs / 2 + quartile(stages.risk) + quartile(stages.encode), 1]);
    events.push([due, callsNs / 2 + quartile(stages.send), 0]);
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

  async run(core: number, events: Events): Promise<EventRun> {
    this.#worker.postMessage({ core, events });
    // Rejects with the thread's error.
    const [run] = (await once(this.#worker, "message")) as [EventRun];
    return run;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
