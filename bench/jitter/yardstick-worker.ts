// The thread that waits while the yardstick trades.
import { parentPort, workerData } from "node:worker_threads";
import { benchAddon } from "../node-addon.js";
import type { YardstickTrade } from "./yardstick.js";

const yardstick = new benchAddon.Yardstick((workerData as { core: number }).core);
parentPort?.on("message", () => {
  const tookNs = yardstick.measure();
  const { isPinned, isAboveLanes } = yardstick;
  parentPort?.postMessage({ tookNs, isPinned, isAboveLanes } satisfies YardstickTrade);
});
