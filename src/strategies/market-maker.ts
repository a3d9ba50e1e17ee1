/**
 * An example: quotes one order a side at the touch of each instrument, follows it when it moves, and leans against its own
 * position by stepping back on the side that would add to it. It shows the SDK; it is not meant to make money.
 */
import { defineStrategy, type Instrument, type OrderId, type OrderUpdate, Side } from "hotlane/sdk";

/** One side's quote. `isMoving`: a replace or cancel is under way. */
interface Quote {
  orderId: OrderId;
  priceTicks: number;
  isMoving: boolean;
}

const nothing = (): Quote => ({ orderId: 0, priceTicks: 0, isMoving: false });

export default defineStrategy({
  name: "market-maker",
  parameters: {
    /** Shares a quote. */
    quantity: 100,
    /** The price grid, in ticks of 1/10,000 dollar: a cent. */
    tickTicks: 100,
    /** Ticks to step back from the touch for each `quantity` of position. */
    skewTicks: 100,
    /** Shares held at which the side that adds to the position is withdrawn. */
    positionMax: 1_000,
  },

  create(context, parameters) {
    const { book, orders } = context;
    const bids = context.instruments.map(nothing);
    const asks = context.instruments.map(nothing);
    const slots = new Map(context.instruments.map((instrument, index) => [instrument, index]));

    /** Where to quote a side, 0 for nowhere: at the touch, less the lean, never through the other side. */
    function wanted(instrument: Instrument, side: Side): number {
      const position = context.position(instrument);
      const held = side === Side.buy ? position : -position;
      if (held >= parameters.positionMax) return 0;
      const lean = held > 0 ? Math.floor(held / parameters.quantity) * parameters.skewTicks : 0;
      const bid = book.bid(instrument);
      const ask = book.ask(instrument);
      if (bid === 0 || ask === 0 || bid >= ask) return 0;
      return side === Side.buy ? bid - lean : ask + lean;
    }

    function follow(instrument: Instrument, side: Side, quote: Quote): void {
      if (quote.isMoving || orders.room === 0) return;
      const priceTicks = wanted(instrument, side);
      if (priceTicks === quote.priceTicks) return;
      if (priceTicks <= 0) {
        if (quote.orderId !== 0) quote.isMoving = orders.cancel(quote.orderId);
      } else if (quote.orderId === 0) {
        quote.orderId =
          side === Side.buy
            ? orders.buy(instrument, parameters.quantity, priceTicks)
            : orders.sell(instrument, parameters.quantity, priceTicks);
        quote.priceTicks = priceTicks;
        quote.isMoving = quote.orderId !== 0;
      } else if (orders.replace(quote.orderId, parameters.quantity, priceTicks)) {
        quote.priceTicks = priceTicks;
        quote.isMoving = true;
      }
    }

    function quoteOf(update: OrderUpdate): Quote | undefined {
      const slot = slots.get(update.instrument) ?? -1;
      const quote = (update.side === Side.buy ? bids : asks)[slot];
      return quote?.orderId === update.orderId ? quote : undefined;
    }

    return {
      onBook(instrument) {
        const slot = slots.get(instrument) ?? -1;
        const bid = bids[slot];
        const ask = asks[slot];
        if (bid === undefined || ask === undefined || !book.isLive(instrument)) return;
        follow(instrument, Side.buy, bid);
        follow(instrument, Side.sell, ask);
      },

      onOrder(update) {
        const quote = quoteOf(update);
        if (quote === undefined) return;
        if (update.isDone) {
          quote.orderId = 0;
          quote.priceTicks = 0;
          quote.isMoving = false;
        } else if (update.lastQuantity === 0) {
          quote.priceTicks = update.priceTicks;
          quote.isMoving = false;
        }
      },
    };
  },
});
