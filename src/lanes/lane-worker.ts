/**
 * The lane's worker thread: loads its strategies, then hands itself to the native loop, which does not return before the
 * lane has stopped. Strategies run inline in it; what they throw is told to the main thread with its source line.
 */
import { parentPort, workerData } from "node:worker_threads";
import { HotlaneError, messageOf } from "../errors.js";
import { bindStrategy } from "../sdk/binding.js";
import type { Parameters, StrategyDefinition } from "../sdk/strategy.js";
import type { LaneMessage, LaneSetup, LaneStrategy } from "./lane-setup.js";
import { native } from "./native.js";
import { loadStrategy } from "./strategy-loader.js";

const { memory, setup, earlier } = workerData as {
  memory: SharedArrayBuffer;
  setup: LaneSetup;
  earlier: ArrayBuffer | null;
};

function tell(message: LaneMessage): void {
  parentPort?.postMessage(message);
}

async function main(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const loaded = await Promise.all(setup.strategies.map((strategy) => loadStrategy(strategy.file)));
  const bytes = new Uint8Array(memory);
  native.prepareLane(bytes, setup);
  const strategies = setup.strategies.map((strategy, index) => {
    const definition = loaded[index] as StrategyDefinition; // one for each, in order
    return bindStrategy(definition, {
      memory,
      index,
      instruments: strategy.instruments,
      parameters: mergeParameters(definition, strategy),
      onThrow: (callback, error) =>
        tell({ kind: "strategyThrew", strategy: index, callback, stack: stackOf(error) }),
    });
  });
  native.runLane(
    bytes,
    setup,
    strategies,
    (grants, receiveBufferBytes, journalTail) =>
      tell({ kind: "ready", grants, receiveBufferBytes, journalTail }),
    earlier,
  );
  tell({ kind: "ended" });
}

/** The strategy's defaults with what the configuration sets: known names and the default's own type only. */
function mergeParameters(definition: StrategyDefinition, strategy: LaneStrategy): Parameters {
  const merged: Parameters = { ...definition.parameters };
  for (const [name, value] of Object.entries(strategy.parameters)) {
    const fallback = merged[name];
    if (fallback === undefined) {
      const known = Object.keys(merged).join(", ") || "none";
      throw new HotlaneError(
        "strategy/parameter",
        `strategy ${strategy.name}: found parameter ${name}, expected one of: ${known}`,
      );
    }
    if (typeof fallback !== typeof value) {
      throw new HotlaneError(
        "strategy/parameter",
        `strategy ${strategy.name}: parameter ${name}: found ${JSON.stringify(value)}, expected a ${typeof fallback}`,
      );
    }
    merged[name] = value;
  }
  return merged;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  const code = error instanceof HotlaneError ? error.code : "lane/failed";
  tell({ kind: "failed", message: messageOf(error), code });
});
