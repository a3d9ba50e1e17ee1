/** `hotlane/testing`: what a strategy's own tests import. */
export type { MadeUpLevel, WrittenIntent } from "./frame-writer.js";
export { MadeUpLane, type MadeUpLaneOptions } from "./made-up-lane.js";
export type { MadeUpOrder, MadeUpRequest } from "./made-up-order.js";
