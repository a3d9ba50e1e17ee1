/**
 * Collects the main thread's garbage by the clock. By itself V8 waits until the heap has grown by a good part: with as little
 * garbage as the engine makes that takes hours, and till then its resident memory climbs like a leak. The lanes' heaps are
 * left alone: what their loops allocate is the strategies' own. Main thread.
 */
const everyMs = 30_000;

export class HeapCollector {
  readonly #collect: () => void;
  #collectedMs: number;

  /** `collect`: begins a collection of this thread's heap. */
  constructor(collect: () => void, nowMs: number) {
    this.#collect = collect;
    this.#collectedMs = nowMs;
  }

  turn(nowMs: number): void {
    if (nowMs - this.#collectedMs < everyMs) return;
    this.#collectedMs = nowMs;
    this.#collect();
  }
}
