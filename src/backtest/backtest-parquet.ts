/** A backtest's orders, fills, equity and books as Parquet files: docs/measures.md says what each column is. */
import { join } from "node:path";
import { timeInForceNames } from "../lanes/boundary.js";
import { orderEnds } from "./backtest-columns.js";
import { drawdowns, horizons, markout, netEquity, ticksPerDollar } from "./measures.js";
import { type ParquetColumn, writeParquet } from "./parquet-file.js";
import type { DayResult } from "./run-backtest.js";

const feeUnitsPerDollar = 1e9;

/** One row of one day; null: not known, or has not happened. */
type Cell = (day: DayResult, row: number) => string | number | bigint | boolean | null;
type Column = readonly [name: string, type: NonNullable<ParquetColumn["type"]>, cell: Cell];

export function writeBacktest(folder: string, days: readonly DayResult[]): void {
  const about = { schema: "hotlane.backtest/1", version: days[0]?.version ?? "" };
  const write = (name: string, columns: readonly Column[], rows: (day: DayResult) => number): void => {
    const data = columns.map(([column, type, cell]) => ({
      name: column,
      type,
      data: cells(days, rows, cell),
    }));
    writeParquet(join(folder, `${name}.parquet`), data, about);
  };
  write("orders", orderColumns, ({ orders }) => orders.rows);
  write("fills", fillColumns, ({ fills }) => fills.rows);
  write("equity", equityColumns(days), ({ equity }) => equity.rows);
  write("books", bookColumns, ({ books }) => books.rows);
}

function cells(days: readonly DayResult[], rows: (day: DayResult) => number, cell: Cell): unknown[] {
  const out: unknown[] = [];
  for (const day of days) {
    for (let row = 0; row < rows(day); ++row) out.push(cell(day, row));
  }
  return out;
}

const time = (value: number | undefined): bigint | null =>
  value === undefined || Number.isNaN(value) ? null : BigInt(value);
const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
const dollars = (ticks: number | undefined): number | null => {
  const value = known(ticks);
  return value === null ? null : value / ticksPerDollar;
};
/** Of a price where 0 says that there is none. */
const price = (ticks: number | undefined): number | null => (ticks === 0 ? null : dollars(ticks));
const sideOf = (code: number | undefined): string => (code === 0 ? "buy" : "sell");
const strategyOf = ({ summary }: DayResult, index: number | undefined): string =>
  summary.strategies[index ?? 0]?.name ?? "";

const date: Column = ["date", "STRING", (day) => day.date];
const symbol = (of: (day: DayResult, row: number) => number | undefined): Column => [
  "symbol",
  "STRING",
  (day, row) => day.symbols[of(day, row) ?? 0] ?? "",
];

const orderColumns: readonly Column[] = [
  date,
  ["row", "INT32", (_, row) => row],
  ["number", "INT64", ({ orders }, row) => time(orders.number[row])],
  ["order", "INT64", ({ orders }, row) => time(orders.order[row])],
  ["strategy", "STRING", (day, row) => strategyOf(day, day.orders.strategy[row])],
  symbol(({ orders }, row) => orders.instrument[row]),
  ["side", "STRING", ({ orders }, row) => sideOf(orders.side[row])],
  ["is_replacement", "BOOLEAN", ({ orders }, row) => orders.isReplacement[row] !== 0],
  ["time_in_force", "STRING", ({ orders }, row) => timeInForceNames[orders.timeInForce[row] ?? 0] ?? ""],
  ["is_post_only", "BOOLEAN", ({ orders }, row) => orders.isPostOnly[row] !== 0],
  ["price", "DOUBLE", ({ orders }, row) => dollars(orders.priceTicks[row])],
  ["quantity", "INT64", ({ orders }, row) => time(orders.quantity[row])],
  ["filled", "INT64", ({ orders }, row) => time(orders.filled[row])],
  ["end", "STRING", ({ orders }, row) => orderEnds[orders.end[row] ?? 0] ?? ""],
  ["has_rested", "BOOLEAN", ({ orders }, row) => orders.hasRested[row] !== 0],
  ["shares_ahead", "INT64", ({ orders }, row) => time(orders.sharesAhead[row])],
  ["seen_ns", "INT64", ({ orders }, row) => time(orders.seenNs[row])],
  ["decided_ns", "INT64", ({ orders }, row) => time(orders.decidedNs[row])],
  ["entered_ns", "INT64", ({ orders }, row) => time(orders.enteredNs[row])],
  ["heard_ns", "INT64", ({ orders }, row) => time(orders.heardNs[row])],
  ["cancel_sent_ns", "INT64", ({ orders }, row) => time(orders.cancelSentNs[row])],
  ["done_ns", "INT64", ({ orders }, row) => time(orders.doneNs[row])],
];

const fillColumns: readonly Column[] = [
  date,
  ["order_row", "INT32", ({ fills }, row) => fills.orderRow[row] ?? 0],
  ["strategy", "STRING", (day, row) => strategyOf(day, day.fills.strategy[row])],
  symbol(({ fills }, row) => fills.instrument[row]),
  ["side", "STRING", ({ fills }, row) => sideOf(fills.side[row])],
  ["price", "DOUBLE", ({ fills }, row) => dollars(fills.priceTicks[row])],
  ["quantity", "INT64", ({ fills }, row) => time(fills.quantity[row])],
  ["liquidity", "STRING", ({ fills }, row) => String.fromCharCode(fills.liquidity[row] ?? 0)],
  ["shares_ahead", "INT64", ({ fills }, row) => time(fills.sharesAhead[row])],
  ["against", "INT64", ({ fills }, row) => time(fills.against[row])],
  ["time_ns", "INT64", ({ fills }, row) => time(fills.timeNs[row])],
  ["heard_ns", "INT64", ({ fills }, row) => time(fills.heardNs[row])],
  ["bid", "DOUBLE", ({ marks }, row) => price(marks.bidTicks[row])],
  ["ask", "DOUBLE", ({ marks }, row) => price(marks.askTicks[row])],
  ...horizons.flatMap(({ column, mid }): Column[] => [
    [`mid_${column}`, "DOUBLE", ({ marks }, row) => dollars(marks[mid][row])],
    [`markout_${column}`, "DOUBLE", ({ fills, marks }, row) => known(markout(fills, marks, mid, row))],
  ]),
];

function equityColumns(days: readonly DayResult[]): readonly Column[] {
  const nets = new Map(days.map((day) => [day, netEquity(day.equity)]));
  const falls = new Map([...nets].map(([day, net]) => [day, drawdowns(net)]));
  const fee = (units: number | undefined): number => (units ?? 0) / feeUnitsPerDollar;
  return [
    date,
    ["time_ns", "INT64", ({ equity }, row) => time(equity.timeNs[row])],
    ["realised", "DOUBLE", ({ equity }, row) => dollars(equity.realised[row])],
    ["unrealised", "DOUBLE", ({ equity }, row) => dollars(equity.unrealised[row])],
    ["fees", "DOUBLE", ({ equity }, row) => fee(equity.charged[row])],
    ["rebates", "DOUBLE", ({ equity }, row) => fee(equity.rebated[row])],
    ["net", "DOUBLE", (day, row) => nets.get(day)?.[row] ?? null],
    ["drawdown", "DOUBLE", (day, row) => falls.get(day)?.[row] ?? null],
    ["gross_notional", "DOUBLE", ({ equity }, row) => dollars(equity.grossNotional[row])],
    ["net_notional", "DOUBLE", ({ equity }, row) => dollars(equity.netNotional[row])],
  ];
}

const bookColumns: readonly Column[] = [
  date,
  ["time_ns", "INT64", ({ books }, row) => time(books.timeNs[row])],
  symbol(({ books }, row) => books.instrument[row]),
  ["bid", "DOUBLE", ({ books }, row) => price(books.bidTicks[row])],
  ["ask", "DOUBLE", ({ books }, row) => price(books.askTicks[row])],
  ["position", "INT64", ({ books }, row) => time(books.position[row])],
];
