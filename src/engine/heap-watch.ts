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
/** A size is that of a second ago, and a stop takes effect at the lane's next turn: so long nobody else is blamed. */
const settlingMs = 5_000;
/** What the one that was stopped leaves behind, and room for the others. */
const roomAfterStop = 1.25;
const mebibyte = 2 ** 20;

export class HeapWatch {
  readonly #lanes: readonly { readonly lane: HeapWatchedLane; bound: number; stoppedMs: number }[];
  readonly #log: (line: string) => void;
  #lookedMs = 0;

  constructor(lanes: readonly HeapWatchedLane[], log: (line: string) => void) {
    this.#lanes = lanes.map((lane) => ({ lane, bound: lane.setup.scriptHeapBytesMax, stoppedMs: 0 }));
    this.#log = log;
  }

  turn(nowMs: number): void {
    if (nowMs - this.#lookedMs < lookMs) return;
    this.#lookedMs = nowMs;
    for (const watched of this.#lanes) {
      const { lane, bound, stoppedMs } = watched;
      const bytes = lane.places.scriptHeapBytes;
      if (stoppedMs !== 0) {
        if (nowMs - stoppedMs < settlingMs) continue;
        watched.stoppedMs = 0;
        watched.bound = Math.max(bound, bytes * roomAfterStop);
        continue;
      }
      if (bytes <= bound) continue;
      watched.stoppedMs = nowMs;
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
