/**
 * What a quant writes. A strategy is made once at start by its factory and then called inside the lane's loop, between
 * a market-data packet and the orders it causes: a callback must return quickly, and nothing asynchronous runs in it.
 */
import { OrderState, Surprise } from "../lanes/boundary.js";
import type { Book } from "./book.js";
import type { MarketStatus } from "./market-status.js";
import type { Orders } from "./orders.js";

export { OrderState, Surprise };

/** An instrument of the lane: a small number, the index of every per-instrument table. */
export type Instrument = number;
/** A strategy's own number of an order, from 1; 0: no order was made. */
export type OrderId = number;

export const Side = { buy: 0, sell: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

/** The trade that `onTrade` is told. One object, filled anew for each call: copy what you keep. */
export interface Trade {
  readonly instrument: Instrument;
  readonly priceTicks: number;
  /** Shares. */
  readonly quantity: number;
  /** The side that took liquidity; -1 where the exchange doesn't say (crosses, hidden orders). */
  readonly aggressor: Side | -1;
}

/** The order that `onOrder` is told. One object, filled anew for each call: copy what you keep. */
export interface OrderUpdate {
  readonly orderId: OrderId;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly state: OrderState;
  readonly priceTicks: number;
  readonly quantity: number;
  /** Shares that may still fill. */
  readonly leaves: number;
  /** Shares filled so far. */
  readonly filled: number;
  /** Price of the fill that this update is, or of a trade as it is corrected, else 0. */
  readonly lastPriceTicks: number;
  /** Shares of it, else 0. */
  readonly lastQuantity: number;
  /** Why it was refused (a code of `Refusal`), rejected or cancelled (the exchange's code), else 0. */
  readonly reason: number;
  /** Price and shares of a trade that this update takes back (it was broken, or is now corrected), else 0. */
  readonly undonePriceTicks: number;
  readonly undoneQuantity: number;
  /** What is odd about the update: positions follow the exchange all the same. */
  readonly surprise: Surprise;
  /** Nothing more will happen to the order, but for what may become of its trades. */
  readonly isDone: boolean;
}

/** What a strategy holds of the engine: its instruments, the books, its orders and positions, the time. */
export interface Context {
  readonly instruments: readonly Instrument[];
  symbol(instrument: Instrument): string;
  readonly book: Book;
  readonly orders: Orders;
  /** Shares held, negative when short. */
  position(instrument: Instrument): number;
  /** What those shares cost, ticks x shares, negative when short: divided by `position` the average price. */
  openNotional(instrument: Instrument): number;
  /** Realised profit in ticks x shares, before fees. */
  realised(instrument: Instrument): number;
  /** Profit of the open position at the middle of the market, else the last trade; about a millisecond old. */
  unrealised(instrument: Instrument): number;
  /** What venues and regulators have charged, and what venues have brought, ticks x shares to 1/100,000. */
  fees(instrument: Instrument): number;
  rebates(instrument: Instrument): number;
  /** Exchange time of what is being told, in ns since midnight. */
  readonly timeOfDayNs: number;
  /** Calls `onTimer` every so many ns of exchange time from now on; 0 stops it. */
  setTimer(intervalNs: number): void;
}

/** The callbacks, each called on the lane's thread. All are optional: one that is missing costs nothing. */
export interface Callbacks {
  onStart?(): void;
  /** After a packet that changed this instrument's published depth or its state. */
  onBook?(instrument: Instrument): void;
  onTrade?(trade: Trade): void;
  onOrder?(update: OrderUpdate): void;
  onTimer?(): void;
  /** News that is no order and no trade: book state, halts, Reg SHO, collars, circuit breakers, IPOs, imbalances. */
  onStatus?(status: MarketStatus): void;
  /** The last call: open orders are cancelled by the engine after it. */
  onStop?(): void;
  /**
   * Asked of the one that trades when another version of it takes its place, after `onStop`. With `takeOver` in the other
   * its open orders stay, and the other goes on with them.
   */
  handOver?(): unknown;
  /** What the one before has handed over; before `onStart`. */
  takeOver?(state: unknown): void;
}

/** A parameter's kind is its default's: numbers and strings may be set in the configuration. */
export type Parameters = Record<string, number | string | boolean>;

export interface StrategyDefinition<P extends Parameters = Parameters> {
  readonly name: string;
  /** Parameters with their defaults. */
  readonly parameters: P;
  create(context: Context, parameters: P): Callbacks;
}

/** A strategy file's default export. */
export function defineStrategy<P extends Parameters>(
  definition: StrategyDefinition<P>,
): StrategyDefinition<P> {
  return definition;
}
