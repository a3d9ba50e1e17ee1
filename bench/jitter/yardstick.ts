// What the host is worth while a lane runs: now and then, on the lane's core, another lane of fixed size trades once
// (bench/node_addon/yardstick.cpp). An hour's drift of the engine is what is left when the yardstick's is taken out.
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Bucket } from "#hotlane/latency/shared-histogram.js";

/** Between trades, at random about so long, so that they keep no step with anything. */
const meanPauseMs = 50;

export interface YardstickTrade {
  readonly tookNs: number;
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

  /** What trades have taken since the start. */
  get buckets(): Bucket[] {
    return [...this.#counts];
  }

  /** Whether it was on the core, and above the lane, in each trade. */
  get isUndisturbed(): boolean {
    return this.#isUndisturbed;
  }

  /** Rejects when a trade has failed. */
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
      this.#worker.postMessage(undefined);
      // Rejects with the thread's error.
      const [{ tookNs, isPinned, isAboveLanes }] = (await once(this.#worker, "message")) as [YardstickTrade];
      this.#isUndisturbed &&= isPinned && isAboveLanes;
      this.#counts.set(tookNs, (this.#counts.get(tookNs) ?? 0) + 1);
    }
  }
}
