/**
 * The engine's own record of its orders, built from the lane's events: one entry a UserRefNum, so that it can be held
 * against the venue's ledger line by line. Main thread only.
 */
import { EventKind } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { EngineOrder } from "./reconcile.js";

export class OrderRecord {
  readonly #orders = new Map<number, EngineOrder>();
  readonly #symbols: readonly string[];
  readonly #stateNames: readonly string[];

  /** `stateNames`: words of the core's order states, by code. */
  constructor(symbols: readonly string[], stateNames: readonly string[]) {
    this.#symbols = symbols;
    this.#stateNames = stateNames;
  }

  /** Every order sent, in the order of their numbers. */
  get orders(): EngineOrder[] {
    return [...this.#orders.values()].sort((a, b) => a.userRefNum - b.userRefNum);
  }

  take(event: LaneEvent): void {
    if (event.kind === EventKind.fill) {
      const order = this.#find(event);
      order.executed += event.lastQuantity;
      order.executedNotional += event.lastQuantity * event.lastPriceTicks;
      order.state = this.#state(event);
    } else if (event.kind === EventKind.order) {
      const previous = this.#orders.get(event.previousUserRefNum);
      if (previous) previous.state = "replaced";
      const order = this.#find(event);
      order.state = this.#state(event);
    }
  }

  #state(event: LaneEvent): string {
    return this.#stateNames[event.state] ?? `state ${event.state}`;
  }

  #find(event: LaneEvent): EngineOrder {
    let order = this.#orders.get(event.userRefNum);
    if (order === undefined) {
      order = {
        userRefNum: event.userRefNum,
        symbol: this.#symbols[event.instrument] ?? `instrument ${event.instrument}`,
        side: event.side === 0 ? "B" : "S",
        // Under a replacement's number stands what the venue left on the book, under a first one all of it.
        quantity: event.previousUserRefNum === 0 ? event.quantity : event.leaves,
        priceTicks: event.priceTicks,
        executed: 0,
        executedNotional: 0,
        state: this.#state(event),
      };
      this.#orders.set(event.userRefNum, order);
    }
    return order;
  }
}
