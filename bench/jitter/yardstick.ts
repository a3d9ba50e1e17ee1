// What the host is worth while a lane runs: now and then, on the lane's core, a slice of fixed work of a lane's own kind
// (bench/node_addon/yardstick.cpp). An hour's drift of the engine is what is left when the yardstick's is taken out. A slice
// takes half a millisecond, so that few orders wait for one.
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Bucket } from "#hotlane/latency/shared-histogram.js";

const slicePieces = 100;
/** Between slices, at random about so long, so that they keep no step with anything. */
const meanPauseMs = 1_000;

export interface YardstickSlice {
  readonly tookNs: Float64Array;
  readonly isPinned: boolean;
  /** False: the lane may have disturbed it. */
  readonly isAboveLanes: boolean;
}

export class Yardstick {
  readonly #worker: Worker;
  readonly #counts = new Map<number, number>();
  readonly #stopping = new AbortController();
  #isUndisturbed = true;
  readonly #running: Promise<void>;

  constructor(core: number) {
    this.#worker = new Worker(new URL("./yardstick-worker.js", import.meta.url), {
      name: "yardstick",
      workerData: { core },
    });
    this.#running = this.#run();
    this.#running.catch(() => undefined); // stop() tells
  }

  /** What pieces have taken since the start, each once or more. */
  get buckets(): Bucket[] {
    return [...this.#counts];
  }

  /** Whether it was on the core, and above the lane, in each slice. */
  get isUndisturbed(): boolean {
    return this.#isUndisturbed;
  }

  /** Rejects when a slice has failed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    try {
      await this.#running;
    } finally {
      await this.#worker.terminate();
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(2 * meanPauseMs * Math.random(), undefined, { signal }).catch(() => undefined);
      this.#worker.postMessage(slicePieces);
      // Rejects with the thread's error.
      const [{ tookNs, isPinned, isAboveLanes }] = (await once(this.#worker, "message")) as [YardstickSlice];
      this.#isUndisturbed &&= isPinned && isAboveLanes;
      for (const ns of tookNs) this.#counts.set(ns, (this.#counts.get(ns) ?? 0) + 1);
    }
  }
}
