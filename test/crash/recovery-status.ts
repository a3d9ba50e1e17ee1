/** What an engine says of its recovery, from its status. */
import type { EngineStatus } from "../../src/engine/engine-status.js";

/** Of all lanes together. */
export interface RecoveryNews {
  readonly knownOrders: number;
  readonly openOrders: number;
  readonly lateFills: number;
  readonly adoptedOrders: number;
  readonly neverReceived: number;
}

/** Undefined: it has not recovered, having had nothing to recover or not being at an end with it. */
export function recoveryOf(
  status: EngineStatus & { recovery?: readonly RecoveryNews[] },
): RecoveryNews | undefined {
  const { recovery = [] } = status;
  if (recovery.length === 0) return undefined;
  const sum = (field: keyof RecoveryNews): number => recovery.reduce((total, lane) => total + lane[field], 0);
  return {
    knownOrders: sum("knownOrders"),
    openOrders: sum("openOrders"),
    lateFills: sum("lateFills"),
    adoptedOrders: sum("adoptedOrders"),
    neverReceived: sum("neverReceived"),
  };
}
