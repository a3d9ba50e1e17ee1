// The thread that waits while a slice of the yardstick's work is done.
import { parentPort, workerData } from "node:worker_threads";
import { benchAddon } from "../node-addon.js";
import type { YardstickSlice } from "./yardstick.js";

const yardstick = new benchAddon.Yardstick((workerData as { core: number }).core);
parentPort?.on("message", (pieces: number) => {
  const tookNs = yardstick.measure(pieces);
  const { isPinned, isAboveLanes } = yardstick;
  parentPort?.postMessage({ tookNs, isPinned, isAboveLanes } satisfies YardstickSlice);
});
