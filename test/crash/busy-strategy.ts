/**
 * A strategy that never rests: enters at and through the touch, replaces, cuts and cancels, some hundred requests a
 * second, so that an engine that is killed has orders in every state. Leans against its position.
 */
import { defineStrategy, type Instrument, type OrderId, Side, TimeInForce } from "hotlane/sdk";

const ordersMax = 6; // open, an instrument
const leanFrom = 600; // shares held from which on it only trades back
const cent = 100; // ticks

export default defineStrategy({
  name: "busy",
  parameters: { seed: 1, /** Of 100 looks at a book, how many it acts on. */ eagerness: 25 },

  create(context, parameters) {
    const { book, orders } = context;
    const open = new Map<OrderId, { instrument: Instrument; side: Side }>();
    let state = parameters.seed;
    /** 0 to `count` - 1. */
    const random = (count: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * count);
    };

    function priceOf(instrument: Instrument, side: Side): number {
      const [bid, ask] = [book.bid(instrument), book.ask(instrument)];
      if (bid === 0 || ask === 0 || bid >= ask) return 0;
      const isThrough = random(100) < 30;
      const away = random(3) * cent;
      if (side === Side.buy) return isThrough ? ask : bid - away;
      return isThrough ? bid : ask + away;
    }

    function enter(instrument: Instrument): void {
      const held = context.position(instrument);
      const side =
        held > leanFrom ? Side.sell : held < -leanFrom ? Side.buy : random(2) === 0 ? Side.buy : Side.sell;
      const price = priceOf(instrument, side);
      if (price <= 0) return;
      const how = random(10) === 0 ? TimeInForce.immediateOrCancel : TimeInForce.day;
      const quantity = 100 * (1 + random(3));
      const order =
        side === Side.buy
          ? orders.buy(instrument, quantity, price, how)
          : orders.sell(instrument, quantity, price, how);
      if (order !== 0) open.set(order, { instrument, side });
    }

    function change(order: OrderId, instrument: Instrument, side: Side): void {
      const price = priceOf(instrument, side);
      const what = random(10);
      if (what < 5 && price > 0) orders.replace(order, 100 * (1 + random(4)), price);
      else if (what < 6) orders.reduce(order, 100);
      else orders.cancel(order);
    }

    return {
      onBook(instrument) {
        if (orders.room === 0 || !book.isLive(instrument) || random(100) >= parameters.eagerness) return;
        const own = [...open].filter(([, order]) => order.instrument === instrument);
        const chosen = own[random(own.length)];
        if (chosen !== undefined && (own.length >= ordersMax || random(3) === 0)) {
          change(chosen[0], instrument, chosen[1].side);
        } else if (own.length < ordersMax) enter(instrument);
      },
      onOrder({ orderId, isDone }) {
        if (isDone) open.delete(orderId);
      },
    };
  },
});
