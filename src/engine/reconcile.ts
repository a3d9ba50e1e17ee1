// Compares the engine's own orders and positions with the venue's record of them, order by order.
// Called by the engine when a run ends and after a reconnection. Guarantees: the venue's record is read line by line;
// differences are told in words, the first `differencesMax` of them, and the total always.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { HotlaneError, messageOf } from "../errors.js";

export const differencesMax = 100;

export type OrderSide = "buy" | "sell";
/** Where an order ended or stands. `rejected`: the venue never took it. */
export type OrderState = "pending" | "open" | "filled" | "cancelled" | "replaced" | "rejected";

/** An order as one party sees it. Prices in ticks, `executedNotional` in ticks × shares. */
export interface EngineOrder {
  readonly userRefNum: number;
  readonly symbol: string;
  readonly side: OrderSide;
  /** Shares, as last entered or cut. */
  readonly quantity: number;
  readonly priceTicks: number;
  /** Shares. */
  readonly executed: number;
  readonly executedNotional: number;
  readonly state: OrderState;
}

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
  `${order.side} ${order.quantity} ${order.symbol} at ${order.priceTicks} ticks, ${order.executed} executed, ${order.state}`;

function compareOrder(ours: EngineOrder, theirs: EngineOrder, differences: DifferenceList): void {
  for (const field of comparedFields) {
    if (ours[field] === theirs[field]) continue;
    differences.add(
      `order ${ours.userRefNum} (${ours.symbol}): ${field} is ${ours[field]} here, ${theirs[field]} at the venue`,
    );
  }
}

export function netPositions(orders: Iterable<EngineOrder>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { symbol, side, executed } of orders) {
    const signed = side === "buy" ? executed : -executed;
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
    // A venue keeps no record of what it refused.
    else if (ours.state !== "rejected") {
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
