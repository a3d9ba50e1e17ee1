/** The benchmarks' native addon (bench/node_addon): its shape, and where it lies. */
import { createRequire } from "node:module";
import type { BoundStrategy } from "#hotlane/sdk/binding.js";

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

interface BenchAddon {
  waysToCall: string[];
  /** `way`: one of those; `shipped`; `native`, the strategy in C++; `none`, an empty native call. */
  measureCalls(setup: {
    way: string;
    memory: Uint8Array;
    bound: BoundStrategy;
    functions: CalledFunctions;
    warmUp: number;
    calls: number;
  }): MeasuredCalls;
}

export const benchAddon = createRequire(import.meta.url)("../release/bench_node_addon.node") as BenchAddon;
