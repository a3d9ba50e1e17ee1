/**
 * A day's trades read back from the drop copy's file, line by line, and held against the engine's own record of its orders
 * and positions. They come from the same lanes by two ways: the file is what readers were told.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isTrade, type OrderRecordLine, orderKey } from "../dropcopy/drop-copy-record.js";
import type { Comparison, DayFacts, DayOrder, DayPosition } from "./day-facts.js";

/** Told; the rest is counted. */
const differencesMax = 1_000;

interface Traded {
  shares: number;
  notional: number;
}

export interface DropCopyTotals {
  /** By order. */
  readonly orders: Map<string, Traded>;
  /** Signed shares by positionPlace(), of the venue sessions that this run knows. */
  readonly net: Map<string, number>;
  readonly trades: number;
  readonly feeNanos: number;
  /** Trades of venue sessions that this run knows nothing of: of an earlier run on the same day. */
  readonly ofEarlierRuns: number;
  readonly eventsLost: number;
}

/** Hands every trade to `take` in its order. */
export async function readTrades(file: string, take: (line: OrderRecordLine) => void): Promise<number> {
  let lost = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const line = JSON.parse(text) as { kind: string; events?: number };
    if (line.kind === "gap") lost += line.events ?? 0;
    if (isTrade(line.kind)) take(line as OrderRecordLine);
  }
  return lost;
}

/** What a trade adds to its order: negative for a bust, the change for a correction. */
function tradedBy(line: OrderRecordLine): Traded {
  const { kind, quantity, priceTicks, quantityBefore = 0, priceTicksBefore = 0 } = line;
  const notional = quantity * priceTicks;
  if (kind === "bust") return { shares: -quantity, notional: -notional };
  return { shares: quantity - quantityBefore, notional: notional - quantityBefore * priceTicksBefore };
}

export async function totalsOf(file: string, orders: readonly DayOrder[]): Promise<DropCopyTotals> {
  const venueSessions = new Set(orders.map(sessionKey));
  const totals = { trades: 0, feeNanos: 0, ofEarlierRuns: 0 };
  const byOrder = new Map<string, Traded>();
  const net = new Map<string, number>();
  const eventsLost = await readTrades(file, (line) => {
    totals.trades += 1;
    totals.feeNanos += line.feeNanos ?? 0;
    if (!venueSessions.has(sessionKey(line))) {
      totals.ofEarlierRuns += 1;
      return;
    }
    const traded = tradedBy(line);
    const key = orderKey(line);
    const before = byOrder.get(key) ?? { shares: 0, notional: 0 };
    byOrder.set(key, { shares: before.shares + traded.shares, notional: before.notional + traded.notional });
    const place = positionPlace(line);
    net.set(place, (net.get(place) ?? 0) + (line.side === "B" ? traded.shares : -traded.shares));
  });
  return { orders: byOrder, net, ...totals, eventsLost };
}

/** Whose position in what. */
export function positionPlace({
  lane,
  account,
  symbol,
}: Pick<DayPosition, "lane" | "account" | "symbol">): string {
  return `${lane}/${account}/${symbol}`;
}

function sessionKey({
  lane,
  session,
  venueSession,
}: Pick<DayOrder, "lane" | "session" | "venueSession">): string {
  return `${lane}/${session}/${venueSession}`;
}

/** Every order's and every position's shares and money, here and in the drop copy. */
export function compareDropCopy(
  { orders, positions, eventsLost }: DayFacts,
  totals: DropCopyTotals,
): Comparison {
  const differences: string[] = [];
  let untold = 0;
  const tell = (difference: string): void => {
    if (differences.length < differencesMax) differences.push(difference);
    else untold += 1;
  };
  const lost = eventsLost + totals.eventsLost;
  if (lost > 0) tell(`${lost} events of lanes were lost: neither record is whole`);
  const seen = new Set<string>();
  for (const order of orders) {
    const key = orderKey({ ...order, order: order.userRefNum });
    seen.add(key);
    const { shares, notional } = totals.orders.get(key) ?? { shares: 0, notional: 0 };
    if (shares === order.executed && notional === order.executedNotional) continue;
    tell(
      `order ${key} (${order.symbol}): ${order.executed} shares, ${order.executedNotional} ticks x shares here, ` +
        `${shares} and ${notional} in the drop copy`,
    );
  }
  for (const key of totals.orders.keys())
    if (!seen.has(key)) tell(`order ${key}: unknown here, in the drop copy`);
  for (const position of positions) {
    const { lane, account, symbol, net, netAtStart } = position;
    const traded = totals.net.get(positionPlace(position)) ?? 0;
    if (net - netAtStart === traded) continue;
    tell(
      `position in ${symbol} of ${account} in lane ${lane}: ${net - netAtStart} shares traded here, ` +
        `${traded} in the drop copy`,
    );
  }
  if (untold > 0) differences.push(`and ${untold} more`);
  return { compared: true, differences };
}
