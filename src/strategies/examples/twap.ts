/**
 * An example: executes a parent order in equal slices over a window of time (TWAP). Each slice first waits at the touch,
 * then takes what is missing. What one slice leaves undone the next one makes up for; what the last one leaves is taken
 * after the window. It has one order out at a time, never for more than is missing, so it never executes too much.
 */
import {
  decimal,
  flag,
  type Instrument,
  OrderState,
  type OrderUpdate,
  Strategy,
  TimeInForce,
  wholeNumber,
} from "hotlane/sdk";

const nsPerS: number = 1_000_000_000;
const lookNs: number = 10_000_000;
/** After an order that was refused or rejected. */
const restNs: number = 100_000_000;

export default class Twap extends Strategy {
  /** Of the parent order, in the first of the strategy's instruments. */
  readonly quantity: number = wholeNumber("quantity", 1_000, 1, 100_000_000, "shares");
  readonly isBuy: boolean = flag("isBuy", true);
  /** From the first live book after the start. */
  readonly windowS: number = decimal("windowS", 60, 0.001, 86_400, "s");
  readonly slices: number = wholeNumber("slices", 10, 1, 10_000, "slices");
  /** Part of each slice's time that it waits at the touch before it takes. */
  readonly patience: number = decimal("patience", 0.7, 0, 1, "of a slice");
  /** The worst price, 0: any. */
  readonly limitTicks: number = wholeNumber("limitTicks", 0, 0, 1_999_999_900, "ticks");

  /** Shares executed. */
  private executed: number = 0;
  /** Exchange time, ns since midnight; 0: not begun. */
  private startNs: number = 0;
  private restUntilNs: number = 0;
  /** The order that is out, 0: none; its shares in all, its price. */
  private orderId: number = 0;
  private orderShares: number = 0;
  private orderTicks: number = 0;
  private isImmediate: boolean = false;
  /** Entered, replaced or cancelled, and not answered. */
  private isMoving: boolean = false;

  override onStart(): void {
    this.setTimer(lookNs);
  }

  override onTimer(): void {
    this.work(this.instruments[0] as number);
  }

  override onBook(instrument: Instrument): void {
    if (instrument === this.instruments[0]) this.work(instrument);
  }

  override onOrder(update: OrderUpdate): void {
    // A trade that the exchange breaks is to be done again.
    this.executed += update.lastQuantity - update.undoneQuantity;
    if (update.orderId !== this.orderId) return;
    if (update.isDone) {
      this.orderId = 0;
      this.isMoving = false;
      const isTurnedDown = update.state !== OrderState.filled && update.state !== OrderState.cancelled;
      if (isTurnedDown) this.restUntilNs = this.timeOfDayNs + restNs;
    } else if (update.state === OrderState.live) {
      // Accepted, or replaced, or what was asked for was refused and the order stands as it was.
      this.orderTicks = update.priceTicks;
      this.isMoving = false;
      if (update.reason !== 0) this.restUntilNs = this.timeOfDayNs + restNs;
    }
  }

  /** Shares that should be executed by now: those of all slices that have begun. */
  private dueShares(): number {
    const sliceNs = (this.windowS * nsPerS) / this.slices;
    const begun = Math.min(this.slices, Math.floor((this.timeOfDayNs - this.startNs) / sliceNs) + 1);
    return Math.round((this.quantity * begun) / this.slices);
  }

  /** Whether the running slice has waited long enough, or the window is over. */
  private isTakingTime(): boolean {
    const sliceNs = (this.windowS * nsPerS) / this.slices;
    const sinceNs = this.timeOfDayNs - this.startNs;
    if (sinceNs >= this.windowS * nsPerS) return true;
    return sinceNs - Math.floor(sinceNs / sliceNs) * sliceNs >= this.patience * sliceNs;
  }

  private work(instrument: Instrument): void {
    if (!this.book.isLive(instrument)) {
      // In a halt it would take part in the reopening, at a price that nobody knows yet.
      if (this.orderId !== 0 && !this.isMoving) this.isMoving = this.orders.cancel(this.orderId);
      return;
    }
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    if (bid === 0 || ask <= bid) return;
    if (this.startNs === 0) this.startNs = this.timeOfDayNs;
    if (this.isMoving || this.timeOfDayNs < this.restUntilNs) return;
    const opposite = this.isBuy ? ask : bid;
    const isTaking = this.isTakingTime() && this.bounded(opposite) === opposite;
    if (this.orderId === 0) {
      const missing = this.dueShares() - this.executed;
      if (missing > 0) this.enter(instrument, missing, isTaking);
    } else if (!this.isImmediate && isTaking) {
      // The next one is sent when this is surely gone: a fill may cross the cancel.
      this.isMoving = this.orders.cancel(this.orderId);
    } else if (!this.isImmediate && this.touch(instrument) !== this.orderTicks) {
      // A replace names all shares of the order, those already filled included.
      this.isMoving = this.orders.replace(this.orderId, this.orderShares, this.touch(instrument));
    }
  }

  /** The price, or the limit where that is better. */
  private bounded(priceTicks: number): number {
    if (this.limitTicks === 0) return priceTicks;
    return this.isBuy ? Math.min(priceTicks, this.limitTicks) : Math.max(priceTicks, this.limitTicks);
  }

  /** Where it waits. */
  private touch(instrument: Instrument): number {
    return this.bounded(this.isBuy ? this.book.bid(instrument) : this.book.ask(instrument));
  }

  private enter(instrument: Instrument, shares: number, isImmediate: boolean): void {
    const time = isImmediate ? TimeInForce.immediateOrCancel : TimeInForce.day;
    if (this.isBuy) {
      this.orderTicks = isImmediate ? this.book.ask(instrument) : this.touch(instrument);
      this.orderId = this.orders.buy(instrument, shares, this.orderTicks, time);
    } else {
      this.orderTicks = isImmediate ? this.book.bid(instrument) : this.touch(instrument);
      this.orderId = this.orders.sell(instrument, shares, this.orderTicks, time);
    }
    this.orderShares = shares;
    this.isImmediate = isImmediate;
    this.isMoving = this.orderId !== 0;
  }
}
