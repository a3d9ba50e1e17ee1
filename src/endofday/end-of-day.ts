/**
 * The end-of-day files of a day, `hotlane.eod/1`: one JSON object, and the same as CSV: orders, executions, positions with
 * fees, differences to the venue's record and to the drop copy. Each is written beside its place and then put there, the
 * JSON last, so that whoever finds it finds all. Main thread, when the day or the run is over.
 */
import { createWriteStream, renameSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { OrderRecordLine } from "../dropcopy/drop-copy-record.js";
import { csvLine, csvLines } from "./csv.js";
import type { Comparison, DayFacts, DayOrder, DayPosition } from "./day-facts.js";
import { compareDropCopy, type DropCopyTotals, readTrades, totalsOf } from "./drop-copy-totals.js";

const ownerOnly = 0o600;

const orderColumns = [
  "lane",
  "session",
  "venueSession",
  "account",
  "strategy",
  "userRefNum",
  "orderId",
  "symbol",
  "side",
  "quantity",
  "priceTicks",
  "executed",
  "executedNotional",
  "state",
] as const satisfies readonly (keyof DayOrder)[];

const executionColumns = [
  "seq",
  "at",
  "kind",
  "lane",
  "session",
  "venueSession",
  "account",
  "strategy",
  "symbol",
  "side",
  "order",
  "orderId",
  "match",
  "quantity",
  "priceTicks",
  "quantityBefore",
  "priceTicksBefore",
  "liquidity",
  "feeNanos",
] as const satisfies readonly (keyof OrderRecordLine)[];

const positionColumns = [
  "lane",
  "account",
  "symbol",
  "netAtStart",
  "net",
  "averagePriceTicks",
  "markPriceTicks",
  "realised",
  "unrealised",
  "fees",
  "rebates",
] as const satisfies readonly (keyof DayPosition)[];

export interface EndOfDay {
  /** Of the JSON object. */
  readonly file: string;
  readonly venue: Comparison;
  readonly dropCopy: Comparison;
}

/** Writes the day's files into `folder`, in place of earlier ones of the same day. */
export async function writeEndOfDay(folder: string, facts: DayFacts): Promise<EndOfDay> {
  const { day, dropCopy: file } = facts;
  const totals = file === undefined ? undefined : await totalsOf(file, facts.orders);
  const dropCopy: Comparison =
    totals === undefined
      ? { compared: false, why: "no drop copy was kept", differences: [] }
      : compareDropCopy(facts, totals);
  const trades: OrderRecordLine[] = [];
  if (file !== undefined) await readTrades(file, (line) => trades.push(line));
  const place = (part: string): string => join(folder, `eod-${day}${part}`);
  await write(place("-orders.csv"), csvLines(orderColumns, facts.orders));
  await write(place("-executions.csv"), csvLines(executionColumns, trades));
  await write(place("-positions.csv"), csvLines(positionColumns, facts.positions));
  await write(place("-differences.csv"), differenceLines(facts.venue, dropCopy));
  await write(place(".json"), jsonLines(facts, trades, totals, dropCopy));
  return { file: place(".json"), venue: facts.venue, dropCopy };
}

function* differenceLines(venue: Comparison, dropCopy: Comparison): Generator<string> {
  yield csvLine(["against", "difference"]);
  for (const [against, { compared, why, differences }] of Object.entries({ venue, "drop copy": dropCopy })) {
    if (!compared) yield csvLine([against, `not compared: ${why}`]);
    for (const difference of differences) yield csvLine([against, difference]);
  }
}

/** Piece by piece: a day may have more orders than a text has room for. */
function* jsonLines(
  facts: DayFacts,
  trades: readonly OrderRecordLine[],
  totals: DropCopyTotals | undefined,
  dropCopy: Comparison,
): Generator<string> {
  const { day, from, to, orders, positions, kills, venue, eventsLost } = facts;
  const sumOf = (field: "fees" | "rebates" | "realised" | "unrealised"): number =>
    positions.reduce((sum, position) => sum + position[field], 0);
  const head = {
    schema: "hotlane.eod/1",
    day,
    from,
    to,
    totals: {
      orders: orders.length,
      trades: trades.length,
      tradesOfEarlierRuns: totals?.ofEarlierRuns ?? 0,
      feeNanos: totals?.feeNanos ?? 0,
      fees: sumOf("fees"),
      rebates: sumOf("rebates"),
      realised: sumOf("realised"),
      unrealised: sumOf("unrealised"),
    },
    eventsLost,
    kills,
    differences: { venue, dropCopy },
    positions,
  };
  yield JSON.stringify(head).slice(0, -1);
  yield* jsonList("orders", orders);
  yield* jsonList("executions", trades);
  yield "}\n";
}

function* jsonList(name: string, rows: Iterable<object>): Generator<string> {
  yield `,"${name}":[`;
  let separator = "\n";
  for (const row of rows) {
    yield `${separator}${JSON.stringify(row)}`;
    separator = ",\n";
  }
  yield "]";
}

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const beside = `${path}.new`;
  await pipeline(Readable.from(lines), createWriteStream(beside, { mode: ownerOnly, flush: true }));
  renameSync(beside, path);
}
