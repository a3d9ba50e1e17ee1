/** The only file that loads the native addon: its shape, and where it lies. */
import { createRequire } from "node:module";
import type { BoundStrategy } from "../sdk/binding.js";
import type { HostGrant, LaneSetup } from "./lane-setup.js";

/** Names and words of the core's codes, by code. */
export interface NativeCodes {
  orderStates: string[];
  /** Why the gate refuses, in words. */
  refusals: string[];
  /** Why an order session was lost, in words. */
  sessionFaults: string[];
}

export interface NativeAddon {
  /** Writes symbols and bounds into a lane's memory. Call once, before its strategies are made. */
  prepareLane(memory: Uint8Array, setup: LaneSetup): void;
  /** Runs the loop on the calling thread until the lane is stopped; throws an Error when it can't start. */
  runLane(
    memory: Uint8Array,
    setup: LaneSetup,
    strategies: BoundStrategy[],
    onReady: (grants: HostGrant[], receiveBufferBytes: number) => void,
  ): void;
  allowedCores(): number[];
  codes(): NativeCodes;
}

const require = createRequire(import.meta.url);

export const native = require("../../addon/Release/hotlane.node") as NativeAddon;
