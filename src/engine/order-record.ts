/**
 * The engine's own record of its orders, built from the lane's events: one entry a number of a session, so that it can be
 * held against the venue's ledger and the drop copy line by line. A day's orders are on disk but for the newest. Main
 * thread only.
 */
import { EventKind, OrderChange } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { OrderPages } from "./order-pages.js";
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

type VenueSession = Pick<RecordedOrder, "session" | "venueSession">;

/** Where the fields of an order stand in its record, in bytes. */
const Field = {
  /** 0: no such order. */
  isThere: 0,
  side: 1,
  state: 2,
  strategy: 4,
  instrument: 6,
  orderId: 8,
  quantity: 12,
  priceTicks: 16,
  executed: 24,
  executedNotional: 32,
  size: 40,
} as const;

/** In place of a state's code: another order has taken its place. */
const replaced = 0xff;
/** Orders beyond what these pages hold are read again when something happens to them. */
const pagesInMemory = 64;
const numbersPerSession = 2 ** 32;

export class OrderRecord {
  /** By the place of its session here and its number. */
  readonly #pages: OrderPages;
  readonly #setup: Pick<LaneSetup, "instruments" | "strategies" | "accounts">;
  readonly #stateNames: readonly string[];
  /** Sessions at venues, in the order in which they were seen. */
  readonly #sessions: VenueSession[] = [];
  #latest = 0;

  /** `stateNames`: words of the core's order states, by code. `pagesMax`: of its orders in memory. */
  constructor(
    setup: Pick<LaneSetup, "instruments" | "strategies" | "accounts">,
    stateNames: readonly string[],
    pagesMax: number = pagesInMemory,
  ) {
    this.#setup = setup;
    this.#stateNames = stateNames;
    this.#pages = new OrderPages(Field.size, pagesMax);
  }

  /** Every order sent, session by session in the order of their numbers; each is made as it is asked for. */
  *[Symbol.iterator](): Generator<RecordedOrder> {
    const places = [...this.#sessions.keys()].sort((a, b) => this.#sessionAt(a) - this.#sessionAt(b));
    for (const place of places)
      for (const [view, at, number] of this.#recordsOf(place)) yield this.#read(view, at, number);
  }

  /** The order that a session's number is of, as its venue session had it last. */
  find(session: number, userRefNum: number): RecordedOrder | undefined {
    for (let place = this.#sessions.length - 1; place >= 0; --place) {
      if (this.#sessionAt(place) !== session) continue;
      const number = place * numbersPerSession + userRefNum;
      const found = this.#pages.find(number);
      if (found !== undefined && isThere(...found)) return this.#read(...found, number);
    }
    return undefined;
  }

  /** Orders of a session in a state, in the core's words. */
  count(session: number, state: string): number {
    let count = 0;
    for (const place of this.#sessions.keys()) {
      if (this.#sessionAt(place) !== session) continue;
      for (const [view, at] of this.#recordsOf(place)) if (this.#state(view, at) === state) count += 1;
    }
    return count;
  }

  /** `venueSession`: the venue's name of the session that the event is of. */
  take(event: LaneEvent, venueSession: string): void {
    if (event.kind !== EventKind.fill && event.kind !== EventKind.order) return;
    const first = this.#place(event.session, venueSession) * numbersPerSession;
    if (event.kind === EventKind.order && event.previousUserRefNum !== 0) {
      this.#pages.at(first + event.previousUserRefNum, (view, at) => {
        if (isThere(view, at)) view.setUint8(at + Field.state, replaced);
      });
    }
    this.#pages.at(first + event.userRefNum, (view, at) => change(view, at, event));
  }

  /** Another day begins: only what still stands is remembered, and nothing of it is executed in this day yet. */
  beginDay(isStanding: (state: string) => boolean): void {
    const standing: [number: number, record: Uint8Array][] = [];
    for (const place of this.#sessions.keys()) {
      for (const [view, at, number] of this.#recordsOf(place))
        if (isStanding(this.#state(view, at)))
          standing.push([number, new Uint8Array(view.buffer, at, Field.size).slice()]);
    }
    this.#pages.clear();
    for (const [number, record] of standing) {
      this.#pages.at(number, (view, at) => {
        new Uint8Array(view.buffer, at, Field.size).set(record);
        view.setFloat64(at + Field.executed, 0);
        view.setFloat64(at + Field.executedNotional, 0);
      });
    }
  }

  #sessionAt(place: number): number {
    return this.#sessions[place]?.session ?? -1;
  }

  *#recordsOf(place: number): Generator<[view: DataView, at: number, number: number]> {
    const first = place * numbersPerSession;
    for (const record of this.#pages.between(first, first + numbersPerSession))
      if (isThere(record[0], record[1])) yield record;
  }

  #state(view: DataView, at: number): string {
    const state = view.getUint8(at + Field.state);
    return state === replaced ? "replaced" : (this.#stateNames[state] ?? `state ${state}`);
  }

  /** Of a session here; the latest one is asked for again and again. */
  #place(session: number, venueSession: string): number {
    const isIt = (one: VenueSession | undefined): boolean =>
      one?.session === session && one.venueSession === venueSession;
    if (isIt(this.#sessions[this.#latest])) return this.#latest;
    const known = this.#sessions.findIndex(isIt);
    this.#latest = known >= 0 ? known : this.#sessions.push({ session, venueSession }) - 1;
    return this.#latest;
  }

  #read(view: DataView, at: number, number: number): RecordedOrder {
    const { instruments, strategies, accounts } = this.#setup;
    const { session, venueSession } = this.#sessions[Math.floor(number / numbersPerSession)] ?? {
      session: 0,
      venueSession: "",
    };
    const strategy = view.getUint16(at + Field.strategy);
    const instrument = view.getUint16(at + Field.instrument);
    const account = accounts[strategies[strategy]?.account ?? 0];
    return {
      session,
      venueSession,
      strategy,
      orderId: view.getUint32(at + Field.orderId),
      userRefNum: number % numbersPerSession,
      owner: account?.name ?? "",
      firm: account?.firm ?? "",
      symbol: instruments[instrument]?.symbol ?? `instrument ${instrument}`,
      side: view.getUint8(at + Field.side) === 0 ? "B" : "S",
      quantity: view.getUint32(at + Field.quantity),
      priceTicks: view.getInt32(at + Field.priceTicks),
      executed: view.getFloat64(at + Field.executed),
      executedNotional: view.getFloat64(at + Field.executedNotional),
      state: this.#state(view, at),
    };
  }
}

function isThere(view: DataView, at: number): boolean {
  return view.getUint8(at + Field.isThere) !== 0;
}

function change(view: DataView, at: number, event: LaneEvent): void {
  if (!isThere(view, at)) enter(view, at, event);
  const { lastQuantity, lastPriceTicks, undoneQuantity, undonePriceTicks } = event;
  const add = (shares: number, notional: number): void => {
    view.setFloat64(at + Field.executed, view.getFloat64(at + Field.executed) + shares);
    view.setFloat64(at + Field.executedNotional, view.getFloat64(at + Field.executedNotional) + notional);
  };
  if (event.change === OrderChange.tradeBroken) {
    add(-lastQuantity, -lastQuantity * lastPriceTicks);
  } else if (event.kind === EventKind.fill || event.change === OrderChange.tradeCorrected) {
    add(lastQuantity - undoneQuantity, lastQuantity * lastPriceTicks - undoneQuantity * undonePriceTicks);
  }
  // The order of an old trade may be long gone: its state is not told then.
  const isOfOldTrade =
    event.change === OrderChange.tradeBroken || event.change === OrderChange.tradeCorrected;
  if (!isOfOldTrade) view.setUint8(at + Field.state, event.state);
}

function enter(view: DataView, at: number, event: LaneEvent): void {
  view.setUint8(at + Field.isThere, 1);
  view.setUint8(at + Field.side, event.side);
  view.setUint8(at + Field.state, event.state);
  view.setUint16(at + Field.strategy, event.strategy);
  view.setUint16(at + Field.instrument, event.instrument);
  view.setUint32(at + Field.orderId, event.orderId);
  // Under a replacement's number stands what the venue left on the book, under a first one all of it.
  view.setUint32(at + Field.quantity, event.previousUserRefNum === 0 ? event.quantity : event.leaves);
  view.setInt32(at + Field.priceTicks, event.priceTicks);
}
