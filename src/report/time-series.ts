/**
 * What the page's plots over time are drawn from. Pure. Times are s, as if the exchange's midnights were UTC's; money is
 * dollars. Series beyond `pointsMax` are thinned: of each stretch of time the rows with the least and the most stay, so that
 * no peak is lost.
 */
import { drawdowns, netEquity, ticksPerDollar } from "../backtest/measures.js";
import type { DayResult } from "../backtest/run-backtest.js";

export const pointsMax = 20_000;
export const fillsMax = 20_000;
/** That are drawn; the page stays below some tens of megabytes. */
export const instrumentsMax = 12;

export interface TimePlot {
  readonly title: string;
  readonly unit: string;
  /** What a person must know to read it. */
  readonly note: string;
  readonly series: readonly TimeSeries[];
}

export interface TimeSeries {
  readonly name: string;
  /** A line from point to point, one that stays until it changes, or marks alone. */
  readonly shape: "line" | "steps" | "buys" | "sells";
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** What plots over time are of: all days one after the other. */
export function timePlots(days: readonly DayResult[]): TimePlot[] {
  return [...moneyPlots(days), ...instrumentPlots(days)];
}

const startOf = ({ date }: DayResult): number =>
  date === null ? 0 : Date.parse(`${date}T00:00:00Z`) / 1_000;

function timesOf(day: DayResult, ns: Float64Array): number[] {
  const start = startOf(day);
  return Array.from(ns, (time) => start + time / 1e9);
}

function moneyPlots(days: readonly DayResult[]): TimePlot[] {
  const times: number[] = [];
  const [net, realised]: [number[], number[]] = [[], []];
  let [netBefore, realisedBefore] = [0, 0];
  for (const day of days) {
    times.push(...timesOf(day, day.equity.timeNs));
    const nets = netEquity(day.equity);
    net.push(...Array.from(nets, (value) => netBefore + value));
    const its = Array.from(day.equity.realised, (ticks) => realisedBefore + ticks / ticksPerDollar);
    realised.push(...its);
    netBefore += nets.at(-1) ?? 0;
    realisedBefore = its.at(-1) ?? realisedBefore;
  }
  const fall = Array.from(drawdowns(Float64Array.from(net)), (value) => -value);
  const sampled = "Sampled at --equity's interval: what happens between two samples is not seen.";
  const carried = days.length > 1 ? " Each day begins with no position; days are added up." : "";
  return [
    {
      title: "Equity",
      unit: "dollars",
      note: `Net: realised + unrealised - fees + rebates. ${sampled}${carried}`,
      series: [
        thinned({ name: "net", shape: "line", times, values: net }),
        thinned({ name: "realised", shape: "line", times, values: realised }),
      ],
    },
    {
      title: "Drawdown",
      unit: "dollars",
      note: "Net equity below its highest so far, the 0 of the beginning included.",
      series: [thinned({ name: "drawdown", shape: "line", times, values: fall })],
    },
  ];
}

/** Of the instruments with the most fills. */
function instrumentPlots(days: readonly DayResult[]): TimePlot[] {
  const all = symbolsByFills(days);
  const symbols = all.slice(0, instrumentsMax);
  const left = all.length - symbols.length;
  const position: TimePlot = {
    title: "Position",
    unit: "shares",
    note:
      left === 0
        ? ""
        : `The ${symbols.length} instruments with the most fills; ${left} others are not drawn.`,
    series: symbols.map((symbol) =>
      thinned(bookSeries(days, symbol, symbol, "steps", ({ position: at }, row) => at[row] ?? null)),
    ),
  };
  return [position, ...symbols.map((symbol) => bookPlot(days, symbol))];
}

/** Those in which the strategy has ordered, most fills first. */
function symbolsByFills(days: readonly DayResult[]): string[] {
  const fills = new Map<string, number>();
  for (const { symbols, books, fills: its } of days) {
    for (const instrument of new Set(books.instrument)) {
      const symbol = symbols[instrument] ?? "";
      const count = its.instrument.filter((one) => one === instrument).length;
      fills.set(symbol, (fills.get(symbol) ?? 0) + count);
    }
  }
  return [...fills].sort(([, a], [, b]) => b - a).map(([symbol]) => symbol);
}

function bookPlot(days: readonly DayResult[], symbol: string): TimePlot {
  const price = (ticks: number | undefined): number | null =>
    ticks === undefined || ticks === 0 ? null : ticks / ticksPerDollar;
  const fills = days.reduce((sum, day) => sum + day.fills.rows, 0);
  const every = Math.ceil(fills / fillsMax);
  const cut = every > 1 ? ` One fill in ${every} is drawn.` : "";
  return {
    title: `Fills on the book: ${symbol}`,
    unit: "dollars",
    note: `Best bid and ask of the recorded market, as sampled; our fills at their own times and prices.${cut}`,
    series: [
      thinned(bookSeries(days, symbol, "bid", "steps", ({ bidTicks }, row) => price(bidTicks[row]))),
      thinned(bookSeries(days, symbol, "ask", "steps", ({ askTicks }, row) => price(askTicks[row]))),
      fillSeries(days, symbol, "buys", every),
      fillSeries(days, symbol, "sells", every),
    ],
  };
}

function bookSeries(
  days: readonly DayResult[],
  symbol: string,
  name: string,
  shape: TimeSeries["shape"],
  read: (books: DayResult["books"], row: number) => number | null,
): TimeSeries {
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const day of days) {
    const all = timesOf(day, day.books.timeNs);
    for (let row = 0; row < day.books.rows; ++row) {
      if (day.symbols[day.books.instrument[row] ?? 0] !== symbol) continue;
      times.push(all[row] ?? 0);
      values.push(read(day.books, row));
    }
  }
  return { name, shape, times, values };
}

function fillSeries(
  days: readonly DayResult[],
  symbol: string,
  shape: "buys" | "sells",
  every: number,
): TimeSeries {
  const points = new Map<number, number>();
  for (const day of days) {
    const start = startOf(day);
    const { rows, instrument, side, timeNs, priceTicks } = day.fills;
    for (let row = 0; row < rows; row += every) {
      const isIts = day.symbols[instrument[row] ?? 0] === symbol && (side[row] === 0) === (shape === "buys");
      // Of several at one time one is drawn: they lie on each other but for their prices.
      if (isIts) points.set(start + (timeNs[row] ?? 0) / 1e9, (priceTicks[row] ?? 0) / ticksPerDollar);
    }
  }
  return { name: shape, shape, times: [...points.keys()], values: [...points.values()] };
}

/** At most `most` points: of each stretch the first, the least and the most. */
export function thinned(series: TimeSeries, most: number = pointsMax): TimeSeries {
  const { times, values } = series;
  if (times.length <= most) return series;
  const stretch = Math.ceil((times.length * 3) / most);
  const kept = new Set<number>([times.length - 1]);
  for (let begin = 0; begin < times.length; begin += stretch) {
    let [least, greatest] = [begin, begin];
    for (let row = begin; row < Math.min(begin + stretch, times.length); ++row) {
      if ((values[row] ?? 0) < (values[least] ?? 0)) least = row;
      if ((values[row] ?? 0) > (values[greatest] ?? 0)) greatest = row;
    }
    kept.add(begin).add(least).add(greatest);
  }
  const rows = [...kept].sort((a, b) => a - b);
  return {
    ...series,
    times: rows.map((row) => times[row] ?? 0),
    values: rows.map((row) => values[row] ?? null),
  };
}
