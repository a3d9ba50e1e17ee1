/**
 * The books as a strategy sees them: straight reads of the lane's published depth. The strategy runs on the thread
 * that writes it, so what it reads in a callback is whole. Prices in ticks, quantities in shares, level 0 is the best.
 */
import { BookState, depthLevels, InstrumentView, instrumentsMax, LaneMemory } from "../lanes/boundary.js";
import type { Instrument } from "./strategy.js";

const words = InstrumentView.size / 4;
const state = InstrumentView.state / 4;
const bidLevels = InstrumentView.bidLevels / 4;
const askLevels = InstrumentView.askLevels / 4;
const lastPrice = InstrumentView.lastPriceTicks / 4;
const lastQuantity = InstrumentView.lastQuantity / 4;
const bidPrice = InstrumentView.bidPriceTicks / 4;
const bidQuantity = InstrumentView.bidQuantity / 4;
const askPrice = InstrumentView.askPriceTicks / 4;
const askQuantity = InstrumentView.askQuantity / 4;

export class Book {
  readonly #views: Int32Array;
  /** The same words: shares may pass 2^31. */
  readonly #unsigned: Uint32Array;

  /** `memory`: the lane's. */
  constructor(memory: SharedArrayBuffer) {
    this.#views = new Int32Array(memory, LaneMemory.views, words * instrumentsMax);
    this.#unsigned = new Uint32Array(memory, LaneMemory.views, words * instrumentsMax);
  }

  /** Whether the book may be traded on: trading, whole, and not past a gap. */
  isLive(instrument: Instrument): boolean {
    return this.#views[instrument * words + state] === BookState.live;
  }

  /** Bid price of a level, 0 where there is none. */
  bid(instrument: Instrument, level = 0): number {
    const base = instrument * words;
    return level < this.#word(base + bidLevels) ? this.#word(base + bidPrice + level) : 0;
  }

  /** Shares bid at a level, 0 where there is none. */
  bidQuantity(instrument: Instrument, level = 0): number {
    const base = instrument * words;
    return level < this.#word(base + bidLevels) ? this.#shares(base + bidQuantity + level) : 0;
  }

  /** Ask price of a level, 0 where there is none. */
  ask(instrument: Instrument, level = 0): number {
    const base = instrument * words;
    return level < this.#word(base + askLevels) ? this.#word(base + askPrice + level) : 0;
  }

  /** Shares offered at a level, 0 where there is none. */
  askQuantity(instrument: Instrument, level = 0): number {
    const base = instrument * words;
    return level < this.#word(base + askLevels) ? this.#shares(base + askQuantity + level) : 0;
  }

  /** Bid levels to be read, at most `depthLevels`. */
  bidLevels(instrument: Instrument): number {
    return this.#word(instrument * words + bidLevels);
  }

  /** Ask levels to be read, at most `depthLevels`. */
  askLevels(instrument: Instrument): number {
    return this.#word(instrument * words + askLevels);
  }

  /** Price of the last trade, 0 before the first. */
  lastPrice(instrument: Instrument): number {
    return this.#word(instrument * words + lastPrice);
  }

  /** Shares of the last trade. */
  lastQuantity(instrument: Instrument): number {
    return this.#shares(instrument * words + lastQuantity);
  }

  /** Levels a side that are published. */
  get depth(): number {
    return depthLevels;
  }

  #word(index: number): number {
    return this.#views[index] as number; // in range for every instrument of the lane
  }

  #shares(index: number): number {
    return this.#unsigned[index] as number;
  }
}
