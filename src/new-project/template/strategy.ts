/**
 * Quotes both sides of each instrument, some distance behind the best price, and withdraws the side that would add to a
 * position that is large enough. Prices are in ticks of $0.0001, quantities in shares, times in ns.
 */
import { type Instrument, type OrderUpdate, perInstrument, Side, Strategy, wholeNumber } from "hotlane/sdk";

/** One side's quotes, by instrument. */
class Quotes {
  /** 0: none. */
  readonly orderId: Float64Array = perInstrument();
  readonly priceTicks: Float64Array = perInstrument();
  /** 1: something was asked for that is not answered yet. */
  readonly isMoving: Float64Array = perInstrument();
  /** Exchange time before which nothing new is asked for. */
  readonly restUntilNs: Float64Array = perInstrument();
}

/** After a refusal: the same again at the next packet would be refused again. */
const restNs: number = 100_000_000;

export default class Quoter extends Strategy {
  /** Of a quote. Set it in hotlane.yaml, or with --param of a backtest. */
  readonly quantity: number = wholeNumber("quantity", 100, 1, 10_000, "shares");
  /** Behind the best price of its side; a multiple of 100, for prices are whole cents. */
  readonly distanceTicks: number = wholeNumber("distanceTicks", 0, 0, 100_000, "ticks");
  /** Held, long or short, at which the side that adds to it is withdrawn. */
  readonly positionMax: number = wholeNumber("positionMax", 500, 1, 1_000_000, "shares");

  private readonly bids: Quotes = new Quotes();
  private readonly asks: Quotes = new Quotes();

  /** The book has changed: follow it. */
  override onBook(instrument: Instrument): void {
    this.follow(instrument, Side.buy, this.bids);
    this.follow(instrument, Side.sell, this.asks);
  }

  /** An order of ours has changed: remember what it is now. */
  override onOrder(update: OrderUpdate): void {
    const quotes = update.side === Side.buy ? this.bids : this.asks;
    const instrument = update.instrument;
    if (quotes.orderId[instrument] !== update.orderId) return;
    if (update.reason !== 0) quotes.restUntilNs[instrument] = this.timeOfDayNs + restNs;
    if (update.isDone) {
      // Filled, cancelled, or refused: a later change of the book makes a new one.
      quotes.orderId[instrument] = 0;
      quotes.priceTicks[instrument] = 0;
      quotes.isMoving[instrument] = 0;
    } else if (update.lastQuantity === 0) {
      // Accepted, or replaced, or it stays as it was. A fill is no answer to what was asked for.
      quotes.priceTicks[instrument] = update.priceTicks;
      quotes.isMoving[instrument] = 0;
    }
  }

  /** Where this side should be quoted, 0: nowhere. */
  private wanted(instrument: Instrument, side: Side): number {
    if (!this.book.isLive(instrument)) return 0;
    const position = this.position(instrument);
    if (side === Side.buy) {
      const bid = this.book.bid(instrument);
      return bid === 0 || position >= this.positionMax ? 0 : Math.max(0, bid - this.distanceTicks);
    }
    const ask = this.book.ask(instrument);
    return ask === 0 || position <= -this.positionMax ? 0 : ask + this.distanceTicks;
  }

  private follow(instrument: Instrument, side: Side, quotes: Quotes): void {
    // One thing at a time: until it is answered, nobody knows what the order is.
    if (quotes.isMoving[instrument] !== 0) return;
    const wanted = this.wanted(instrument, side);
    if (wanted === quotes.priceTicks[instrument]) return;
    if (wanted !== 0 && this.timeOfDayNs < (quotes.restUntilNs[instrument] as number)) return;
    const orderId = quotes.orderId[instrument] as number;
    let isAsked: boolean = false;
    if (orderId === 0) {
      const entered =
        side === Side.buy
          ? this.orders.buy(instrument, this.quantity, wanted)
          : this.orders.sell(instrument, this.quantity, wanted);
      quotes.orderId[instrument] = entered;
      isAsked = entered !== 0;
    } else if (wanted === 0) {
      isAsked = this.orders.cancel(orderId);
    } else {
      isAsked = this.orders.replace(orderId, this.quantity, wanted);
    }
    if (!isAsked) return;
    quotes.priceTicks[instrument] = wanted;
    quotes.isMoving[instrument] = 1;
  }
}
