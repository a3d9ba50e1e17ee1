// What the host is worth while a lane runs: now and then, on the lane's core, another lane of fixed size trades once
// (bench/node_addon/yardstick.cpp). Where the engine's median and the yardstick's move together, the host moved both; what
// the engine itself does to the caches is in both, too. Few trades, so as not to disturb the lane: medians, not tails.
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Bucket } from "#hotlane/latency/shared-histogram.js";

/** Between trades, at random about so long, so that they keep no step with anything. */
const meanPauseMs = 100;

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
  #disturbed = 0;
  #failure: Error | undefined;
  readonly #running: Promise<void>;

  constructor(core: number) {
    this.#worker = new Worker(new URL("./yardstick-worker.js", import.meta.url), {
      name: "yardstick",
      workerData: { core },
    });
    this.#worker.on("error", (error) => this.#fail(error));
    this.#running = this.#run().catch((error: Error) => this.#fail(error));
  }

  /** What trades have taken since the start. Throws when one has failed: there are no more. */
  get buckets(): Bucket[] {
    if (this.#failure !== undefined) throw this.#failure;
    return [...this.#counts];
  }

  /** Trades in which it was not on the core, or not above the lane. */
  get disturbed(): number {
    return this.#disturbed;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(2 * meanPauseMs * Math.random(), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#worker.postMessage(undefined);
      // Rejects with the thread's error.
      const [{ tookNs, isPinned, isAboveLanes }] = (await once(this.#worker, "message")) as [YardstickTrade];
      if (!isPinned || !isAboveLanes) this.#disturbed += 1;
      this.#counts.set(tookNs, (this.#counts.get(tookNs) ?? 0) + 1);
    }
  }
}
