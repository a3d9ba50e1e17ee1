/** `hotlane/sdk`: what a strategy imports. */
export { refusalNames } from "../lanes/boundary.js";
export { Book } from "./book.js";
export type * from "./market-status.js";
export * from "./order-attributes.js";
export { Orders, Refusal } from "./orders.js";
export { decimal, flag, wholeNumber } from "./parameters.js";
export { perInstrument } from "./per-instrument.js";
export * from "./strategy.js";
export { Strategy } from "./strategy-class.js";
