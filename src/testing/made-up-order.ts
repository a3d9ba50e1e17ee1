/** An order of a strategy under test, and what was asked of the venue about it, as a MadeUpLane keeps them. */
import { OrderState } from "../lanes/boundary.js";
import type { Instrument, OrderId, Side } from "../sdk/strategy.js";
import type { UpdateFields, WrittenIntent } from "./frame-writer.js";

export interface MadeUpOrder {
  readonly orderId: OrderId;
  readonly instrument: Instrument;
  readonly side: Side;
  priceTicks: number;
  /** Shares in all. */
  quantity: number;
  filled: number;
  /** Shares that may still fill. */
  leaves: number;
  state: OrderState;
  /** As it was entered: time in force, display, cross and so on. */
  readonly entered: WrittenIntent;
}

/** Waits for the venue's answer: `confirm` or `reject` gives it. */
export interface MadeUpRequest {
  readonly kind: "enter" | "replace" | "cancel" | "reduce";
  readonly order: MadeUpOrder;
  /** Wanted: shares in all, price. */
  readonly quantity: number;
  readonly priceTicks: number;
}

export function isDone(order: MadeUpOrder): boolean {
  return order.state >= OrderState.filled;
}

/** What is left of it, once the venue has confirmed a quantity. */
export function resize(order: MadeUpOrder, quantity: number): void {
  order.quantity = quantity;
  order.leaves = Math.max(0, quantity - order.filled);
}

/** What an update says beside how its order stands. */
export interface Told {
  readonly reason?: number;
  readonly lastPriceTicks?: number;
  readonly lastQuantity?: number;
  readonly undonePriceTicks?: number;
  readonly undoneQuantity?: number;
}

export function updateOf(order: MadeUpOrder, told: Told = {}): UpdateFields {
  const { orderId, instrument, side, state, priceTicks, quantity, leaves, filled } = order;
  const stands = { orderId, instrument, side, state, priceTicks, quantity, leaves, filled };
  const plain = { reason: 0, lastPriceTicks: 0, lastQuantity: 0, undonePriceTicks: 0, undoneQuantity: 0 };
  return { ...stands, ...plain, ...told, surprise: 0, isDone: isDone(order) ? 1 : 0 };
}

export function orderOf(intent: WrittenIntent): MadeUpOrder {
  const { orderId, instrument, priceTicks, quantity } = intent;
  return {
    orderId,
    instrument,
    side: intent.side as Side,
    priceTicks,
    quantity,
    filled: 0,
    leaves: quantity,
    state: OrderState.pendingNew,
    entered: intent,
  };
}
