/**
 * Ties one strategy to its frame in the lane's memory. The lane calls the functions given back here; nothing on this path
 * allocates. What the strategy throws the lane catches, and tells `onThrow`.
 */
import {
  InstrumentView,
  instrumentsMax,
  LaneMemory,
  OrderUpdateSlot,
  PositionView,
  StrategyFrame,
  TradeSlot,
} from "../lanes/boundary.js";
import { Book } from "./book.js";
import { FrameReader } from "./frame-reader.js";
import { StatusReader } from "./market-status.js";
import { Orders } from "./orders.js";
import type {
  Callbacks,
  Context,
  Instrument,
  OrderState,
  OrderUpdate,
  Parameters,
  Side,
  StrategyDefinition,
  Surprise,
  Trade,
} from "./strategy.js";

/** What the lane calls, with what it tells in the frame. A callback that is absent is not wanted. */
export type BoundStrategy = { [name in keyof Callbacks]?: () => void } & {
  /** What one of them threw; it is called no more. */
  onThrow(callback: string, error: unknown): void;
};

export interface Binding<P extends Parameters> {
  memory: SharedArrayBuffer;
  /** Index of the strategy in its lane. */
  index: number;
  instruments: readonly Instrument[];
  parameters: P;
  onThrow: (callback: string, error: unknown) => void;
}

export function bindStrategy<P extends Parameters>(
  definition: StrategyDefinition<P>,
  binding: Binding<P>,
): BoundStrategy {
  const frame = new FrameReader(binding.memory, binding.index);
  const context = new LaneContext(binding, frame);
  const trade = new TradeReader(frame);
  const update = new OrderUpdateReader(frame);
  const statuses = new StatusReader(frame);
  const callbacks = definition.create(context, binding.parameters);
  const bound: BoundStrategy = { onThrow: binding.onThrow };
  if (callbacks.onStart) bound.onStart = () => callbacks.onStart?.();
  if (callbacks.onBook) bound.onBook = () => callbacks.onBook?.(frame.word(StrategyFrame.instrument));
  if (callbacks.onTrade) bound.onTrade = () => callbacks.onTrade?.(trade);
  if (callbacks.onOrder) bound.onOrder = () => callbacks.onOrder?.(update);
  if (callbacks.onTimer) bound.onTimer = () => callbacks.onTimer?.();
  if (callbacks.onStatus) {
    bound.onStatus = () => {
      const status = statuses.read();
      if (status !== undefined) callbacks.onStatus?.(status);
    };
  }
  if (callbacks.onStop) bound.onStop = () => callbacks.onStop?.();
  return bound;
}

class LaneContext implements Context {
  readonly instruments: readonly Instrument[];
  readonly book: Book;
  readonly orders: Orders;
  readonly #frame: FrameReader;
  /** One figure of each instrument's position, `positionDoubles` apart. */
  readonly #net: Float64Array;
  readonly #openNotional: Float64Array;
  readonly #realised: Float64Array;
  readonly #unrealised: Float64Array;
  readonly #fees: Float64Array;
  readonly #rebates: Float64Array;
  readonly #symbols: readonly string[];

  constructor(binding: Binding<Parameters>, frame: FrameReader) {
    const owned = new Uint8Array(instrumentsMax);
    for (const instrument of binding.instruments) owned[instrument] = 1;
    this.instruments = binding.instruments;
    this.book = new Book(binding.memory);
    this.orders = new Orders(frame, owned);
    this.#frame = frame;
    const figure = (offset: number): Float64Array =>
      frame.doubles.subarray((StrategyFrame.positions + offset) / 8);
    this.#net = figure(PositionView.net);
    this.#openNotional = figure(PositionView.openNotional);
    this.#realised = figure(PositionView.realised);
    this.#unrealised = figure(PositionView.unrealised);
    this.#fees = figure(PositionView.fees);
    this.#rebates = figure(PositionView.rebates);
    this.#symbols = readSymbols(binding.memory);
  }

  symbol(instrument: Instrument): string {
    return this.#symbols[instrument] ?? "";
  }

  // A double that a function returns is boxed on the heap, 16 bytes, unless the call is inlined, and V8 always inlines
  // only what is at most 27 bytes of bytecode (max_inlined_bytecode_size_small): so those below are bare reads.
  position(instrument: Instrument): number {
    return this.#net[instrument * positionDoubles] as number;
  }

  openNotional(instrument: Instrument): number {
    return this.#openNotional[instrument * positionDoubles] as number;
  }

  realised(instrument: Instrument): number {
    return this.#realised[instrument * positionDoubles] as number; // in range for every instrument of the lane
  }

  unrealised(instrument: Instrument): number {
    return this.#unrealised[instrument * positionDoubles] as number;
  }

  fees(instrument: Instrument): number {
    return this.#fees[instrument * positionDoubles] as number;
  }

  rebates(instrument: Instrument): number {
    return this.#rebates[instrument * positionDoubles] as number;
  }

  get timeOfDayNs(): number {
    return this.#frame.doubles[timeOfDay] as number;
  }

  setTimer(intervalNs: number): void {
    const isInterval = Number.isFinite(intervalNs) && intervalNs > 0;
    this.#frame.doubles[StrategyFrame.timerIntervalNs / 8] = isInterval ? intervalNs : 0;
  }
}

/** The symbols of the lane's instruments, in order, without their padding. */
export function readSymbols(memory: SharedArrayBuffer): string[] {
  const bytes = new Uint8Array(memory);
  const symbols: string[] = [];
  for (let instrument = 0; instrument < instrumentsMax; ++instrument) {
    const start = LaneMemory.views + instrument * InstrumentView.size + InstrumentView.symbol;
    symbols.push(String.fromCharCode(...bytes.subarray(start, start + 8)).trimEnd());
  }
  return symbols;
}

const positionDoubles = PositionView.size / 8;
const timeOfDay = StrategyFrame.timeOfDayNs / 8;
const tradeSlot = StrategyFrame.trade;
const updateSlot = StrategyFrame.update;

class TradeReader implements Trade {
  readonly #frame: FrameReader;
  constructor(frame: FrameReader) {
    this.#frame = frame;
  }
  get instrument(): Instrument {
    return this.#frame.word(tradeSlot + TradeSlot.instrument);
  }
  get priceTicks(): number {
    return this.#frame.word(tradeSlot + TradeSlot.priceTicks);
  }
  get quantity(): number {
    return this.#frame.unsigned(tradeSlot + TradeSlot.quantity);
  }
  get aggressor(): Side | -1 {
    return this.#frame.word(tradeSlot + TradeSlot.aggressor) as Side | -1;
  }
}

class OrderUpdateReader implements OrderUpdate {
  readonly #frame: FrameReader;
  constructor(frame: FrameReader) {
    this.#frame = frame;
  }
  get orderId(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.orderId);
  }
  get instrument(): Instrument {
    return this.#frame.word(updateSlot + OrderUpdateSlot.instrument);
  }
  get side(): Side {
    return this.#frame.word(updateSlot + OrderUpdateSlot.side) as Side;
  }
  get state(): OrderState {
    return this.#frame.word(updateSlot + OrderUpdateSlot.state) as OrderState;
  }
  get priceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.priceTicks);
  }
  get quantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.quantity);
  }
  get leaves(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.leaves);
  }
  get filled(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.filled);
  }
  get lastPriceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.lastPriceTicks);
  }
  get lastQuantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.lastQuantity);
  }
  get reason(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.reason);
  }
  get undonePriceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.undonePriceTicks);
  }
  get undoneQuantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.undoneQuantity);
  }
  get surprise(): Surprise {
    return this.#frame.word(updateSlot + OrderUpdateSlot.surprise) as Surprise;
  }
  get isDone(): boolean {
    return this.#frame.word(updateSlot + OrderUpdateSlot.isDone) === 1;
  }
}
