/**
 * Tells people of refusals as they happen: the first of a kind at once, the others counted and told every ten seconds.
 * Every one of them stands in the lane's counters. Main thread.
 */
import type { LaneEvent } from "../lanes/event-reader.js";
import { findingText } from "./refusal-text.js";

const intervalMs = 10_000;

interface Told {
  atMs: number;
  more: number;
  text: string;
}

export class RefusalTeller {
  readonly #log: (line: string) => void;
  /** By strategy and reason. */
  readonly #told = new Map<string, Told>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** `strategy`, `symbol` and `name`, of whose limit it is: names of the lane. */
  onRefusal(event: LaneEvent, strategy: string, symbol: string, name: string, nowMs: number): void {
    const key = `${strategy} ${event.reason}`;
    const told = this.#told.get(key);
    if (told !== undefined && nowMs - told.atMs < intervalMs) {
      told.more += 1;
      return;
    }
    const text = `strategy ${strategy}: refused: ${findingText({ ...event, name })} (${symbol})`;
    this.#tell(text, told?.more ?? 0);
    this.#told.set(key, { atMs: nowMs, more: 0, text });
  }

  /** Now and then: what has been counted is told. */
  turn(nowMs: number): void {
    for (const told of this.#told.values()) {
      if (told.more === 0 || nowMs - told.atMs < intervalMs) continue;
      this.#tell(told.text, told.more);
      told.atMs = nowMs;
      told.more = 0;
    }
  }

  #tell(text: string, more: number): void {
    this.#log(more === 0 ? text : `${text}, and ${more} more since`);
  }
}
