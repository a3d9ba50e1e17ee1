/**
 * An example: quotes one order a side at the touch of each instrument, follows it when it moves, and leans against its own
 * position by stepping back on the side that would add to it. A side that was refused rests for a while. It shows the SDK; it
 * is not meant to make money.
 */
import {
  type Instrument,
  OrderState,
  type OrderUpdate,
  perInstrument,
  Side,
  Strategy,
  wholeNumber,
} from "hotlane/sdk";

/** After a refusal: what was refused now is, most likely, refused at the next change of the book, too. */
const restNs: number = 100_000_000;

/** One side's quotes, by instrument. */
class Quotes {
  /** 0: none. */
  readonly orderId: Float64Array = perInstrument();
  readonly priceTicks: Float64Array = perInstrument();
  /** 1: a replace or cancel is under way. */
  readonly isMoving: Float64Array = perInstrument();
  /** Exchange time, ns since midnight, before which nothing is asked for again. */
  readonly restUntilNs: Float64Array = perInstrument();
}

export default class MarketMaker extends Strategy {
  /** Of a quote. */
  readonly quantity: number = wholeNumber("quantity", 100, 1, 1_000_000, "shares");
  /** To step back from the touch for each `quantity` of position. */
  readonly skewTicks: number = wholeNumber("skewTicks", 100, 0, 1_000_000, "ticks");
  /** Held at which the side that adds to the position is withdrawn. */
  readonly positionMax: number = wholeNumber("positionMax", 1_000, 1, 100_000_000, "shares");

  private readonly bids: Quotes = new Quotes();
  private readonly asks: Quotes = new Quotes();

  override onBook(instrument: Instrument): void {
    if (!this.book.isLive(instrument)) return;
    this.follow(instrument, Side.buy, this.bids);
    this.follow(instrument, Side.sell, this.asks);
  }

  override onOrder(update: OrderUpdate): void {
    const instrument = update.instrument;
    const quotes = update.side === Side.buy ? this.bids : this.asks;
    if (quotes.orderId[instrument] !== update.orderId) return;
    const isEntryRefused = update.state === OrderState.refused || update.state === OrderState.rejected;
    const isChangeRefused = update.reason !== 0 && !update.isDone;
    if (isEntryRefused || isChangeRefused) quotes.restUntilNs[instrument] = this.timeOfDayNs + restNs;
    if (update.isDone) {
      quotes.orderId[instrument] = 0;
      quotes.priceTicks[instrument] = 0;
      quotes.isMoving[instrument] = 0;
    } else if (update.lastQuantity === 0) {
      quotes.priceTicks[instrument] = update.priceTicks;
      quotes.isMoving[instrument] = 0;
    }
  }

  /** Where to quote a side, 0 for nowhere: at the touch, less the lean, never through the other side. */
  private wanted(instrument: Instrument, side: Side): number {
    const position = this.position(instrument);
    const held = side === Side.buy ? position : -position;
    if (held >= this.positionMax) return 0;
    const lean = held > 0 ? Math.floor(held / this.quantity) * this.skewTicks : 0;
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    if (bid === 0 || ask === 0 || bid >= ask) return 0;
    return side === Side.buy ? bid - lean : ask + lean;
  }

  private follow(instrument: Instrument, side: Side, quotes: Quotes): void {
    if (quotes.isMoving[instrument] !== 0 || this.orders.room === 0) return;
    const priceTicks = this.wanted(instrument, side);
    if (priceTicks === quotes.priceTicks[instrument]) return;
    const orderId = quotes.orderId[instrument] as number;
    if (priceTicks <= 0) {
      if (orderId !== 0 && this.orders.cancel(orderId)) quotes.isMoving[instrument] = 1;
    } else if (this.timeOfDayNs < (quotes.restUntilNs[instrument] as number)) {
      return;
    } else if (orderId !== 0) {
      if (!this.orders.replace(orderId, this.quantity, priceTicks)) return;
      quotes.priceTicks[instrument] = priceTicks;
      quotes.isMoving[instrument] = 1;
    } else {
      const entered =
        side === Side.buy
          ? this.orders.buy(instrument, this.quantity, priceTicks)
          : this.orders.sell(instrument, this.quantity, priceTicks);
      if (entered === 0) return;
      quotes.orderId[instrument] = entered;
      quotes.priceTicks[instrument] = priceTicks;
      quotes.isMoving[instrument] = 1;
    }
  }
}
