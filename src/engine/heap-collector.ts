/**
 * Collects the main thread's garbage by the clock. By itself V8 waits until the heap has grown by a good part: with as little
 * garbage as the engine makes that takes hours, and till then its resident memory climbs like a leak. The lanes' heaps are
 * left alone: what their loops allocate is the strategies' own. Main thread.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const everyMs = 30_000;

/** V8's own function, which it shows only to contexts made while this flag is set. */
function collectFunction(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  // Nothing depends on it but how memory looks: a V8 that no longer has it collects when it likes.
  return typeof collect === "function" ? () => collect() : () => {};
}

export class HeapCollector {
  readonly #collect = collectFunction();
  #collectedMs: number;

  constructor(nowMs: number) {
    this.#collectedMs = nowMs;
  }

  turn(nowMs: number): void {
    if (nowMs - this.#collectedMs < everyMs) return;
    this.#collectedMs = nowMs;
    this.#collect();
  }
}
