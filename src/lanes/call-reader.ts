/**
 * Reads what a lane tells of its strategies' places: who is called, how long calls take, what the JavaScript of its thread
 * holds. Main thread, any time; it never disturbs the lane.
 */
import { type Bucket, sharedBuckets } from "../latency/shared-histogram.js";
import {
  Callback,
  CallWatch,
  callbacksMax,
  Histogram,
  histogramCounts,
  LaneMemory,
  StrategyFrame,
} from "./boundary.js";

export class CallReader {
  readonly #memory: SharedArrayBuffer;
  readonly #view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#view = new DataView(memory);
  }

  /** How long a strategy's calls took, as they were counted; and the longest, to the ns. */
  calls(strategy: number, callback: keyof typeof Callback): { buckets: Bucket[]; maximumNs: number } {
    const place = strategy * callbacksMax + Callback[callback];
    const base = LaneMemory.calls + place * Histogram.size;
    const maximumNs = Number(this.#view.getBigUint64(base + Histogram.maximum, true));
    const isCalled = this.#view.getBigUint64(base + Histogram.count, true) > 0n;
    if (!isCalled) return { buckets: [], maximumNs };
    const counts = new BigUint64Array(this.#memory, base + Histogram.counts, histogramCounts);
    return { buckets: sharedBuckets(counts), maximumNs };
  }

  /** Bytes of its thread's JavaScript heap in use, as of the last second. */
  get scriptHeapBytes(): number {
    return Number(this.#view.getBigUint64(LaneMemory.call + CallWatch.scriptHeapBytes, true));
  }

  /** The place of a strategy: a code of StrategyState, and what the one in shadow would have done. */
  place(strategy: number): { state: number; shadowOrders: number; shadowFills: number } {
    const base = LaneMemory.frames + strategy * StrategyFrame.size;
    return {
      state: this.#view.getInt32(base + StrategyFrame.state, true),
      shadowOrders: this.#view.getUint32(base + StrategyFrame.shadowOrders, true),
      shadowFills: this.#view.getUint32(base + StrategyFrame.shadowFills, true),
    };
  }
}
