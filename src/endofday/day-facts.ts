/** What the engine knows of a day when it is over: what the end-of-day files are made from. */
import type { Kill } from "../engine/kill-state.js";
import type { EngineOrder } from "../engine/reconcile.js";
import type { PositionReport } from "../engine/report.js";

/** An order by names. */
export interface DayOrder extends Omit<EngineOrder, "session" | "owner"> {
  readonly lane: string;
  readonly session: string;
  readonly venueSession: string;
  readonly account: string;
  readonly strategy: string;
  readonly orderId: number;
}

export interface DayPosition extends PositionReport {
  readonly lane: string;
  /** Shares when the day, or the run, began. */
  readonly netAtStart: number;
}

/** What a comparison found. `why`: why there was none. */
export interface Comparison {
  readonly compared: boolean;
  readonly why?: string;
  readonly differences: readonly string[];
}

export interface DayFacts {
  readonly day: string;
  /** ISO 8601: of the run, within the day. */
  readonly from: string;
  readonly to: string;
  readonly orders: readonly DayOrder[];
  readonly positions: readonly DayPosition[];
  readonly kills: readonly Kill[];
  readonly venue: Comparison;
  /** The drop copy's file; undefined: none was kept. */
  readonly dropCopy: string | undefined;
  /** Events of lanes that were lost: orders here are not whole. */
  readonly eventsLost: number;
}
