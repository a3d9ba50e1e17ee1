// A strategy for tests: tells on standard error, one JSON object a line, when its books are live for the first time and
// what they are when all of the day has been applied. And it takes what is offered, a few times, one order at a time.
import { writeSync } from "node:fs";
import {
  defineStrategy,
  type Instrument,
  type MarketStatus,
  type OrderUpdate,
  TimeInForce,
} from "hotlane/sdk";

const standardError = 2;

function tell(event: object): void {
  writeSync(standardError, `${JSON.stringify(event)}\n`);
}

export default defineStrategy({
  name: "bookkeeping",
  parameters: {
    /** How many of its orders are to fill; 0: it sends none. */
    fills: 0,
  },

  create(context, parameters) {
    const { book, instruments, orders } = context;
    let isLiveTold = false;
    let isWaiting = false;
    let fills = 0;

    function levels(count: number, price: (level: number) => number, quantity: (level: number) => number) {
      return Array.from({ length: count }, (_, level) => [price(level), quantity(level)]);
    }
    function wholeBook(instrument: Instrument) {
      return {
        symbol: context.symbol(instrument),
        bids: levels(
          book.bidLevels(instrument),
          (level) => book.bid(instrument, level),
          (level) => book.bidQuantity(instrument, level),
        ),
        asks: levels(
          book.askLevels(instrument),
          (level) => book.ask(instrument, level),
          (level) => book.askQuantity(instrument, level),
        ),
        last: [book.lastPrice(instrument), book.lastQuantity(instrument)],
      };
    }

    return {
      onStart() {
        tell({ event: "started" });
      },
      onBook(instrument) {
        if (!isLiveTold && instruments.every((one) => book.isLive(one))) {
          isLiveTold = true;
          tell({ event: "live" });
        }
        if (isWaiting || fills >= parameters.fills || !book.isLive(instrument)) return;
        const ask = book.ask(instrument);
        isWaiting = ask > 0 && orders.buy(instrument, 100, ask, TimeInForce.immediateOrCancel) !== 0;
      },
      onOrder({ isDone, filled }: OrderUpdate) {
        if (!isDone) return;
        isWaiting = false;
        if (filled === 0) return; // refused, or somebody else was first
        fills += 1;
        if (fills === parameters.fills) tell({ event: "traded" });
      },
      onStatus(status: MarketStatus) {
        if (status.kind === "system" && status.phase === "endOfMessages")
          tell({ event: "over", books: instruments.map(wholeBook) });
      },
    };
  },
});
