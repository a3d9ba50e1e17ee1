/**
 * An example: statistical arbitrage on the first two of its instruments. The spread between them, first - ratio x second, has a running
 * mean and variance; far above its mean the first is sold and the second bought, far below the other way round, and both
 * are closed when the spread is back.
 *
 * The first instrument leads: it trades a lot at a time, and only while the second covers what is held of it. The second
 * follows what the first has really filled. A leg that hangs, because its market is gone or its orders are refused, is
 * given up after a while: then the first is traded back to what the second covers, and the pair is closed.
 */
import {
  decimal,
  type Instrument,
  OrderAttributes,
  type OrderUpdate,
  SellKind,
  Strategy,
  TimeInForce,
  wholeNumber,
} from "hotlane/sdk";

const nsPerMs: number = 1_000_000;
/** After an order that got nothing, refused ones included: the same again at the next packet would get the same. */
const restNs: number = 20_000_000;

export default class Pairs extends Strategy {
  /** Of the first instrument, at most. */
  readonly quantity: number = wholeNumber("quantity", 500, 1, 1_000_000, "shares");
  /** Of the first instrument in one order: what may be uncovered for a moment. */
  readonly lot: number = wholeNumber("lot", 100, 1, 1_000_000, "shares");
  /** Shares of the second that cover one of the first. */
  readonly ratio: number = decimal("ratio", 1, 0.001, 1_000, "shares a share");
  /** Standard deviations from the mean at which it enters. */
  readonly enterZ: number = decimal("enterZ", 2, 0.1, 100, "standard deviations");
  readonly sampleMs: number = wholeNumber("sampleMs", 100, 1, 3_600_000, "ms");
  /** That the mean and variance remember, and that it waits for before it enters. */
  readonly samples: number = wholeNumber("samples", 300, 2, 1_000_000, "samples");
  /** That the second leg may hang before the first is traded back, and the rest before the next try. */
  readonly hungMs: number = wholeNumber("hungMs", 200, 1, 3_600_000, "ms");

  private seen: number = 0;
  private mean: number = 0;
  private variance: number = 0;
  /** 1: long the first and short the second, -1: the other way round, 0: neither. */
  private side: number = 0;
  /** The order that is out in either, 0: none. */
  private orderId: number = 0;
  private restUntilNs: number = 0;
  /** Since when the second has not covered the first, 0: it does. */
  private uncoveredSinceNs: number = 0;
  private noEntryUntilNs: number = 0;
  private readonly takeShort: OrderAttributes = new OrderAttributes();

  override onStart(): void {
    this.takeShort.timeInForce = TimeInForce.immediateOrCancel;
    this.takeShort.sellKind = SellKind.shortSale;
    this.takeShort.isLocated = true;
    if (this.instruments.length >= 2) this.setTimer(this.sampleMs * nsPerMs);
  }

  override onTimer(): void {
    const first = this.instruments[0] as number;
    const second = this.instruments[1] as number;
    if (this.isQuoted(first) && this.isQuoted(second)) {
      this.decide(this.middle(first) - this.ratio * this.middle(second));
    }
    this.work(first, second);
  }

  override onBook(instrument: Instrument): void {
    if (this.instruments.length < 2) return;
    const first = this.instruments[0] as number;
    const second = this.instruments[1] as number;
    if (instrument === first || instrument === second) this.work(first, second);
  }

  override onOrder(update: OrderUpdate): void {
    if (update.orderId !== this.orderId || !update.isDone) return;
    this.orderId = 0;
    if (update.filled === 0) {
      this.restUntilNs = this.timeOfDayNs + restNs;
    } else {
      this.work(this.instruments[0] as number, this.instruments[1] as number);
    }
  }

  private isQuoted(instrument: Instrument): boolean {
    const bid = this.book.bid(instrument);
    return this.book.isLive(instrument) && bid > 0 && this.book.ask(instrument) > bid;
  }

  private middle(instrument: Instrument): number {
    return (this.book.bid(instrument) + this.book.ask(instrument)) / 2;
  }

  /** Holds the spread against what it was, then remembers it: each sample weighs a little less than the next. */
  private decide(spread: number): void {
    const away = this.seen === 0 ? 0 : spread - this.mean;
    const z = this.variance > 0 ? away / Math.sqrt(this.variance) : 0;
    if (this.side !== 0) {
      if (z * this.side >= 0) this.side = 0;
    } else if (this.seen >= this.samples && this.timeOfDayNs >= this.noEntryUntilNs) {
      if (Math.abs(z) >= this.enterZ) this.side = -Math.sign(z);
    }
    const weight = this.seen === 0 ? 1 : Math.max(1 / (this.seen + 1), 2 / (this.samples + 1));
    this.variance = (1 - weight) * (this.variance + weight * away * away);
    this.mean = this.seen === 0 ? spread : this.mean + weight * away;
    this.seen += 1;
  }

  /** Sends the one order that brings the pair nearer to where it should be. */
  private work(first: Instrument, second: Instrument): void {
    if (this.orderId !== 0 || this.timeOfDayNs < this.restUntilNs) return;
    const held = this.position(first);
    const cover = this.position(second);
    const missing = -Math.round(held * this.ratio) - cover;
    if (missing === 0) {
      this.uncoveredSinceNs = 0;
      // One that could not be covered now is not opened.
      if (!this.isQuoted(first) || !this.isQuoted(second)) return;
      const wanted = this.side * this.quantity - held;
      this.take(first, Math.max(-this.lot, Math.min(this.lot, wanted)));
      return;
    }
    if (this.uncoveredSinceNs === 0) this.uncoveredSinceNs = this.timeOfDayNs;
    const isHung = this.timeOfDayNs - this.uncoveredSinceNs >= this.hungMs * nsPerMs;
    const back = -Math.round(cover / this.ratio) - held;
    if (isHung) {
      this.side = 0;
      this.noEntryUntilNs = this.timeOfDayNs + this.hungMs * nsPerMs;
    }
    if (isHung && back !== 0 && this.isQuoted(first)) this.take(first, back);
    else this.take(second, missing);
  }

  /** Takes so many shares at the touch, below 0: sells them. What is not there at once is cancelled. */
  private take(instrument: Instrument, shares: number): void {
    if (shares === 0 || !this.isQuoted(instrument)) return;
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    const position = this.position(instrument);
    if (shares > 0) {
      this.orderId = this.orders.buy(instrument, shares, ask, TimeInForce.immediateOrCancel);
    } else if (position > 0) {
      // What is held is sold first: a sale is marked long or short as a whole (Regulation SHO).
      const owned = Math.min(-shares, position);
      this.orderId = this.orders.sell(instrument, owned, bid, TimeInForce.immediateOrCancel);
    } else {
      this.orderId = this.orders.sell(instrument, -shares, bid, this.takeShort);
    }
  }
}
