/**
 * The engine's own record of its orders, built from the lane's events: one entry a number of a session, so that it can be
 * held against the venue's ledger line by line. Main thread only.
 */
import { EventKind } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { type EngineOrder, orderKey } from "./reconcile.js";

export class OrderRecord {
  readonly #orders = new Map<number, EngineOrder>();
  readonly #setup: Pick<LaneSetup, "instruments" | "strategies" | "accounts">;
  readonly #stateNames: readonly string[];

  /** `stateNames`: words of the core's order states, by code. */
  constructor(
    setup: Pick<LaneSetup, "instruments" | "strategies" | "accounts">,
    stateNames: readonly string[],
  ) {
    this.#setup = setup;
    this.#stateNames = stateNames;
  }

  /** Every order sent, session by session in the order of their numbers. */
  get orders(): EngineOrder[] {
    return [...this.#orders.values()].sort((a, b) => orderKey(a) - orderKey(b));
  }

  take(event: LaneEvent): void {
    if (event.kind === EventKind.fill) {
      const order = this.#find(event);
      order.executed += event.lastQuantity;
      order.executedNotional += event.lastQuantity * event.lastPriceTicks;
      order.state = this.#state(event);
    } else if (event.kind === EventKind.order) {
      const { session, previousUserRefNum: userRefNum } = event;
      const previous = this.#orders.get(orderKey({ session, userRefNum }));
      if (previous) previous.state = "replaced";
      const order = this.#find(event);
      order.state = this.#state(event);
    }
  }

  #state(event: LaneEvent): string {
    return this.#stateNames[event.state] ?? `state ${event.state}`;
  }

  #find(event: LaneEvent): EngineOrder {
    const key = orderKey(event);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = this.#make(event);
      this.#orders.set(key, order);
    }
    return order;
  }

  #make(event: LaneEvent): EngineOrder {
    const { instruments, strategies, accounts } = this.#setup;
    const account = accounts[strategies[event.strategy]?.account ?? 0];
    return {
      session: event.session,
      userRefNum: event.userRefNum,
      owner: account?.name ?? "",
      firm: account?.firm ?? "",
      symbol: instruments[event.instrument]?.symbol ?? `instrument ${event.instrument}`,
      side: event.side === 0 ? "B" : "S",
      // Under a replacement's number stands what the venue left on the book, under a first one all of it.
      quantity: event.previousUserRefNum === 0 ? event.quantity : event.leaves,
      priceTicks: event.priceTicks,
      executed: 0,
      executedNotional: 0,
      state: this.#state(event),
    };
  }
}
