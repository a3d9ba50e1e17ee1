/**
 * A lane without a lane: one strategy, called over memory as a lane lays it out, on a market that the test makes up, with
 * answers that the test gives. Time stands still until the test moves it, so a run is the same each time.
 *
 *     const lane = new MadeUpLane(MyStrategy, { parameters: { quantity: 100 } });
 *     lane.quote(0, 1_000_000, 1_000_100);   // onBook
 *     lane.settle();                         // the venue answers: accepted, and filled where the market meets it
 */
import {
  BookState,
  IntentKind,
  OrderState,
  Refusal,
  StatusKind,
  SystemPhase,
  TimeInForce,
} from "../lanes/boundary.js";
import { type Instrument, Side } from "../sdk/strategy.js";
import { type MadeStrategy, makeStrategy, type StrategyExport } from "../strategies/make-strategy.js";
import { FrameWriter, type MadeUpLevel, type UpdateFields, type WrittenIntent } from "./frame-writer.js";
import {
  isDone,
  type MadeUpOrder,
  type MadeUpRequest,
  orderOf,
  resize,
  type Told,
  updateOf,
} from "./made-up-order.js";
import { MadeUpPosition } from "./made-up-position.js";

export interface MadeUpLaneOptions {
  /** One instrument each: 0, 1 and so on. */
  readonly symbols?: readonly string[];
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
  /** Exchange time at first, ns since midnight: 09:30. */
  readonly timeOfDayNs?: number;
}

type Callback = Exclude<keyof MadeStrategy["bound"], "onThrow" | "readsQueue">;

interface QueuedUpdate {
  readonly fields: UpdateFields;
  readonly instrument: Instrument;
}

const immediate: readonly number[] = [TimeInForce.immediateOrCancel, TimeInForce.fillOrKill];
const nsPerMs = 1e6;
/** A strategy that asks for something at every answer would never let a test end. */
const turnsMax = 1_000;

export class MadeUpLane {
  /** All orders so far, in the order of their numbers; refused ones are none. */
  readonly orders: MadeUpOrder[] = [];
  /** What waits for the venue's answer, oldest first. */
  readonly requests: MadeUpRequest[] = [];
  /** What the gate refused: codes of `Refusal`. */
  readonly refusals: number[] = [];
  timeOfDayNs: number;
  readonly #frame: FrameWriter;
  readonly #bound: MadeStrategy["bound"];
  readonly #positions: readonly MadeUpPosition[];
  readonly #updates: QueuedUpdate[] = [];
  #isTelling = false;
  readonly #books: { bids: readonly MadeUpLevel[]; asks: readonly MadeUpLevel[] }[];
  #timerNs = 0;
  #timerDueNs = Number.POSITIVE_INFINITY;

  /** Throws what the strategy's constructor, its parameters or its callbacks throw; so do all calls below. */
  constructor(strategy: StrategyExport, options: MadeUpLaneOptions = {}) {
    const { symbols = ["ALFA", "BRAVO"], parameters = {}, timeOfDayNs = 34_200e9 } = options;
    this.timeOfDayNs = timeOfDayNs;
    this.#frame = new FrameWriter(symbols);
    this.#positions = symbols.map(() => new MadeUpPosition());
    this.#books = symbols.map(() => ({ bids: [], asks: [] }));
    const made = makeStrategy(strategy, {
      memory: this.#frame.memory,
      index: 0,
      name: "under test",
      instruments: symbols.map((_, instrument) => instrument),
      parameters,
      onThrow: (callback, error) => {
        throw new Error(`${callback} threw`, { cause: error });
      },
    });
    this.#bound = made.bound;
    this.#call("onStart");
  }

  /** Shares held, negative when short. */
  position(instrument: Instrument): number {
    return this.#position(instrument).net;
  }

  /** Realised profit, ticks x shares. */
  realised(instrument: Instrument): number {
    return this.#position(instrument).realised;
  }

  /** Orders that may still fill. */
  get open(): MadeUpOrder[] {
    return this.orders.filter((order) => !isDone(order));
  }

  /** The last order entered; throws where there is none. */
  get newest(): MadeUpOrder {
    const order = this.orders.at(-1);
    if (order === undefined) throw new Error("the strategy has entered no order");
    return order;
  }

  /** The book changes: levels best first, prices in ticks. */
  setBook(instrument: Instrument, bids: readonly MadeUpLevel[], asks: readonly MadeUpLevel[]): void {
    this.#books[instrument] = { bids, asks };
    this.#frame.writeBook(instrument, bids, asks);
    this.#call("onBook", instrument);
  }

  /** The same with one level a side. */
  quote(instrument: Instrument, bidTicks: number, askTicks: number, shares = 500): void {
    this.setBook(instrument, [[bidTicks, shares]], [[askTicks, shares]]);
  }

  /** The book comes to another state: only `live` may be traded on. */
  setState(instrument: Instrument, state: keyof typeof BookState): void {
    this.#frame.writeState(instrument, BookState[state]);
    this.tell("book", { instrument, code: BookState[state] });
    this.#call("onBook", instrument);
  }

  /** A trade of others. */
  trade(instrument: Instrument, priceTicks: number, quantity: number, aggressor: Side | -1 = -1): void {
    this.#frame.writeTrade({ instrument, priceTicks, quantity, aggressor });
    this.#call("onTrade", instrument);
  }

  /**
   * So many shares stand in front of an order, -1: unknown. What the venue confirms stands behind all that the book shows
   * at its price, until a test says otherwise.
   */
  setQueueAhead(order: MadeUpOrder, shares: number): void {
    const { orderId } = order;
    if (!Number.isInteger(shares) || shares < -1)
      throw new Error(`order ${orderId}: ${shares} shares in front of it are no whole number, nor -1`);
    if (isDone(order)) throw new Error(`order ${orderId} is done: nothing stands in front of it`);
    if (!this.#frame.writeQueue(orderId, shares)) throw new Error(`order ${orderId}: too many rest at once`);
  }

  /** The exchange's day comes to another phase. */
  setPhase(phase: keyof typeof SystemPhase): void {
    this.tell("system", { instrument: -1, code: SystemPhase[phase] });
  }

  /** Net order imbalance; `direction`: B buy, S sell, N none; `cross`: O opening, C closing. */
  imbalance(
    instrument: Instrument,
    { direction = "N", cross = "O", ...figures }: Record<string, number | string>,
  ): void {
    const letters = { code: String(direction).charCodeAt(0), detail: String(cross).charCodeAt(0) };
    this.tell("imbalance", { instrument, ...letters, ...(figures as Record<string, number>) });
  }

  /** Any other news, in the fields of the frame's status slot (src/lanes/boundary.ts). */
  tell(kind: keyof typeof StatusKind, fields: Record<string, number>): void {
    this.#frame.writeStatus(StatusKind[kind], fields);
    this.#call("onStatus");
  }

  /** Time passes; timers that are due are called, each at its time. */
  advance(milliseconds: number): void {
    const endNs = this.timeOfDayNs + milliseconds * nsPerMs;
    while (this.#timerDueNs <= endNs) {
      this.timeOfDayNs = this.#timerDueNs;
      this.#timerDueNs += this.#timerNs;
      this.#call("onTimer");
    }
    this.timeOfDayNs = endNs;
  }

  stop(): void {
    this.#call("onStop");
  }

  /** The venue does as it was asked. By default the oldest request. */
  confirm(request: MadeUpRequest | undefined = this.requests[0]): void {
    const { kind, order, quantity, priceTicks } = this.#answer(request);
    if (isDone(order)) return;
    if (kind === "cancel") {
      order.leaves = 0;
      order.state = OrderState.cancelled;
    } else {
      if (kind !== "enter") resize(order, quantity);
      order.priceTicks = priceTicks;
      if (order.leaves === 0) order.state = OrderState.cancelled;
      else if (order.state !== OrderState.pendingCancel) order.state = OrderState.live;
      if (kind === "enter" || kind === "replace") this.#queue(order);
    }
    this.#report(order);
  }

  /** The venue does not: an entry is dead, a replace or a cancel leaves its order as it was. */
  reject(request: MadeUpRequest | undefined = this.requests[0], reason = 1): void {
    const { kind, order } = this.#answer(request);
    if (isDone(order)) return;
    if (kind === "enter") {
      order.leaves = 0;
      order.state = OrderState.rejected;
    } else if (order.state !== OrderState.pendingCancel || kind === "cancel") {
      order.state = OrderState.live;
    }
    this.#report(order, { reason });
  }

  /** A fill of the order, at its own price unless another is given. A fill may cross any request. */
  fill(order: MadeUpOrder, shares = order.leaves, priceTicks = order.priceTicks): void {
    if (shares <= 0 || shares > order.leaves)
      throw new Error(`order ${order.orderId}: ${shares} shares fill, ${order.leaves} are left`);
    order.filled += shares;
    order.leaves -= shares;
    if (order.leaves === 0) order.state = OrderState.filled;
    this.#move(order.instrument, order.side, shares, priceTicks);
    this.#report(order, { lastQuantity: shares, lastPriceTicks: priceTicks });
  }

  /** The exchange takes a trade back: shares and money go, what is left of the order does not come back. */
  breakTrade(order: MadeUpOrder, shares: number, priceTicks = order.priceTicks): void {
    if (shares <= 0 || shares > order.filled)
      throw new Error(`order ${order.orderId}: ${shares} shares are taken back, ${order.filled} are filled`);
    order.filled -= shares;
    if (order.filled === 0 && order.state === OrderState.filled) order.state = OrderState.broken;
    this.#move(order.instrument, order.side === Side.buy ? Side.sell : Side.buy, shares, priceTicks);
    this.#report(order, { undoneQuantity: shares, undonePriceTicks: priceTicks });
  }

  /** The venue cancels what is left, asked or not. */
  expire(order: MadeUpOrder): void {
    if (isDone(order)) return;
    order.leaves = 0;
    order.state = OrderState.cancelled;
    this.#report(order);
  }

  /**
   * The venue confirms all that waits, and what that leads to; then each open order trades with the levels of the book
   * that it meets, and the rest of an immediate one is cancelled. The book stays as it is.
   */
  settle(): void {
    for (let turn = 0; this.requests.length > 0; ++turn) {
      if (turn === turnsMax) throw new Error(`the strategy still asks for more after ${turnsMax} answers`);
      const { kind, order } = this.requests[0] as MadeUpRequest;
      this.confirm();
      if (kind !== "enter") continue;
      this.#match(order);
      if (immediate.includes(order.entered.timeInForce)) this.expire(order);
    }
    for (const order of this.open) this.#match(order);
    if (this.requests.length > 0) this.settle();
  }

  #queue(order: MadeUpOrder): void {
    if (immediate.includes(order.entered.timeInForce)) return;
    const { bids, asks } = this.#books[order.instrument] ?? { bids: [], asks: [] };
    const levels = order.side === Side.buy ? bids : asks;
    const level = levels.find(([priceTicks]) => priceTicks === order.priceTicks);
    this.#frame.writeQueue(order.orderId, level?.[1] ?? 0);
  }

  #match(order: MadeUpOrder): void {
    const { bids, asks } = this.#books[order.instrument] ?? { bids: [], asks: [] };
    const isBuy = order.side === Side.buy;
    for (const [priceTicks, shares] of isBuy ? asks : bids) {
      const isMet = isBuy ? priceTicks <= order.priceTicks : priceTicks >= order.priceTicks;
      if (isDone(order) || !isMet) return;
      this.fill(order, Math.min(shares, order.leaves), priceTicks);
    }
  }

  #move(instrument: Instrument, side: Side, shares: number, priceTicks: number): void {
    this.#position(instrument).fill(side, shares, priceTicks);
    this.#frame.writePosition(instrument, this.#position(instrument));
  }

  #position(instrument: Instrument): MadeUpPosition {
    const position = this.#positions[instrument];
    if (position === undefined) throw new Error(`the made-up lane has no instrument ${instrument}`);
    return position;
  }

  #answer(request: MadeUpRequest | undefined): MadeUpRequest {
    const index = request === undefined ? -1 : this.requests.indexOf(request);
    if (request === undefined || index < 0) throw new Error("there is no such request to answer");
    this.requests.splice(index, 1);
    return request;
  }

  /** Calls the strategy, takes its intents, and tells what these led to, in calls of their own. */
  #call(callback: Callback, instrument: Instrument = 0): void {
    this.#frame.begin(this.timeOfDayNs, instrument);
    this.#bound[callback]?.();
    for (const intent of this.#frame.takeIntents()) this.#take(intent);
    const intervalNs = this.#frame.timerIntervalNs;
    if (intervalNs !== this.#timerNs) {
      this.#timerNs = intervalNs;
      this.#timerDueNs = intervalNs > 0 ? this.timeOfDayNs + intervalNs : Number.POSITIVE_INFINITY;
    }
    this.#tellUpdates();
  }

  /** One after the other, never one inside another. */
  #tellUpdates(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let told = 0; this.#updates.length > 0; ++told) {
        if (told === turnsMax) throw new Error(`the strategy asks anew at each of ${turnsMax} updates`);
        const { fields, instrument } = this.#updates.shift() as QueuedUpdate;
        this.#frame.writeUpdate(fields);
        this.#call("onOrder", instrument);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #report(order: MadeUpOrder, told: Told = {}): void {
    if (isDone(order)) this.#frame.dropQueue(order.orderId);
    this.#updates.push({ fields: updateOf(order, told), instrument: order.instrument });
    this.#tellUpdates();
  }

  /** As the gate does: refused, or on its way to the venue. */
  #take(intent: WrittenIntent): void {
    const order = this.orders.find(({ orderId }) => orderId === intent.orderId);
    const refusal = this.#refusalOf(intent, order);
    if (refusal !== Refusal.none) this.#refuse(intent, refusal, order);
    else if (intent.kind === IntentKind.cancelAll) this.#cancelAll(intent.instrument);
    else if (order === undefined) this.#enter(intent);
    else if (intent.kind === IntentKind.cancel) this.#cancel(order);
    else this.#change(intent, order);
  }

  #refusalOf({ kind, instrument, quantity }: WrittenIntent, order?: MadeUpOrder): Refusal {
    if (kind === IntentKind.cancelAll) return Refusal.none;
    if (kind === IntentKind.enter) return this.#refusalOfBook(instrument);
    if (order === undefined) return Refusal.unknownOrder;
    if (isDone(order)) return Refusal.orderDone;
    if (kind === IntentKind.cancel) return Refusal.none;
    if (order.state !== OrderState.live) return Refusal.orderNotLive;
    if (quantity <= order.filled) return Refusal.invalidQuantity;
    return kind === IntentKind.replace ? this.#refusalOfBook(order.instrument) : Refusal.none;
  }

  #enter(intent: WrittenIntent): void {
    const { quantity, priceTicks } = intent;
    const order = orderOf(intent);
    this.orders.push(order);
    this.requests.push({ kind: "enter", order, quantity, priceTicks });
  }

  #change({ kind, quantity, priceTicks }: WrittenIntent, order: MadeUpOrder): void {
    if (kind === IntentKind.replace) {
      order.state = OrderState.pendingReplace;
      this.requests.push({ kind: "replace", order, quantity, priceTicks });
    } else {
      this.requests.push({ kind: "reduce", order, quantity, priceTicks: order.priceTicks });
    }
  }

  #cancel(order: MadeUpOrder): void {
    order.state = OrderState.pendingCancel;
    this.requests.push({ kind: "cancel", order, quantity: 0, priceTicks: order.priceTicks });
  }

  #cancelAll(instrument: Instrument): void {
    for (const order of this.open) {
      const isMeant = instrument < 0 || order.instrument === instrument;
      if (isMeant && order.state !== OrderState.pendingCancel) this.#cancel(order);
    }
  }

  #refusalOfBook(instrument: Instrument): Refusal {
    const state = this.#frame.state(instrument);
    if (state === BookState.live) return Refusal.none;
    return state === BookState.stale || state === BookState.recovering ? Refusal.bookStale : Refusal.halted;
  }

  /** A refused replace or cancel leaves its order as it was; a refused new order never was one. */
  #refuse(intent: WrittenIntent, reason: Refusal, order?: MadeUpOrder): void {
    this.refusals.push(reason);
    const refused = order ?? { ...orderOf(intent), leaves: 0, state: OrderState.refused };
    this.#updates.push({ fields: updateOf(refused, { reason }), instrument: refused.instrument });
  }
}
