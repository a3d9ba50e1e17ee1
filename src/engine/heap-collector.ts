/**
 * Collects the main thread's garbage before it piles up. By itself V8 waits until the heap has grown by a good part: with as
 * little garbage as the engine makes that takes hours, and till then its resident memory climbs like a leak. The lanes' heaps
 * are left alone: what their loops allocate is the strategies' own. Main thread.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const lookMs = 1_000;
/** Between two collections, each of which takes some milliseconds. */
const restMs = 5_000;
/** So much is let pile up. */
const garbageBytesMax = 2 ** 20;

/** V8's own function, which it shows only to contexts made while this flag is set. */
function collectFunction(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  // Nothing depends on it but how memory looks: a V8 that no longer has it collects when it likes.
  return typeof collect === "function" ? () => collect() : () => {};
}

const usedBytes = (): number => getHeapStatistics().used_heap_size;

export class HeapCollector {
  readonly #collect = collectFunction();
  #lookedMs: number;
  #collectedMs: number;
  /** In use after the last collection: nobody knows before the first. */
  #keptBytes = 0;

  constructor(nowMs: number) {
    this.#lookedMs = nowMs;
    this.#collectedMs = nowMs;
  }

  turn(nowMs: number): void {
    if (nowMs - this.#lookedMs < lookMs) return;
    this.#lookedMs = nowMs;
    if (nowMs - this.#collectedMs < restMs || usedBytes() - this.#keptBytes < garbageBytesMax) return;
    this.#collectedMs = nowMs;
    this.#collect();
    this.#keptBytes = usedBytes();
  }
}
