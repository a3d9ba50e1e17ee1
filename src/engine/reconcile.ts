// Compares the engine's own orders and positions with the venue's record of them, order by order.
// Called by the engine when a run ends and after a reconnection. Guarantees: the venue's record is read line by line;
// differences are told in words, the first `differencesMax` of them, and the total always.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { HotlaneError, messageOf } from "../errors.js";

export const differencesMax = 100;

/** An order as one party sees it. Prices in ticks, `executedNotional` in ticks × shares. */
export interface EngineOrder {
  userRefNum: number;
  symbol: string;
  side: "B" | "S";
  /** Shares, as last entered or cut. */
  quantity: number;
  priceTicks: number;
  /** Shares. */
  executed: number;
  executedNotional: number;
  /** In the words of native/orders/order_state.hpp, or `replaced`; the venue says `open` for all that still stands. */
  state: string;
}

/** Our side's words for an order that stands at the venue, whatever else we have asked for meanwhile. */
const standingStates: ReadonlySet<string> = new Set([
  "pending new",
  "live",
  "pending replace",
  "pending cancel",
]);
/** Whether an order in this state stands at the venue, or may. */
export function isStanding(state: string): boolean {
  return standingStates.has(state);
}
/** Orders that the venue keeps no record of: it never took them. */
const unrecordedStates: ReadonlySet<string> = new Set(["rejected", "refused", "never received"]);

/** A line of the venue's ledger. An order may have many; the last one counts. */
export interface LedgerOrder extends EngineOrder {
  readonly account: string;
}

/** Shares by symbol, negative when short. */
export type NetPositions = ReadonlyMap<string, number>;

export interface Reconciliation {
  readonly reconciled: boolean;
  readonly differences: readonly string[];
  /** How many there are, told or not. */
  readonly differenceCount: number;
  readonly venueOrders: number;
}

const comparedFields = [
  "symbol",
  "side",
  "quantity",
  "priceTicks",
  "executed",
  "executedNotional",
  "state",
] as const;

class DifferenceList {
  readonly told: string[] = [];
  count = 0;

  add(difference: string): void {
    this.count += 1;
    if (this.told.length < differencesMax) this.told.push(difference);
  }
}

const orderText = (order: EngineOrder): string =>
  `${order.side === "B" ? "buy" : "sell"} ${order.quantity} ${order.symbol} at ${order.priceTicks} ticks, ${order.executed} executed, ${order.state}`;

function comparable(order: EngineOrder, field: (typeof comparedFields)[number]): string | number {
  return field === "state" && standingStates.has(order.state) ? "open" : order[field];
}

function compareOrder(ours: EngineOrder, theirs: EngineOrder, differences: DifferenceList): void {
  for (const field of comparedFields) {
    if (comparable(ours, field) === comparable(theirs, field)) continue;
    differences.add(
      `order ${ours.userRefNum} (${ours.symbol}): ${field} is ${ours[field]} here, ${theirs[field]} at the venue`,
    );
  }
}

export function netPositions(orders: Iterable<EngineOrder>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { symbol, side, executed } of orders) {
    const signed = side === "B" ? executed : -executed;
    if (signed !== 0) positions.set(symbol, (positions.get(symbol) ?? 0) + signed);
  }
  return positions;
}

function comparePositions(ours: NetPositions, theirs: NetPositions, differences: DifferenceList): void {
  for (const symbol of new Set([...ours.keys(), ...theirs.keys()])) {
    const here = ours.get(symbol) ?? 0;
    const there = theirs.get(symbol) ?? 0;
    if (here !== there) differences.add(`position in ${symbol}: ${here} shares here, ${there} at the venue`);
  }
}

/**
 * `engineOrders` and `enginePositions` are kept apart on purpose: the positions that the lane traded on are compared
 * with what the venue's executions add up to, not with what ours do.
 */
export function reconcile(
  engineOrders: Iterable<EngineOrder>,
  enginePositions: NetPositions,
  venueOrders: ReadonlyMap<number, EngineOrder>,
): Reconciliation {
  const differences = new DifferenceList();
  const seen = new Set<number>();
  for (const ours of engineOrders) {
    seen.add(ours.userRefNum);
    const theirs = venueOrders.get(ours.userRefNum);
    if (theirs !== undefined) compareOrder(ours, theirs, differences);
    else if (!unrecordedStates.has(ours.state)) {
      differences.add(`order ${ours.userRefNum}: the venue has no record of ${orderText(ours)}`);
    }
  }
  for (const theirs of venueOrders.values()) {
    if (seen.has(theirs.userRefNum)) continue;
    differences.add(`order ${theirs.userRefNum}: unknown here, at the venue ${orderText(theirs)}`);
  }
  comparePositions(enginePositions, netPositions(venueOrders.values()), differences);
  return {
    reconciled: differences.count === 0,
    differences: differences.told,
    differenceCount: differences.count,
    venueOrders: venueOrders.size,
  };
}

function ledgerOrder(line: string, place: string): LedgerOrder {
  try {
    const order = JSON.parse(line) as LedgerOrder;
    if (typeof order.userRefNum === "number" && typeof order.account === "string") return order;
  } catch (error) {
    throw new HotlaneError("reconcile/ledger", `${place}: not JSON: ${messageOf(error)}`, { cause: error });
  }
  throw new HotlaneError("reconcile/ledger", `${place}: found no account and userRefNum, expected an order`);
}

/** The last line of each order of `account` in the venue's ledger, by reference number. */
export async function readLedger(file: string, account: string): Promise<Map<number, LedgerOrder>> {
  const orders = new Map<number, LedgerOrder>();
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (line === "") continue;
    const order = ledgerOrder(line, `${file}:${number}`);
    if (order.account === account) orders.set(order.userRefNum, order);
  }
  return orders;
}
