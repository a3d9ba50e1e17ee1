/**
 * The engine's own record of its orders, built from the lane's events: one entry a number of a session, so that it can be
 * held against the venue's ledger and the drop copy line by line. Main thread only.
 */
import { EventKind, OrderChange } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import {
  absentState,
  coreState,
  type OrderPage,
  OrderPages,
  replacedState,
  storedState,
} from "./order-pages.js";
import type { EngineOrder } from "./reconcile.js";

export interface RecordedOrder extends EngineOrder {
  /** Index of the lane's session that it went by. */
  readonly session: number;
  /** The venue's own name of that session: numbers mean something in it alone. */
  readonly venueSession: string;
  /** Index in the lane, and its own number of the order. */
  readonly strategy: number;
  readonly orderId: number;
}

interface SessionOrders {
  readonly session: number;
  readonly venueSession: string;
  readonly pages: OrderPages;
}

export class OrderRecord {
  /** The newest last. */
  readonly #sessions: SessionOrders[] = [];
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

  /** Every order sent, session by session in the order of their numbers; each is made as it is asked for. */
  *[Symbol.iterator](): Generator<RecordedOrder> {
    for (const orders of [...this.#sessions].sort((a, b) => a.session - b.session))
      for (const [userRefNum, page, index] of orders.pages) yield this.#read(orders, userRefNum, page, index);
  }

  /** The order that a session's number is of, as its venue session had it last. */
  find(session: number, userRefNum: number): RecordedOrder | undefined {
    const index = OrderPages.indexOf(userRefNum);
    for (let at = this.#sessions.length - 1; at >= 0; --at) {
      const orders = this.#sessions[at];
      if (orders?.session !== session) continue;
      const page = orders.pages.find(userRefNum);
      if (page !== undefined && page.state[index] !== absentState)
        return this.#read(orders, userRefNum, page, index);
    }
    return undefined;
  }

  /** Orders of a session in a state, in the core's words. */
  count(session: number, state: string): number {
    const wanted = this.#stateNames.indexOf(state);
    let count = 0;
    for (const { session: its, pages } of this.#sessions) {
      if (its !== session) continue;
      for (const [, page, index] of pages) if (coreState(page.state[index] as number) === wanted) count += 1;
    }
    return count;
  }

  /** `venueSession`: the venue's name of the session that the event is of. */
  take(event: LaneEvent, venueSession: string): void {
    if (event.kind !== EventKind.fill && event.kind !== EventKind.order) return;
    const { pages } = this.#sessionOrders(event.session, venueSession);
    if (event.kind === EventKind.order && event.previousUserRefNum !== 0) {
      const previous = pages.find(event.previousUserRefNum);
      const at = OrderPages.indexOf(event.previousUserRefNum);
      if (previous !== undefined && previous.state[at] !== absentState) previous.state[at] = replacedState;
    }
    const page = pages.make(event.userRefNum);
    const index = OrderPages.indexOf(event.userRefNum);
    if (page.state[index] === absentState) enter(page, index, event);
    const { lastQuantity, lastPriceTicks, undoneQuantity, undonePriceTicks } = event;
    if (event.change === OrderChange.tradeBroken) {
      trade(page, index, -lastQuantity, -lastQuantity * lastPriceTicks);
    } else if (event.kind === EventKind.fill || event.change === OrderChange.tradeCorrected) {
      const notional = lastQuantity * lastPriceTicks - undoneQuantity * undonePriceTicks;
      trade(page, index, lastQuantity - undoneQuantity, notional);
    }
    // The order of an old trade may be long gone: its state is not told then.
    const isOfOldTrade =
      event.change === OrderChange.tradeBroken || event.change === OrderChange.tradeCorrected;
    if (!isOfOldTrade) page.state[index] = storedState(event.state);
  }

  /** Another day begins: only what still stands is remembered, and nothing of it is executed in this day yet. */
  beginDay(isStanding: (state: string) => boolean): void {
    for (const { pages } of this.#sessions) {
      for (const [, page, index] of pages) {
        if (!isStanding(this.#stateText(page.state[index] as number))) page.state[index] = absentState;
        page.executed[index] = 0;
        page.executedNotional[index] = 0;
      }
      pages.forgetEmpty();
    }
  }

  #sessionOrders(session: number, venueSession: string): SessionOrders {
    for (let at = this.#sessions.length - 1; at >= 0; --at) {
      const orders = this.#sessions[at] as SessionOrders;
      if (orders.session === session && orders.venueSession === venueSession) return orders;
    }
    const orders = { session, venueSession, pages: new OrderPages() };
    this.#sessions.push(orders);
    return orders;
  }

  #stateText(stored: number): string {
    if (stored === replacedState) return "replaced";
    const code = coreState(stored);
    return this.#stateNames[code] ?? `state ${code}`;
  }

  #read(orders: SessionOrders, userRefNum: number, page: OrderPage, index: number): RecordedOrder {
    const { instruments, strategies, accounts } = this.#setup;
    const strategy = page.strategy[index] as number;
    const instrument = page.instrument[index] as number;
    const account = accounts[strategies[strategy]?.account ?? 0];
    return {
      session: orders.session,
      venueSession: orders.venueSession,
      strategy,
      orderId: page.orderId[index] as number,
      userRefNum,
      owner: account?.name ?? "",
      firm: account?.firm ?? "",
      symbol: instruments[instrument]?.symbol ?? `instrument ${instrument}`,
      side: page.side[index] === 0 ? "B" : "S",
      quantity: page.quantity[index] as number,
      priceTicks: page.priceTicks[index] as number,
      executed: page.executed[index] as number,
      executedNotional: page.executedNotional[index] as number,
      state: this.#stateText(page.state[index] as number),
    };
  }
}

function enter(page: OrderPage, index: number, event: LaneEvent): void {
  page.executed[index] = 0;
  page.executedNotional[index] = 0;
  page.orderId[index] = event.orderId;
  page.strategy[index] = event.strategy;
  page.instrument[index] = event.instrument;
  page.side[index] = event.side;
  // Under a replacement's number stands what the venue left on the book, under a first one all of it.
  page.quantity[index] = event.previousUserRefNum === 0 ? event.quantity : event.leaves;
  page.priceTicks[index] = event.priceTicks;
  page.state[index] = storedState(event.state);
}

function trade(page: OrderPage, index: number, shares: number, notional: number): void {
  page.executed[index] = (page.executed[index] as number) + shares;
  page.executedNotional[index] = (page.executedNotional[index] as number) + notional;
}
