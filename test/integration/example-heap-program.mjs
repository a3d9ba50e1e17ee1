// Calls an example strategy on a market that moves, answers what it asks for, and prints how many bytes of the JavaScript
// heap that took. Run by sdk-heap.test.ts as sdk-heap-program.mjs is. Arguments: the strategy's file, its parameters.
import { getHeapStatistics } from "node:v8";
import {
  BookState,
  InstrumentView,
  IntentKind,
  IntentSlot,
  LaneMemory,
  OrderState,
  OrderUpdateSlot,
  PositionView,
  StatusKind,
  StatusSlot,
  StrategyFrame,
  TimeInForce,
} from "../../build/ts/lanes/boundary.js";
import { makeStrategy } from "../../build/ts/strategies/make-strategy.js";
import { bundleStrategy, evaluateStrategy } from "../../build/ts/strategies/strategy-code.js";

const [file, parameters = "{}"] = process.argv.slice(2);
/** Of one stretch. */
const events = 200_000;
const ordersMax = 1 << 22;

const memory = new SharedArrayBuffer(LaneMemory.size);
const words = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
const doubles = new Float64Array(memory, LaneMemory.frames, StrategyFrame.size / 8);
const views = new Int32Array(memory, LaneMemory.views, (InstrumentView.size / 4) * 2);
const updateSlot = StrategyFrame.update / 4;
const statusSlot = StrategyFrame.status / 4;

words[StrategyFrame.nextOrderId / 4] = 1;
const { bound } = makeStrategy(evaluateStrategy(await bundleStrategy(file)), {
  memory,
  index: 0,
  name: "example",
  instruments: [0, 1],
  parameters: JSON.parse(parameters),
  onThrow: () => undefined,
});

let state = 12_345;
let intents = 0;
const middles = new Int32Array(2).fill(1_000_000);
/** Of each order, by its number. */
const instruments = new Int32Array(ordersMax);
const sides = new Int32Array(ordersMax);
const quantities = new Int32Array(ordersMax);
/** Asked for and not answered: kind, number and price of each, as a ring. */
const asked = new Int32Array(3 * 1_024);
let askedFirst = 0;
let askedEnd = 0;

function below(bound) {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return (state >>> 8) % bound;
}

function call(callback) {
  if (callback === undefined) return;
  words[StrategyFrame.intentCount / 4] = 0;
  callback();
  const count = words[StrategyFrame.intentCount / 4];
  intents += count;
  for (let i = 0; i < count; ++i) {
    const slot = (StrategyFrame.intents + i * IntentSlot.size) / 4;
    const order = words[slot + IntentSlot.orderId / 4]; // far from all that fit
    if (words[slot + IntentSlot.kind / 4] === IntentKind.enter) {
      instruments[order] = words[slot + IntentSlot.instrument / 4];
      sides[order] = words[slot + IntentSlot.side / 4];
      quantities[order] = words[slot + IntentSlot.quantity / 4];
      const isImmediate = words[slot + IntentSlot.timeInForce / 4] === TimeInForce.immediateOrCancel;
      ask(isImmediate ? 0 : IntentKind.enter, order, words[slot + IntentSlot.priceTicks / 4]);
    } else ask(words[slot + IntentSlot.kind / 4], order, words[slot + IntentSlot.priceTicks / 4]);
  }
}

function ask(kind, order, priceTicks) {
  asked[askedEnd] = kind;
  asked[askedEnd + 1] = order;
  asked[askedEnd + 2] = priceTicks;
  askedEnd = (askedEnd + 3) % asked.length;
}

/** The oldest request: immediate orders (0) and some others fill, the rest is done as asked. */
function answer() {
  const kind = asked[askedFirst];
  const order = asked[askedFirst + 1];
  const priceTicks = asked[askedFirst + 2];
  askedFirst = (askedFirst + 3) % asked.length;
  if (kind === IntentKind.cancel) return tell(order, OrderState.cancelled, priceTicks, 0);
  tell(order, OrderState.live, priceTicks, 0);
  if (kind === 0 || below(8) === 0) tell(order, OrderState.filled, priceTicks, quantities[order]);
}

function tell(order, orderState, priceTicks, filled) {
  const isDone = orderState >= OrderState.filled;
  words[updateSlot + OrderUpdateSlot.orderId / 4] = order;
  words[updateSlot + OrderUpdateSlot.instrument / 4] = instruments[order];
  words[updateSlot + OrderUpdateSlot.side / 4] = sides[order];
  words[updateSlot + OrderUpdateSlot.state / 4] = orderState;
  words[updateSlot + OrderUpdateSlot.priceTicks / 4] = priceTicks;
  words[updateSlot + OrderUpdateSlot.quantity / 4] = quantities[order];
  words[updateSlot + OrderUpdateSlot.filled / 4] = filled;
  words[updateSlot + OrderUpdateSlot.leaves / 4] = isDone ? 0 : quantities[order];
  words[updateSlot + OrderUpdateSlot.lastQuantity / 4] = filled;
  words[updateSlot + OrderUpdateSlot.lastPriceTicks / 4] = filled > 0 ? priceTicks : 0;
  words[updateSlot + OrderUpdateSlot.isDone / 4] = isDone ? 1 : 0;
  if (filled > 0) move(instruments[order], sides[order] === 0 ? filled : -filled, priceTicks);
  call(bound.onOrder);
}

function move(instrument, shares, priceTicks) {
  const position = (StrategyFrame.positions + instrument * PositionView.size) / 8;
  doubles[position + PositionView.net / 8] += shares;
  doubles[position + PositionView.openNotional / 8] += shares * priceTicks;
}

function moveBook(instrument) {
  if (below(3) === 0) middles[instrument] += (below(3) - 1) * 100;
  const view = (instrument * InstrumentView.size) / 4;
  views[view + InstrumentView.state / 4] = BookState.live;
  views[view + InstrumentView.bidLevels / 4] = 10;
  views[view + InstrumentView.askLevels / 4] = 10;
  for (let level = 0; level < 10; ++level) {
    views[view + InstrumentView.bidPriceTicks / 4 + level] = middles[instrument] - 100 * level;
    views[view + InstrumentView.askPriceTicks / 4 + level] = middles[instrument] + 100 + 100 * level;
    views[view + InstrumentView.bidQuantity / 4 + level] = 100 + below(900);
    views[view + InstrumentView.askQuantity / 4 + level] = 100 + below(900);
  }
  words[StrategyFrame.instrument / 4] = instrument;
}

function tellImbalance(instrument) {
  words[statusSlot + StatusSlot.kind / 4] = StatusKind.imbalance;
  words[statusSlot + StatusSlot.instrument / 4] = instrument;
  words[statusSlot + StatusSlot.code / 4] = (below(2) === 0 ? "B" : "S").charCodeAt(0);
  words[statusSlot + StatusSlot.detail / 4] = "O".charCodeAt(0);
  words[statusSlot + StatusSlot.referenceTicks / 4] = middles[instrument];
  words[statusSlot + StatusSlot.nearTicks / 4] = middles[instrument] + (below(3) - 1) * 1_000;
  doubles[(StrategyFrame.status + StatusSlot.imbalanceShares) / 8] = 1_000 + below(9_000);
  call(bound.onStatus);
}

function run(from, to) {
  for (let event = from; event < to; ++event) {
    doubles[StrategyFrame.timeOfDayNs / 8] = 34_000e9 + event * 50_000;
    moveBook(event % 2);
    call(bound.onBook);
    while (askedFirst !== askedEnd) answer();
    if (event % 20 === 0) call(bound.onTimer);
    if (event % 50 === 0) tellImbalance(event % 2);
  }
}

call(bound.onStart);
// What happens seldom is optimised late, and code that isn't yet boxes its fractions: the best of some stretches counts.
// A strategy that makes anything does so in every one of them.
let bytes = Number.POSITIVE_INFINITY;
for (let stretch = 0; stretch < 8; ++stretch) {
  await new Promise((resolve) => setTimeout(resolve, 50)); // the optimising compiler works beside: let it end
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 10));
  const before = getHeapStatistics().used_heap_size;
  run(stretch * events, (stretch + 1) * events);
  bytes = Math.min(bytes, getHeapStatistics().used_heap_size - before);
}
process.stdout.write(JSON.stringify({ events, bytes, intents }));
