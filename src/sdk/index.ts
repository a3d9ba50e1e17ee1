/** `hotlane/sdk`: what a strategy imports. */
export { Book } from "./book.js";
export type * from "./market-status.js";
export { Orders } from "./orders.js";
export * from "./strategy.js";
