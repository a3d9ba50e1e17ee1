/**
 * The engine's own record of its orders, built from the lane's events: one entry a number of a session, so that it can be
 * held against the venue's ledger and the drop copy line by line. Main thread only.
 */
import { EventKind, OrderChange } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { type EngineOrder, orderKey } from "./reconcile.js";

export interface RecordedOrder extends EngineOrder {
  /** Index of the lane's session that it went by. */
  readonly session: number;
  /** The venue's own name of that session: numbers mean something in it alone. */
  readonly venueSession: string;
  /** Index in the lane, and its own number of the order. */
  readonly strategy: number;
  readonly orderId: number;
}

export class OrderRecord {
  readonly #orders = new Map<string, RecordedOrder>();
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
  get orders(): RecordedOrder[] {
    return [...this.#orders.values()].sort((a, b) => orderKey(a) - orderKey(b));
  }

  /** `venueSession`: the venue's name of the session that the event is of. */
  take(event: LaneEvent, venueSession: string): void {
    if (event.kind !== EventKind.fill && event.kind !== EventKind.order) return;
    const previous = this.#orders.get(keyOf(event.session, venueSession, event.previousUserRefNum));
    if (event.kind === EventKind.order && previous) previous.state = "replaced";
    const order = this.#find(event, venueSession);
    const { lastQuantity, lastPriceTicks, undoneQuantity, undonePriceTicks } = event;
    if (event.change === OrderChange.tradeBroken) {
      order.executed -= lastQuantity;
      order.executedNotional -= lastQuantity * lastPriceTicks;
    } else if (event.kind === EventKind.fill || event.change === OrderChange.tradeCorrected) {
      order.executed += lastQuantity - undoneQuantity;
      order.executedNotional += lastQuantity * lastPriceTicks - undoneQuantity * undonePriceTicks;
    }
    // The order of an old trade may be long gone: its state is not told then.
    const isOfOldTrade =
      event.change === OrderChange.tradeBroken || event.change === OrderChange.tradeCorrected;
    if (!isOfOldTrade) order.state = this.#state(event);
  }

  /** Another day begins: only what still stands is remembered, and nothing of it is executed in this day yet. */
  beginDay(isStanding: (state: string) => boolean): void {
    for (const [key, order] of this.#orders) {
      if (!isStanding(order.state)) this.#orders.delete(key);
      order.executed = 0;
      order.executedNotional = 0;
    }
  }

  #state(event: LaneEvent): string {
    return this.#stateNames[event.state] ?? `state ${event.state}`;
  }

  #find(event: LaneEvent, venueSession: string): RecordedOrder {
    const key = keyOf(event.session, venueSession, event.userRefNum);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = this.#make(event, venueSession);
      this.#orders.set(key, order);
    }
    return order;
  }

  #make(event: LaneEvent, venueSession: string): RecordedOrder {
    const { instruments, strategies, accounts } = this.#setup;
    const account = accounts[strategies[event.strategy]?.account ?? 0];
    return {
      session: event.session,
      venueSession,
      strategy: event.strategy,
      orderId: event.orderId,
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

function keyOf(session: number, venueSession: string, userRefNum: number): string {
  return `${session}/${venueSession}/${userRefNum}`;
}
