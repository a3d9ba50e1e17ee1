/**
 * The lane's worker thread: loads its strategies, then hands itself to the native loop, which does not return before the
 * lane has stopped. Strategies run inline in it; what they throw is told to the main thread with its source line.
 */
import { parentPort, workerData } from "node:worker_threads";
import { HotlaneError, messageOf } from "../errors.js";
import { makeStrategy, type StrategyExport } from "../strategies/make-strategy.js";
import { loadStrategy } from "../strategies/strategy-loader.js";
import type { LaneMessage, LaneSetup } from "./lane-setup.js";
import { native } from "./native.js";

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
  const strategies = setup.strategies.map(({ name, instruments, parameters }, index) => {
    const exported = loaded[index] as StrategyExport; // one for each, in order
    const onThrow = (callback: string, error: unknown): void =>
      tell({ kind: "strategyThrew", strategy: index, callback, stack: stackOf(error) });
    return makeStrategy(exported, { memory, index, name, instruments, parameters, onThrow }).bound;
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

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  const code = error instanceof HotlaneError ? error.code : "lane/failed";
  tell({ kind: "failed", message: messageOf(error), code });
});
