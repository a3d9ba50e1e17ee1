/**
 * Ties one strategy to its frame in the lane's memory. The lane calls the functions given back here; nothing on this path
 * allocates. What the strategy throws the lane catches, and tells `onThrow`.
 */
import { HotlaneError } from "../errors.js";
import { StrategyFrame } from "../lanes/boundary.js";
import { FrameReader } from "./frame-reader.js";
import { OrderUpdateReader, TradeReader } from "./frame-views.js";
import { StatusReader } from "./market-status.js";
import type { Callbacks, Instrument } from "./strategy.js";

/** The callbacks that the lane calls. */
type LaneCallback = Exclude<keyof Callbacks, "handOver" | "takeOver">;

/** What the lane calls, with what it tells in the frame. A callback that is absent is not wanted. */
export type BoundStrategy = { [name in LaneCallback]?: () => void } & {
  /** Its orders' places in their queues are followed. */
  readonly readsQueue: boolean;
  /** What one of them threw; it is called no more. */
  onThrow(callback: string, error: unknown): void;
};

/** Where a strategy stands. */
export interface Binding {
  memory: SharedArrayBuffer;
  /** Index of the strategy in its lane. */
  index: number;
  instruments: readonly Instrument[];
  /** It may ask for its orders' places in their queues; absent: it may. */
  readsQueue?: boolean;
}

export function bindCallbacks(
  callbacks: Callbacks,
  binding: Binding,
  onThrow: (callback: string, error: unknown) => void,
): BoundStrategy {
  const frame = new FrameReader(binding.memory, binding.index);
  const trade = new TradeReader(frame);
  const update = new OrderUpdateReader(frame);
  const statuses = new StatusReader(frame);
  const bound: BoundStrategy = { onThrow, readsQueue: binding.readsQueue ?? true };
  if (callbacks.onStart) bound.onStart = () => done("onStart", callbacks.onStart?.());
  if (callbacks.onBook) {
    bound.onBook = () => done("onBook", callbacks.onBook?.(frame.word(StrategyFrame.instrument)));
  }
  if (callbacks.onTrade) bound.onTrade = () => done("onTrade", callbacks.onTrade?.(trade));
  if (callbacks.onOrder) bound.onOrder = () => done("onOrder", callbacks.onOrder?.(update));
  if (callbacks.onTimer) bound.onTimer = () => done("onTimer", callbacks.onTimer?.());
  if (callbacks.onStatus) {
    bound.onStatus = () => {
      const status = statuses.read();
      if (status !== undefined) done("onStatus", callbacks.onStatus?.(status));
    };
  }
  if (callbacks.onStop) bound.onStop = () => done("onStop", callbacks.onStop?.());
  return bound;
}

/** Nothing asynchronous runs while the lane does: what a promise waits for would come when the strategy has stopped. */
function done(callback: string, result: unknown): void {
  if (result === undefined || typeof (result as Partial<PromiseLike<unknown>> | null)?.then !== "function")
    return;
  throw new HotlaneError(
    "strategy/promise",
    `${callback} returned a promise: nothing asynchronous runs in a lane; make it an ordinary function, and ask for what it waits for before the start`,
  );
}
