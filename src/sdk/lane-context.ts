/**
 * What a strategy holds of the engine, read straight from the lane's memory on the lane's thread. Nothing here allocates
 * once it is made.
 */
import {
  InstrumentView,
  instrumentsMax,
  LaneMemory,
  PositionView,
  StrategyFrame,
} from "../lanes/boundary.js";
import type { Binding } from "./binding.js";
import { Book } from "./book.js";
import { FrameReader } from "./frame-reader.js";
import { Orders } from "./orders.js";
import type { Context, Instrument } from "./strategy.js";

const positionDoubles = PositionView.size / 8;
const timeOfDay = StrategyFrame.timeOfDayNs / 8;

export class LaneContext implements Context {
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

  constructor(binding: Binding) {
    const frame = new FrameReader(binding.memory, binding.index);
    const owned = new Uint8Array(instrumentsMax);
    for (const instrument of binding.instruments) owned[instrument] = 1;
    this.instruments = Object.freeze([...binding.instruments]);
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
