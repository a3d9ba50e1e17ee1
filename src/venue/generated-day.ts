/**
 * A market of the venue's generator as an ITCH 5.0 file, in simulated time: something to backtest on where there is no
 * recorded day. The same setup gives the same bytes anywhere.
 */
import { native } from "../lanes/native.js";

export interface GeneratedDaySetup {
  readonly symbols: readonly string[];
  /** Whole, from 0. */
  readonly seed: number;
  /** Of all symbols together, on average. */
  readonly messagesPerSecond: number;
  /** Exchange time of the opening, ns since midnight. */
  readonly fromNs: number;
  readonly durationNs: number;
}

/** All of it is held in memory: some 36 bytes a message. */
export const messagesMax = 10_000_000;

export function generateDay(setup: GeneratedDaySetup): Uint8Array {
  return native.generateDay(setup);
}
