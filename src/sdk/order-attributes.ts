/**
 * How an order is to be worked, beyond side, size and price. Make one at start and use it for many orders: `buy`,
 * `sell` and `replace` read it and keep nothing of it. What a venue can't do, it rejects; what contradicts itself, the
 * engine refuses (`onOrder` tells either).
 */
import { CrossKind, OrderCapacity, OrderDisplay, PegKind, SellKind, TimeInForce } from "../lanes/boundary.js";

export { CrossKind, OrderCapacity, OrderDisplay, PegKind, SellKind, TimeInForce };

export class OrderAttributes {
  timeInForce: TimeInForce = TimeInForce.day;
  /** Seconds to live, 1 to 86,399: `TimeInForce.timed` needs it, the others forbid it. */
  expireSeconds = 0;
  display: OrderDisplay = OrderDisplay.visible;
  /** Fewest shares that one execution may have, 0: any. */
  minQuantity = 0;
  /** Shares displayed at a time, the rest in reserve, 0: all. */
  maxFloor = 0;
  /** What the price follows; the order's own price stays its limit. */
  pegKind: PegKind = PegKind.none;
  /** Ticks added to what the peg follows. */
  pegOffsetTicks = 0;
  cross: CrossKind = CrossKind.none;
  capacity: OrderCapacity = OrderCapacity.principal;
  sellKind: SellKind = SellKind.ordinary;
  /** Never takes: the exchange cancels it instead. */
  isPostOnly = false;
  /** The shares of a short sale have been located. */
  isLocated = false;

  constructor(values: Partial<OrderAttributes> = {}) {
    Object.assign(this, values);
  }
}
