// What the benchmark's lane runs: now and then an order that the market never fills, entered at the touch of its own side
// to be cancelled at once, so that orders are caused by packets at a known rate and neither positions nor open orders
// grow. Once a minute of exchange time it writes down what its isolate's heap holds, where it is told a file.
import { openSync, writeSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { defineStrategy, TimeInForce } from "hotlane/sdk";

const minuteNs = 60e9;

export default defineStrategy({
  name: "probe",
  parameters: {
    /** Changes of books for each order. */
    changesPerOrder: 16,
    /** Where the heap's sizes go, a line each; empty: nowhere. */
    heapFile: "",
  },
  create(context, { changesPerOrder, heapFile }) {
    const { book, orders } = context;
    const file = heapFile === "" ? -1 : openSync(heapFile, "a");
    let changes = 0;
    let isBuying = false;
    return {
      onStart() {
        if (file >= 0) context.setTimer(minuteNs);
      },
      onBook(instrument) {
        changes += 1;
        if (changes < changesPerOrder) return;
        const priceTicks = isBuying ? book.bid(instrument) : book.ask(instrument);
        if (priceTicks === 0) return;
        changes = 0;
        if (isBuying) orders.buy(instrument, 100, priceTicks, TimeInForce.immediateOrCancel);
        else orders.sell(instrument, 100, priceTicks, TimeInForce.immediateOrCancel);
        isBuying = !isBuying;
      },
      onTimer() {
        if (file >= 0) writeSync(file, `${getHeapStatistics().used_heap_size}\n`);
      },
    };
  },
});
