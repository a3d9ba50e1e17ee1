/**
 * An example: before the opening cross the exchange tells how many shares are paired and which side is left over (NOII,
 * ITCH 5.0 §1.6). Where the orders left over would push the opening price away from its reference, this one takes part on
 * the other side, with orders that live in the cross alone, and closes what it got some time after the open.
 *
 * A backtest fills them by the recorded cross. The embedded venue's generated market holds none: it rejects such orders,
 * and the strategy then does nothing.
 */
import {
  CrossKind,
  decimal,
  type Instrument,
  type MarketStatus,
  OrderAttributes,
  OrderState,
  type OrderUpdate,
  perInstrument,
  SellKind,
  Side,
  Strategy,
  TimeInForce,
  wholeNumber,
} from "hotlane/sdk";

const nsPerMs: number = 1_000_000;
const nsPerS: number = 1_000_000_000;
const lookNs: number = 10_000_000;

export default class OpeningAuction extends Strategy {
  /** At most, of each instrument. */
  readonly quantity: number = wholeNumber("quantity", 500, 1, 1_000_000, "shares");
  /** Of the imbalance that it takes on. */
  readonly part: number = decimal("part", 0.05, 0, 1, "of the imbalance");
  /** Distance of the likely opening price from the reference that is worth it; the order's limit is there. */
  readonly edgeTicks: number = wholeNumber("edgeTicks", 500, 0, 10_000_000, "ticks");
  /** Time of day after which it enters and changes nothing: 34,080 is 09:28, when Nasdaq freezes such orders. */
  readonly lastChangeS: number = wholeNumber("lastChangeS", 34_080, 0, 86_399, "s since midnight");
  /** From its first fill to when it begins to close the position. */
  readonly holdMs: number = wholeNumber("holdMs", 60_000, 0, 86_400_000, "ms");
  /** Before it asks again after an order that closes, or one that was refused. */
  readonly restMs: number = wholeNumber("restMs", 100, 1, 3_600_000, "ms");

  /** The order that is out, for the cross or to close; 0: none. */
  private readonly orderId: Float64Array = perInstrument();
  private readonly orderShares: Float64Array = perInstrument();
  private readonly orderTicks: Float64Array = perInstrument();
  private readonly orderSide: Float64Array = perInstrument();
  /** 1: entered, replaced or cancelled, and not answered. */
  private readonly isMoving: Float64Array = perInstrument();
  private readonly heldSinceNs: Float64Array = perInstrument();
  private readonly restUntilNs: Float64Array = perInstrument();
  private readonly inCross: OrderAttributes = new OrderAttributes();
  /** The same for a sale of what is not held (Regulation SHO). */
  private readonly shortInCross: OrderAttributes = new OrderAttributes();

  override onStart(): void {
    this.inCross.timeInForce = TimeInForce.atOpen;
    this.inCross.cross = CrossKind.opening;
    this.shortInCross.timeInForce = TimeInForce.atOpen;
    this.shortInCross.cross = CrossKind.opening;
    this.shortInCross.sellKind = SellKind.shortSale;
    this.shortInCross.isLocated = true;
    this.setTimer(lookNs);
  }

  override onStatus(status: MarketStatus): void {
    if (status.kind === "imbalance") {
      if (status.cross !== "O" || this.timeOfDayNs > this.lastChangeS * nsPerS) return;
      const shares = Math.min(this.quantity, Math.floor(status.imbalanceShares * this.part));
      const highest = status.referenceTicks + this.edgeTicks;
      const lowest = status.referenceTicks - this.edgeTicks;
      // More to buy than to sell: likely to open high. Sells there, or buys where more is to be sold.
      if (status.direction === "B" && status.nearTicks >= highest) {
        this.want(status.instrument, Side.sell, shares, highest);
      } else if (status.direction === "S" && status.nearTicks > 0 && status.nearTicks <= lowest) {
        this.want(status.instrument, Side.buy, shares, lowest);
      } else {
        this.want(status.instrument, Side.buy, 0, 0);
      }
    }
  }

  override onOrder(update: OrderUpdate): void {
    const instrument = update.instrument;
    if (update.lastQuantity > 0 && this.heldSinceNs[instrument] === 0) {
      this.heldSinceNs[instrument] = this.timeOfDayNs;
    }
    if (update.orderId !== this.orderId[instrument]) return;
    if (update.isDone) {
      this.orderId[instrument] = 0;
      this.isMoving[instrument] = 0;
      if (this.position(instrument) === 0) this.heldSinceNs[instrument] = 0;
    } else if (update.state === OrderState.live) {
      // Accepted, or replaced, or what was asked for was refused and the order stands as it was.
      this.orderShares[instrument] = update.quantity;
      this.orderTicks[instrument] = update.priceTicks;
      this.isMoving[instrument] = 0;
    }
    if (update.reason !== 0) this.restUntilNs[instrument] = this.timeOfDayNs + this.restMs * nsPerMs;
  }

  override onTimer(): void {
    for (let i = 0; i < this.instruments.length; i += 1) {
      const instrument = this.instruments[i] as number;
      if (this.position(instrument) !== 0) this.close(instrument);
    }
  }

  private mayAsk(instrument: Instrument): boolean {
    return this.isMoving[instrument] === 0 && this.timeOfDayNs >= (this.restUntilNs[instrument] as number);
  }

  /** Makes the order for the cross what it should be; 0 shares: none. */
  private want(instrument: Instrument, side: Side, shares: number, priceTicks: number): void {
    if (!this.mayAsk(instrument) || this.position(instrument) !== 0) return;
    const orderId = this.orderId[instrument] as number;
    const isWanted = shares > 0 && this.book.isLive(instrument);
    let isAsked: boolean = false;
    if (orderId === 0) {
      if (!isWanted) return;
      this.orderId[instrument] =
        side === Side.buy
          ? this.orders.buy(instrument, shares, priceTicks, this.inCross)
          : this.orders.sell(instrument, shares, priceTicks, this.shortInCross);
      this.orderSide[instrument] = side;
      isAsked = this.orderId[instrument] !== 0;
    } else if (!isWanted || side !== this.orderSide[instrument]) {
      isAsked = this.orders.cancel(orderId);
    } else if (shares !== this.orderShares[instrument] || priceTicks !== this.orderTicks[instrument]) {
      isAsked = this.orders.replace(orderId, shares, priceTicks);
    }
    this.isMoving[instrument] = isAsked ? 1 : 0;
  }

  /** Takes what closes the position. What is not there at once is cancelled, and tried again after a rest. */
  private close(instrument: Instrument): void {
    if (this.orderId[instrument] !== 0 || !this.mayAsk(instrument) || !this.book.isLive(instrument)) return;
    if (this.timeOfDayNs < (this.heldSinceNs[instrument] as number) + this.holdMs * nsPerMs) return;
    const position = this.position(instrument);
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument);
    if (position > 0 && bid > 0) {
      this.orderId[instrument] = this.orders.sell(instrument, position, bid, TimeInForce.immediateOrCancel);
    } else if (position < 0 && ask > 0) {
      this.orderId[instrument] = this.orders.buy(instrument, -position, ask, TimeInForce.immediateOrCancel);
    }
    this.isMoving[instrument] = this.orderId[instrument] === 0 ? 0 : 1;
  }
}
