// The thread that waits while the floor is measured.
import { parentPort } from "node:worker_threads";
import { native } from "#hotlane/lanes/native.js";
import type { Events } from "./floor.js";

parentPort?.on("message", ({ core, events }: { core: number; events: Events }) => {
  parentPort?.postMessage(native.measureEvents(core, events.dueNs, events.workNs, events.isCounted));
});
