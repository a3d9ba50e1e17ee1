/**
 * The class form of a strategy: a file's default export extends `Strategy`, its state is plain fields, its parameters are
 * fields too. The engine makes one object of it and calls it inside the lane's loop, between a market-data packet and the
 * orders it causes: a callback must return quickly, and nothing asynchronous runs in it.
 *
 *     export default class Follower extends Strategy {
 *       readonly quantity = wholeNumber("quantity", 100, 1, 10_000, "shares");
 *       onBook(instrument: Instrument): void { … this.book.bid(instrument) … this.orders.buy(…) … }
 *     }
 */
import { LaneContext } from "./lane-context.js";
import { beingMade } from "./making.js";
import type { MarketStatus } from "./market-status.js";
import type { Callbacks, Instrument, OrderUpdate, Trade } from "./strategy.js";

export abstract class Strategy extends LaneContext implements Callbacks {
  constructor() {
    super(beingMade("a strategy").binding);
  }

  /** The first call. */
  onStart?(): void;
  /** After a packet that changed this instrument's published depth or its state. */
  onBook?(instrument: Instrument): void;
  /** After a trade; `trade` is filled anew for each call. */
  onTrade?(trade: Trade): void;
  /** After each change of an order of this strategy; `update` is filled anew for each call. */
  onOrder?(update: OrderUpdate): void;
  /** Every so many ns of exchange time: see `setTimer`. */
  onTimer?(): void;
  /** News that is no order and no trade: book state, halts, Reg SHO, collars, circuit breakers, IPOs, imbalances. */
  onStatus?(status: MarketStatus): void;
  /** The last call: open orders are cancelled by the engine after it. */
  onStop?(): void;
  /** What the version that takes this one's place is to know: see `takeOver`. Its open orders then stay. */
  handOver?(): unknown;
  /** What the version before has handed over; before `onStart`. */
  takeOver?(state: unknown): void;
}

/** What such a file exports. */
export type StrategyClass = new () => Strategy;
