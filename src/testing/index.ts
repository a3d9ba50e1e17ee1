/** `hotlane/testing`: what a strategy's own tests import. */
export { MadeUpLane, type MadeUpLaneOptions, type MadeUpLevel } from "./made-up-lane.js";
export type { MadeUpOrder, MadeUpRequest } from "./made-up-order.js";
