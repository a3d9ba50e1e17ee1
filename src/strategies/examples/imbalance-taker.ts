/**
 * An example: when the first levels of a book lean far to one side, the price tends to follow. Takes what stands on the
 * other side, holds it for a time or to a stop, and is flat again before the next one. One order at a time in each
 * instrument, immediate or cancel, so there is never one to be called back.
 */
import {
  decimal,
  type Instrument,
  OrderAttributes,
  type OrderUpdate,
  perInstrument,
  SellKind,
  Strategy,
  TimeInForce,
  wholeNumber,
} from "hotlane/sdk";

const nsPerMs: number = 1_000_000;
/** How often it looks whether a holding time is over, while the book stands still. */
const lookNs: number = 5_000_000;

export default class ImbalanceTaker extends Strategy {
  /** Of the book, from the best, that are weighed. */
  readonly levels: number = wholeNumber("levels", 3, 1, 10, "levels");
  /** (bid shares - ask shares) / (bid shares + ask shares), either way, from which on it takes. */
  readonly threshold: number = decimal("threshold", 0.7, 0.01, 1, "of all shares");
  /** To take at a time: the largest position. */
  readonly quantity: number = wholeNumber("quantity", 100, 1, 1_000_000, "shares");
  /** A wider market costs more to cross than the signal is worth. */
  readonly spreadMax: number = wholeNumber("spreadMax", 200, 1, 1_000_000, "ticks");
  /** How long it holds. */
  readonly holdMs: number = wholeNumber("holdMs", 500, 1, 3_600_000, "ms");
  /** Loss a share at which it leaves at once. */
  readonly stopTicks: number = wholeNumber("stopTicks", 300, 1, 1_000_000, "ticks");
  /** Between two tries, and after an order that got nothing. */
  readonly restMs: number = wholeNumber("restMs", 100, 0, 3_600_000, "ms");

  /** The order that is out, 0: none. */
  private readonly orderId: Float64Array = perInstrument();
  /** Exchange time of the first fill of what is held, ns since midnight. */
  private readonly heldSinceNs: Float64Array = perInstrument();
  /** 1: on its way out, until flat. */
  private readonly isLeaving: Float64Array = perInstrument();
  private readonly restUntilNs: Float64Array = perInstrument();
  /** A sale of what is not held is marked so (Regulation SHO). */
  private readonly takeShort: OrderAttributes = new OrderAttributes();

  override onStart(): void {
    this.takeShort.timeInForce = TimeInForce.immediateOrCancel;
    this.takeShort.sellKind = SellKind.shortSale;
    this.takeShort.isLocated = true;
    this.setTimer(lookNs);
  }

  override onBook(instrument: Instrument): void {
    if (!this.mayTrade(instrument)) return;
    if (this.position(instrument) !== 0) this.leaveWhenDue(instrument);
    else this.enterWhenLeaning(instrument);
  }

  override onTimer(): void {
    for (let i = 0; i < this.instruments.length; i += 1) {
      const instrument = this.instruments[i] as number;
      if (this.position(instrument) !== 0 && this.mayTrade(instrument)) this.leaveWhenDue(instrument);
    }
  }

  override onOrder(update: OrderUpdate): void {
    const instrument = update.instrument;
    if (update.lastQuantity > 0 && this.heldSinceNs[instrument] === 0) {
      this.heldSinceNs[instrument] = this.timeOfDayNs;
    }
    if (update.orderId !== this.orderId[instrument] || !update.isDone) return;
    this.orderId[instrument] = 0;
    // The position is the exchange's word: it counts what was filled before the rest was cancelled.
    const isFlat = this.position(instrument) === 0;
    if (isFlat) {
      this.heldSinceNs[instrument] = 0;
      this.isLeaving[instrument] = 0;
    }
    // One that got nothing, refused perhaps, would get the same at the next packet.
    if (isFlat || update.filled === 0) {
      this.restUntilNs[instrument] = this.timeOfDayNs + this.restMs * nsPerMs;
    }
  }

  /** A book that is halted, or that a packet is missing of, is not traded on: what is held waits. */
  private mayTrade(instrument: Instrument): boolean {
    return (
      this.orderId[instrument] === 0 &&
      this.timeOfDayNs >= (this.restUntilNs[instrument] as number) &&
      this.book.isLive(instrument) &&
      this.book.bid(instrument) > 0 &&
      this.book.ask(instrument) > this.book.bid(instrument)
    );
  }

  /** The side that outweighs the other by the threshold: 1 the bids, -1 the offers, 0 neither. */
  private lean(instrument: Instrument): number {
    let bid: number = 0;
    let ask: number = 0;
    for (let level = 0; level < this.levels; level += 1) {
      bid += this.book.bidQuantity(instrument, level);
      ask += this.book.askQuantity(instrument, level);
    }
    const enough = this.threshold * (bid + ask);
    if (bid - ask >= enough) return 1;
    return ask - bid >= enough ? -1 : 0;
  }

  private enterWhenLeaning(instrument: Instrument): void {
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    if (ask - bid > this.spreadMax) return;
    const lean = this.lean(instrument);
    if (lean > 0) {
      this.orderId[instrument] = this.orders.buy(
        instrument,
        this.quantity,
        ask,
        TimeInForce.immediateOrCancel,
      );
    } else if (lean < 0) {
      this.orderId[instrument] = this.orders.sell(instrument, this.quantity, bid, this.takeShort);
    }
  }

  private leaveWhenDue(instrument: Instrument): void {
    const position = this.position(instrument);
    const averageTicks = this.openNotional(instrument) / position;
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    const lossTicks = position > 0 ? averageTicks - bid : ask - averageTicks;
    const heldNs = this.timeOfDayNs - (this.heldSinceNs[instrument] as number);
    if (heldNs >= this.holdMs * nsPerMs || lossTicks >= this.stopTicks) this.isLeaving[instrument] = 1;
    if (this.isLeaving[instrument] === 0) return;
    // What does not fill is tried again at a later change of the book, at the price of then.
    this.orderId[instrument] =
      position > 0
        ? this.orders.sell(instrument, position, bid, TimeInForce.immediateOrCancel)
        : this.orders.buy(instrument, -position, ask, TimeInForce.immediateOrCancel);
  }
}
