/**
 * What a backtest keeps of a day, column by column (native/backtest/backtest_record.hpp): typed arrays of one length, which
 * reports, Parquet files and sweeps are made from. Times are ns since the exchange's midnight; NaN: has not happened.
 */

/** One order under one number; a replacement is a row of its own. */
export interface OrderColumns {
  rows: number;
  /** Under which it was sent. */
  number: Uint32Array;
  /** The strategy's own number, which its replacements keep. */
  order: Uint32Array;
  strategy: Uint8Array;
  instrument: Uint32Array;
  /** 0: buy, 1: sell. */
  side: Uint8Array;
  isReplacement: Uint8Array;
  /** Some of it, when it came in. */
  hasRested: Uint8Array;
  /** A code of `TimeInForce` (sdk/order-attributes.ts). */
  timeInForce: Uint8Array;
  isPostOnly: Uint8Array;
  /** Index into `orderEnds`. */
  end: Uint8Array;
  priceTicks: Float64Array;
  quantity: Uint32Array;
  /** Historical shares in front of it when it came to rest. */
  sharesAhead: Float64Array;
  filled: Uint32Array;
  /** Exchange time of the newest message that the strategy had seen. */
  seenNs: Float64Array;
  decidedNs: Float64Array;
  /** At the venue. */
  enteredNs: Float64Array;
  /** The venue's first answer, by the strategy. */
  heardNs: Float64Array;
  cancelSentNs: Float64Array;
  doneNs: Float64Array;
}

/** How a row of the orders ended, as far as the strategy heard. Too late: a replacement that met an order which was done. */
export const orderEnds = ["open", "filled", "cancelled", "rejected", "replaced", "too late"] as const;

export interface FillColumns {
  rows: number;
  /** Into the orders' columns. */
  orderRow: Uint32Array;
  instrument: Uint32Array;
  strategy: Uint8Array;
  side: Uint8Array;
  priceTicks: Float64Array;
  quantity: Uint32Array;
  /** Character code of the flag: A added, R removed, J added and hidden. */
  liquidity: Uint8Array;
  /** Of the order, when it came to rest. */
  sharesAhead: Float64Array;
  /** Historical order: taken, hit in our stead, or come in. */
  against: Float64Array;
  /** At the venue. */
  timeNs: Float64Array;
  heardNs: Float64Array;
}

/** The market around each fill, a row for each row of the fills: native/backtest/market_marks.hpp. */
export interface MarkColumns {
  rows: number;
  /** Best prices before any message of the fill's own time stamp; 0: none on that side. */
  bidTicks: Float64Array;
  askTicks: Float64Array;
  /** Middle of the market so long after the fill. NaN: one side was empty, or the run ended before. */
  mid1msTicks: Float64Array;
  mid10msTicks: Float64Array;
  mid100msTicks: Float64Array;
  mid1sTicks: Float64Array;
}

/** Books and positions when equity was sampled, of instruments with an order; only rows that differ from those before. */
export interface BookColumns {
  rows: number;
  timeNs: Float64Array;
  instrument: Uint32Array;
  /** 0: none. */
  bidTicks: Float64Array;
  askTicks: Float64Array;
  /** Shares. */
  position: Float64Array;
}

/** What all strategies together had made by then. */
export interface EquityColumns {
  rows: number;
  timeNs: Float64Array;
  /** Ticks x shares, before fees. */
  realised: Float64Array;
  unrealised: Float64Array;
  /** Billionths of a dollar. */
  charged: Float64Array;
  rebated: Float64Array;
  /** Of the positions at the mark, ticks x shares. */
  grossNotional: Float64Array;
  netNotional: Float64Array;
}
