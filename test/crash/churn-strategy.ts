// A strategy for crash tests: as much as it can of all that may be under way when a process is killed. It enters at and
// behind the touch, takes, replaces and cancels, several orders a side, and leans against its position.
import { defineStrategy, type Instrument, type OrderId, Side, TimeInForce } from "hotlane/sdk";

const tickTicks = 100;
const lotShares = 100;

interface Working {
  readonly instrument: Instrument;
  readonly side: Side;
  /** A replace or cancel is under way, or it has not been answered yet. */
  isBusy: boolean;
}

export default defineStrategy({
  name: "churn",
  parameters: {
    seed: 1,
    /** Orders at work in one instrument at most. */
    openMax: 8,
    /** Of so many calls, one does something. */
    every: 2,
    positionMax: 2_000,
  },

  create(context, parameters) {
    const { book, orders } = context;
    const working = new Map<OrderId, Working>();
    let state = parameters.seed >>> 0;
    let calls = 0;

    function below(count: number): number {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * count);
    }

    function sideFor(instrument: Instrument): Side {
      const position = context.position(instrument);
      const isLong = position > 0;
      const isLarge = Math.abs(position) > parameters.positionMax / 2;
      const reducing = isLong ? Side.sell : Side.buy;
      return isLarge || below(4) === 0 ? reducing : below(2) === 0 ? Side.buy : Side.sell;
    }

    /** At the touch or up to `away` ticks behind it. */
    function passivePrice(instrument: Instrument, side: Side, away: number): number {
      const step = below(away + 1) * tickTicks;
      return side === Side.buy ? book.bid(instrument) - step : book.ask(instrument) + step;
    }

    function enter(instrument: Instrument): void {
      const side = sideFor(instrument);
      const quantity = lotShares * (1 + below(3));
      const takes = below(4) === 0;
      const price = takes
        ? side === Side.buy
          ? book.ask(instrument)
          : book.bid(instrument)
        : passivePrice(instrument, side, 3);
      const how = takes && below(2) === 0 ? TimeInForce.immediateOrCancel : TimeInForce.day;
      const orderId =
        side === Side.buy
          ? orders.buy(instrument, quantity, price, how)
          : orders.sell(instrument, quantity, price, how);
      if (orderId !== 0) working.set(orderId, { instrument, side, isBusy: true });
    }

    function change(orderId: OrderId, order: Working): void {
      const isSent =
        below(2) === 0
          ? orders.cancel(orderId)
          : orders.replace(
              orderId,
              lotShares * (1 + below(4)),
              passivePrice(order.instrument, order.side, 4),
            );
      if (isSent) order.isBusy = true;
    }

    return {
      onBook(instrument) {
        calls += 1;
        if (calls % parameters.every !== 0 || orders.room === 0) return;
        if (!book.isLive(instrument) || book.bid(instrument) === 0 || book.ask(instrument) === 0) return;
        const own = [...working].filter(([, order]) => order.instrument === instrument);
        const idle = own.filter(([, order]) => !order.isBusy);
        const [orderId, order] = idle[below(idle.length)] ?? [];
        const isFull = own.length >= parameters.openMax;
        if (orderId !== undefined && order !== undefined && (isFull || below(2) === 0))
          change(orderId, order);
        else if (!isFull) enter(instrument);
      },
      onOrder(update) {
        const order = working.get(update.orderId);
        if (order === undefined) return;
        if (update.isDone) working.delete(update.orderId);
        else if (update.lastQuantity === 0) order.isBusy = false;
      },
    };
  },
});
