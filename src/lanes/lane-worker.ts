/**
 * The lane's worker thread: makes its strategies, then hands itself to the native loop, which does not return before the
 * lane has stopped. Strategies run inline in it; what they throw is told to the main thread with its source line.
 */
import { getHeapStatistics } from "node:v8";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { HotlaneError, messageOf } from "../errors.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import { type ChosenTier, chooseTier } from "./chosen-tier.js";
import type { LaneMessage, LaneSetup } from "./lane-setup.js";
import { native } from "./native.js";
import { StrategyPlaces } from "./strategy-places.js";

const { memory, setup, earlier, submissions } = workerData as {
  memory: SharedArrayBuffer;
  setup: LaneSetup;
  earlier: ArrayBuffer | null;
  submissions: MessagePort;
};

function tell(message: LaneMessage): void {
  parentPort?.postMessage(message);
}

async function main(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const codes = await Promise.all(
    setup.strategies.map(({ file }) => (file === "" ? undefined : bundleStrategy(file))),
  );
  const tiers: ChosenTier[] = [];
  for (const strategy of setup.strategies) tiers.push(await chooseTier(strategy));
  const bytes = new Uint8Array(memory);
  native.prepareLane(bytes, setup);
  const places = new StrategyPlaces(memory, setup.strategies, submissions, tell);
  const strategies = places.make(codes, tiers);
  native.runLane(
    bytes,
    setup,
    strategies,
    (grants, receiveBufferBytes, journalTail) =>
      tell({ kind: "ready", grants, receiveBufferBytes, journalTail }),
    earlier,
    (place) => places.install(place),
    () => getHeapStatistics().used_heap_size,
  );
  tell({ kind: "ended" });
}

main().catch((error: unknown) => {
  const code = error instanceof HotlaneError ? error.code : "lane/failed";
  tell({ kind: "failed", message: messageOf(error), code });
});
