/** Starts the thread that halts lanes which hang and ends calls of strategies that do not return. Main thread. */
import type { HotlaneConfig } from "../config/schema.js";
import { type LaneWatchdog, native } from "../lanes/native.js";
import { watchdogCore } from "./lane-plan.js";

const nsPerMs = 1e6;

/** Undefined: the configuration wants none. `log` is told where it runs, if that is not where it should. */
export function startWatchdog(
  { enabled, patienceMs, core }: HotlaneConfig["watchdog"],
  lanes: readonly { readonly setup: { readonly core: number }; readonly memory: SharedArrayBuffer }[],
  log: (line: string) => void,
): LaneWatchdog | undefined {
  if (!enabled) return undefined;
  const taken = lanes.map(({ setup }) => setup.core);
  const chosen = core === "auto" ? watchdogCore(taken, native.allowedCores()) : core;
  const memories = lanes.map(({ memory }) => new Uint8Array(memory));
  const watchdog = new native.LaneWatchdog(memories, patienceMs * nsPerMs, chosen);
  const obstacle = watchdog.obstacle();
  if (obstacle !== "") log(`watchdog: not ${obstacle}`);
  else if (taken.includes(chosen)) log(`watchdog: on core ${chosen}, which is a lane's own`);
  return watchdog;
}
