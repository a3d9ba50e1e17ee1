/** Measures of a backtest from its columns. Pure; docs/measures.md defines each. Dollars. */
import type { EquityColumns } from "./backtest-columns.js";

const ticksPerDollar = 10_000;
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
