// Calls a strategy as the lane does, over a lane's memory, and prints how many bytes of the JavaScript heap the calls
// took. Run by sdk-heap.test.ts in a process whose young generation holds more than the calls could take, so that no
// collection hides any. `--allocate`: the strategy makes an object a call, to show that the measure sees it.
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import {
  InstrumentView,
  IntentKind,
  IntentSlot,
  LaneMemory,
  OrderUpdateSlot,
  PositionView,
  StrategyFrame,
  TradeSlot,
} from "../../build/ts/lanes/boundary.js";
import {
  defineStrategy,
  OrderAttributes,
  OrderDisplay,
  Side,
  TimeInForce,
} from "../../build/ts/sdk/index.js";
import { makeStrategy } from "../../build/ts/strategies/make-strategy.js";

const calls = 1_000_000;
const warmUpCalls = 300_000;
const instruments = [0, 1, 2, 3];
const isAllocating = process.argv.includes("--allocate");
const kept = { object: undefined };

const strategy = defineStrategy({
  name: "reader of everything",
  parameters: { quantity: 100 },
  create(context, parameters) {
    const { book, orders } = context;
    const seen = new Float64Array(4); // sums, so that no read is left out
    let lastOrder = 0;
    const hidden = new OrderAttributes({ display: OrderDisplay.hidden, minQuantity: 50 });
    return {
      onBook(instrument) {
        if (!book.isLive(instrument)) return;
        for (let level = 0; level < book.bidLevels(instrument); ++level) {
          seen[0] += book.bid(instrument, level) + book.bidQuantity(instrument, level);
        }
        for (let level = 0; level < book.askLevels(instrument); ++level) {
          seen[0] += book.ask(instrument, level) + book.askQuantity(instrument, level);
        }
        seen[1] += context.position(instrument) + context.realised(instrument) + context.timeOfDayNs;
        seen[1] += context.openNotional(instrument) + context.unrealised(instrument);
        seen[1] += context.fees(instrument) - context.rebates(instrument);
        seen[1] += book.lastPrice(instrument) + book.lastQuantity(instrument);
        if (orders.room < 7) return;
        lastOrder = orders.buy(instrument, parameters.quantity, book.bid(instrument));
        orders.sell(instrument, parameters.quantity, book.ask(instrument), TimeInForce.immediateOrCancel);
        orders.replace(lastOrder, parameters.quantity, book.bid(instrument));
        orders.reduce(lastOrder, 50);
        orders.cancel(lastOrder);
        hidden.minQuantity = 100 - (instrument % 2) * 50;
        orders.sell(instrument, parameters.quantity, book.ask(instrument), hidden);
        if (!orders.cancelAll(instrument)) seen[0] += orders.lastRefusal;
        if (isAllocating) kept.object = { instrument };
      },
      onTrade(trade) {
        seen[2] += trade.instrument + trade.priceTicks + trade.quantity;
        if (trade.aggressor === Side.buy) seen[2] += 1;
      },
      onOrder(update) {
        seen[3] += update.orderId + update.instrument + update.side + update.state + update.priceTicks;
        seen[3] += update.quantity + update.leaves + update.filled + update.reason;
        seen[3] += update.lastPriceTicks + update.lastQuantity;
        if (update.isDone) lastOrder = 0;
      },
      onTimer() {
        if (orders.refusedHere > 0) context.setTimer(1e9 + context.timeOfDayNs / 1e9);
      },
    };
  },
});

const memory = new SharedArrayBuffer(LaneMemory.size);
const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
const times = new Float64Array(memory, LaneMemory.frames, StrategyFrame.size / 8);

/** What the lane would have published of each instrument. */
function publishBooks() {
  for (const instrument of instruments) {
    const base = LaneMemory.views + instrument * InstrumentView.size;
    const view = new Int32Array(memory, base, InstrumentView.size / 4);
    view[InstrumentView.state / 4] = 1;
    view[InstrumentView.bidLevels / 4] = 10;
    view[InstrumentView.askLevels / 4] = 10;
    view[InstrumentView.lastPriceTicks / 4] = 1_234_500;
    for (let level = 0; level < 10; ++level) {
      view[InstrumentView.bidPriceTicks / 4 + level] = 1_234_500 - 100 * level;
      view[InstrumentView.askPriceTicks / 4 + level] = 1_234_600 + 100 * level;
      view[InstrumentView.bidQuantity / 4 + level] = 100;
      view[InstrumentView.askQuantity / 4 + level] = 100;
    }
    const position = LaneMemory.frames + StrategyFrame.positions + instrument * PositionView.size;
    new Float64Array(memory, position, PositionView.size / 8).fill(1234567.5);
  }
}

/** One event, as the lane's native side writes and calls it. */
function tell(bound, number) {
  frame[StrategyFrame.intentCount / 4] = 0;
  times[StrategyFrame.timeOfDayNs / 8] = 34_200e9 + number * 50_000;
  frame[(StrategyFrame.trade + TradeSlot.priceTicks) / 4] = 1_234_500 + (number % 100);
  frame[(StrategyFrame.update + OrderUpdateSlot.isDone) / 4] = number % 2;
  switch (number % 8) {
    case 0:
      return bound.onTrade();
    case 1:
      return bound.onOrder();
    case 2:
      return bound.onTimer();
    default:
      frame[StrategyFrame.instrument / 4] = number % instruments.length;
      return bound.onBook();
  }
}

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});

publishBooks();
frame[StrategyFrame.nextOrderId / 4] = 1;
const { bound } = makeStrategy(strategy, {
  name: "heap",
  memory,
  index: 0,
  instruments,
  parameters: { quantity: 100 },
  onThrow: (callback, error) => {
    throw new Error(callback, { cause: error });
  },
});
for (let i = 0; i < warmUpCalls; ++i) tell(bound, i);
await new Promise((resolve) => setTimeout(resolve, 100)); // the optimising compiler works beside: let it end
for (let i = 0; i < warmUpCalls; ++i) tell(bound, i);
globalThis.gc();
await new Promise((resolve) => setTimeout(resolve, 10));
observer.observe({ entryTypes: ["gc"] });
const before = getHeapStatistics().used_heap_size;
for (let i = 0; i < calls; ++i) tell(bound, i);
const bytes = getHeapStatistics().used_heap_size - before;
await new Promise((resolve) => setTimeout(resolve, 10));
const intent = (StrategyFrame.intents + IntentSlot.kind) / 4;
process.stdout.write(
  JSON.stringify({ calls, bytes, collections, isTrading: frame[intent] === IntentKind.enter }),
);
