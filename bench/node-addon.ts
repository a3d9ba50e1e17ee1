/** The benchmarks' native addon (bench/node_addon): its shape, and where it lies. */
import { createRequire } from "node:module";
import type { BoundStrategy } from "#hotlane/sdk/binding.js";
import type { CompiledMarketMaker } from "./compiled-market-maker.js";

/** The functions that the ways of bench/node_addon/ways_to_call.hpp call. */
export interface CalledFunctions {
  bare(): void;
  argument(instrument: number): void;
  answering(): boolean;
  both(instrument: number): boolean;
  dispatcher(callback: number): void;
  list(): void;
  empty(): void;
  words(): void;
  view(): void;
  doubles(): void;
}

export interface MeasuredCalls {
  /** What each call took. */
  ns: Float64Array;
  /** That the strategy left in all its calls, and a digest of them. */
  intents: number;
  digest: string;
}

/** What was found of one strategy at one rate: of orders, an entry each. */
export interface TickToTrade {
  /** From the packet's being there to the order's bytes. */
  orderNs: Float64Array;
  /** What of it passed in each stage. */
  stageNs: Record<OrderStage, Float64Array>;
  /** For each packet that led to orders, what a walk over its frames takes. */
  framingNs: Float64Array;
  packets: number;
  messages: number;
  packetsWithOrders: number;
}

export const orderStages = ["feed", "decode", "book", "strategy", "risk", "encode", "keep"] as const;
export type OrderStage = (typeof orderStages)[number];

/** Of each round, ns a message. */
export interface BacktestSpeed {
  bookPass: Float64Array;
  inTypescript: Float64Array;
  inCpp: Float64Array;
  noStrategy: Float64Array;
  /** Undefined: there was none. */
  compiled?: Float64Array;
  messages: number;
  /** Of them, of what was quoted. */
  ofInstruments: number;
  packets: number;
  orders: number;
  fills: number;
  /** Of the other strategies, those whose orders or fills were not, to the ns, those of the one in TypeScript. */
  otherwise: ("in C++" | "compiled")[];
}

/** A lane with its venue in memory, which trades once whenever it is asked. */
export interface NativeYardstick {
  /** Blocks the thread. From a packet to its orders' bytes, ns. */
  measure(): number;
  /** In the last measure(). */
  readonly isPinned: boolean;
  readonly isAboveLanes: boolean;
}

interface BenchAddon {
  Yardstick: new (core: number) => NativeYardstick;
  /** A generated market of eight instruments, SYM0 to SYM7, as an ITCH file. */
  makeMarketFile(messages: number): Uint8Array;
  /** A whole market's day in so many names, N0 and up, of which the first eight trade. */
  makeWholeMarketFile(messages: number, names: number): Uint8Array;
  /** Throws when the compiled strategy can't be loaded, or fails. */
  runBacktestSpeed(setup: {
    memory: Uint8Array;
    bound: BoundStrategy;
    compiled: CompiledMarketMaker | null;
    /** An ITCH file, unpacked. */
    file: Uint8Array;
    symbols: string[];
    rounds: number;
  }): BacktestSpeed;
  waysToCall: string[];
  /** `way`: one of those; `shipped`; `native`, the strategy in C++; `none`, an empty native call. */
  measureCalls(setup: {
    way: string;
    memory: Uint8Array;
    bound: BoundStrategy;
    /** Null: not one of the ways. */
    compiled: CompiledMarketMaker | null;
    functions: CalledFunctions;
    warmUp: number;
    calls: number;
  }): MeasuredCalls;
  /** Two lanes by turns, with the strategy that is given and with the same in C++. `rates`: messages/s. */
  runTickToTrade(setup: {
    memory: Uint8Array;
    bound: BoundStrategy;
    /** To be pinned to; -1: none. */
    core: number;
    warmUpTurns: number;
    rounds: number;
    turnsPerRound: number;
    rates: number[];
  }): { inTypescript: TickToTrade[]; inCpp: TickToTrade[]; host: string[] };
}

export const benchAddon = createRequire(import.meta.url)("../release/bench_node_addon.node") as BenchAddon;
