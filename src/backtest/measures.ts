/** Measures of a backtest from its columns. Pure; docs/measures.md defines each. Dollars. */
import type { EquityColumns, FillColumns, MarkColumns } from "./backtest-columns.js";

export const ticksPerDollar = 10_000;
const feeUnitsPerDollar = 1e9;

/** Realised + unrealised - fees + rebates, at each row. */
export function netEquity(equity: EquityColumns): Float64Array {
  const { rows, realised, unrealised, charged, rebated } = equity;
  return Float64Array.from({ length: rows }, (_, row) => {
    const gross = ((realised[row] ?? 0) + (unrealised[row] ?? 0)) / ticksPerDollar;
    return gross + ((rebated[row] ?? 0) - (charged[row] ?? 0)) / feeUnitsPerDollar;
  });
}

/** At each row, how far it is below the highest so far, the 0 of the beginning included. */
export function drawdowns(net: Float64Array): Float64Array {
  let peak = 0;
  return net.map((value) => {
    peak = Math.max(peak, value);
    return peak - value;
  });
}

export function maxDrawdown(net: Float64Array): number {
  return drawdowns(net).reduce((most, one) => Math.max(most, one), 0);
}

/** How long after a fill the market is looked at, and where its middle then is. */
export const horizons = [
  { name: "1 ms", column: "1ms", mid: "mid1msTicks" },
  { name: "10 ms", column: "10ms", mid: "mid10msTicks" },
  { name: "100 ms", column: "100ms", mid: "mid100msTicks" },
  { name: "1 s", column: "1s", mid: "mid1sTicks" },
] as const;

export type HorizonMid = (typeof horizons)[number]["mid"];

/** Of one fill, dollars a share: how far the middle of the market then was on our side of its price. NaN: not known. */
export function markout(fills: FillColumns, marks: MarkColumns, mid: HorizonMid, row: number): number {
  const sign = fills.side[row] === 0 ? 1 : -1;
  return (sign * ((marks[mid][row] ?? Number.NaN) - (fills.priceTicks[row] ?? 0))) / ticksPerDollar;
}

export interface WeightedMean {
  readonly mean: number;
  /** What it is the mean of. */
  readonly weight: number;
}

/** Of the values that are known. NaN: of none. */
export function weightedMean(values: Float64Array, weights: ArrayLike<number>): WeightedMean {
  let [sum, weight] = [0, 0];
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    sum += value * (weights[row] ?? 0);
    weight += weights[row] ?? 0;
  });
  return { mean: weight === 0 ? Number.NaN : sum / weight, weight };
}

export const percentileShares = { p50: 0.5, p90: 0.9, p99: 0.99, "p99.9": 0.999, max: 1 } as const;

/** By nearest rank, of the values that are known; undefined: there are none. */
export function percentiles(values: Float64Array): Record<keyof typeof percentileShares, number> | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const { p50, p90, p99, max } = percentileShares;
  return { p50: at(p50), p90: at(p90), p99: at(p99), "p99.9": at(percentileShares["p99.9"]), max: at(max) };
}

/** Row by row; NaN where either has not happened. */
export function differences(later: Float64Array, earlier: Float64Array): Float64Array {
  return later.map((value, row) => value - (earlier[row] ?? Number.NaN));
}
