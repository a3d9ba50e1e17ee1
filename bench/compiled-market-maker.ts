/** The example market maker as machine code, for the benchmarks' native addon (bench/node_addon/compiled_strategy.hpp). */
import { fileURLToPath } from "node:url";
import { buildStrategy, refusalText } from "#hotlane/compiler/build-strategy.js";

export interface CompiledMarketMaker {
  /** Of the shared object. */
  path: string;
  /** Their defaults, as the inline one has them. */
  parameters: number[];
}

const source = fileURLToPath(new URL("../../src/strategies/examples/market-maker.ts", import.meta.url));

/** In words why there is none, where wasm2c or a compiler is missing. */
export async function compileMarketMaker(): Promise<CompiledMarketMaker | string> {
  const build = await buildStrategy(source);
  if (build.kind === "refused") return build.refusals.map(refusalText).join("; ");
  if (build.kind === "impossible") return build.words;
  return { path: build.path, parameters: build.parameters.map(({ fallback }) => Number(fallback)) };
}
