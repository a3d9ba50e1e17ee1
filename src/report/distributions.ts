/** What the page tells that is not over time: latency, fill ratio, queue at fill, adverse selection. Pure. */
import { orderEnds } from "../backtest/backtest-columns.js";
import {
  differences,
  type HorizonMid,
  horizons,
  markout,
  percentiles,
  type WeightedMean,
  weightedMean,
} from "../backtest/measures.js";
import type { DayResult } from "../backtest/run-backtest.js";
import type { Bar } from "./bars.js";

function joined(days: readonly DayResult[], of: (day: DayResult) => Float64Array): Float64Array {
  return Float64Array.from(days.flatMap((day) => [...of(day)]));
}

export interface LatencyRow {
  readonly name: string;
  readonly count: number;
  /** Ns. */
  readonly percentiles: NonNullable<ReturnType<typeof percentiles>>;
  readonly values: Float64Array;
}

export function latencyRows(days: readonly DayResult[]): LatencyRow[] {
  const ways: [string, (day: DayResult) => Float64Array][] = [
    ["newest data to decision", ({ orders }) => differences(orders.decidedNs, orders.seenNs)],
    ["decision to venue", ({ orders }) => differences(orders.enteredNs, orders.decidedNs)],
    ["decision to first answer heard", ({ orders }) => differences(orders.heardNs, orders.decidedNs)],
    ["fill to heard", ({ fills }) => differences(fills.heardNs, fills.timeNs)],
    [
      "cancel to over",
      ({ orders }) => differences(orders.doneNs, orders.cancelSentNs).map((ns) => (ns < 0 ? Number.NaN : ns)),
    ],
  ];
  return ways.flatMap(([name, of]) => {
    const values = joined(days, of).filter((ns) => !Number.isNaN(ns));
    const found = percentiles(values);
    return found === undefined ? [] : [{ name, count: values.length, percentiles: found, values }];
  });
}

/** Of so many points, from the least figure to the greatest, closer together towards the tail. */
const curvePoints = 100;

/** What a share of the values does not exceed, as a curve: share and value. */
export function percentileCurve(values: Float64Array): [number, number][] {
  const sorted = values.toSorted();
  const tails = Array.from({ length: curvePoints + 1 }, (_, at) => sorted.length ** (-at / curvePoints));
  const points = tails.map((tail): [number, number] => {
    const rank = Math.max(1, Math.ceil((1 - tail) * sorted.length));
    return [1 - tail, sorted[rank - 1] ?? 0];
  });
  return [...points, [1, sorted.at(-1) ?? 0]];
}

/** Bars by powers of ten, each in three: 1, 2 and 5. */
export function logBars(values: Float64Array, words: (value: number) => string): Bar[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const edge = edgeBelow(value);
    counts.set(edge, (counts.get(edge) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([edge, count]) => ({
      label: words(edge),
      value: count,
      title: `${count.toLocaleString("en-US")} from ${words(edge)} to below ${words(edgeAfter(edge))}`,
    }));
}

/** The largest of 0, 1, 2, 5, 10, 20, 50 … that is not above the value. */
function edgeBelow(value: number): number {
  if (value < 1) return 0;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-12);
  return ([5, 2].find((times) => times * power <= value) ?? 1) * power;
}

function edgeAfter(edge: number): number {
  if (edge === 0) return 1;
  return String(edge).startsWith("2") ? (edge / 2) * 5 : edge * 2;
}

export interface FillRatio {
  readonly ends: Record<string, number>;
  readonly orders: number;
  /** With at least one fill. */
  readonly ordersFilled: number;
  /** Of orders that were not replacements. */
  readonly sharesSent: number;
  readonly sharesFilled: number;
}

export function fillRatio(days: readonly DayResult[]): FillRatio {
  const ends: Record<string, number> = {};
  let [orders, ordersFilled, sharesSent, sharesFilled] = [0, 0, 0, 0];
  for (const { orders: its } of days) {
    for (let row = 0; row < its.rows; ++row) {
      const words = orderEnds[its.end[row] ?? 0] ?? "";
      ends[words] = (ends[words] ?? 0) + 1;
      orders += 1;
      if ((its.filled[row] ?? 0) > 0) ordersFilled += 1;
      if (its.isReplacement[row] === 0) sharesSent += its.quantity[row] ?? 0;
      sharesFilled += its.filled[row] ?? 0;
    }
  }
  return { ends, orders, ordersFilled, sharesSent, sharesFilled };
}

/** Of fills that added liquidity, what stood before the order when it came to rest. Shares. */
export function queueAtFill(days: readonly DayResult[]): Float64Array {
  return joined(days, ({ fills }) => fills.sharesAhead.filter((_, row) => isAdding(fills.liquidity[row])));
}

const isAdding = (flag: number | undefined): boolean => "AJ".includes(String.fromCharCode(flag ?? 0));
const isTaking = (flag: number | undefined): boolean => String.fromCharCode(flag ?? 0) === "R";

export interface Adverse {
  readonly name: string;
  /** By horizon, dollars a share. */
  readonly means: readonly (WeightedMean & { readonly horizon: string })[];
}

/** Mean markout by horizon, weighted by shares: of all fills, of those that added, of those that took. */
export function adverseSelection(days: readonly DayResult[]): Adverse[] {
  const kinds: [string, (flag: number | undefined) => boolean][] = [
    ["all fills", () => true],
    ["added liquidity", isAdding],
    ["took liquidity", isTaking],
    ["in a cross", (flag) => !isAdding(flag) && !isTaking(flag)],
  ];
  return kinds
    .map(([name, isIts]) => ({
      name,
      means: horizons.map(({ name: horizon, mid }) => ({ horizon, ...meanMarkout(days, mid, isIts) })),
    }))
    .filter(({ means }) => means.some(({ weight }) => weight > 0));
}

function meanMarkout(
  days: readonly DayResult[],
  mid: HorizonMid,
  isIts: (flag: number | undefined) => boolean,
): WeightedMean {
  const values = joined(days, ({ fills, marks }) =>
    Float64Array.from({ length: fills.rows }, (_, row) =>
      isIts(fills.liquidity[row]) ? markout(fills, marks, mid, row) : Number.NaN,
    ),
  );
  return weightedMean(
    values,
    joined(days, ({ fills }) => Float64Array.from(fills.quantity)),
  );
}
