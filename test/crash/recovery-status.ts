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

/** Undefined: no lane had anything to recover. */
export function recoveryOf({ lanes }: EngineStatus): RecoveryNews | undefined {
  const reports = lanes.flatMap(({ recovery }) => recovery ?? []);
  if (reports.length === 0) return undefined;
  const sum = (field: keyof RecoveryNews): number =>
    reports.reduce((total, report) => total + report[field], 0);
  return {
    knownOrders: sum("knownOrders"),
    openOrders: sum("openOrders"),
    lateFills: sum("lateFills"),
    adoptedOrders: sum("adoptedOrders"),
    neverReceived: sum("neverReceived"),
  };
}
