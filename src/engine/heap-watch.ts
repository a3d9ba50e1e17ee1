/**
 * Watches the JavaScript heaps of the lanes' threads, which their inline strategies share: beyond its bound, the strategy
 * that came last is stopped, since nobody can tell whose memory it is. What it holds stays the lane's until it ends, so
 * after that the heap is given room to grow once more before the next one is stopped. Main thread.
 */
import type { LanePlaces } from "./lane-places.js";

export interface HeapWatchedLane {
  readonly setup: { readonly name: string; readonly scriptHeapBytesMax: number };
  readonly places: Pick<LanePlaces, "newestRunning" | "scriptHeapBytes" | "stop">;
}

const lookMs = 1_000;
/** What a stopped strategy may still be growing by, and what was there before it: room for the others. */
const roomAfterStop = 1.25;
const mebibyte = 2 ** 20;

export class HeapWatch {
  readonly #lanes: readonly { readonly lane: HeapWatchedLane; bound: number }[];
  readonly #log: (line: string) => void;
  #lookedMs = 0;

  constructor(lanes: readonly HeapWatchedLane[], log: (line: string) => void) {
    this.#lanes = lanes.map((lane) => ({ lane, bound: lane.setup.scriptHeapBytesMax }));
    this.#log = log;
  }

  turn(nowMs: number): void {
    if (nowMs - this.#lookedMs < lookMs) return;
    this.#lookedMs = nowMs;
    for (const watched of this.#lanes) {
      const { lane, bound } = watched;
      const bytes = lane.places.scriptHeapBytes;
      if (bytes <= bound) continue;
      watched.bound = bytes * roomAfterStop;
      const newest = lane.places.newestRunning();
      const heap = `lane ${lane.setup.name}: its strategies' JavaScript has grown to ${Math.round(bytes / mebibyte)} MiB, over ${Math.round(bound / mebibyte)} MiB`;
      if (newest === undefined) {
        this.#log(`${heap}, and no strategy runs there`);
        continue;
      }
      this.#log(
        `${heap}: strategy ${newest.name}, the last that came, is stopped and its orders are cancelled`,
      );
      lane.places.stop(newest.index);
    }
  }
}
