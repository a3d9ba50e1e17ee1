// Compares the engine's own orders and positions with the venue's record of them, order by order.
// Called by the engine when a run ends and after a reconnection. Guarantees: the venue's record is read line by line;
// differences are told in words, the first `differencesMax` of them, and the total always.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { HotlaneError, messageOf } from "../errors.js";
import { numberOfToken } from "./order-token.js";

export const differencesMax = 100;

/** An order as one party sees it. Prices in ticks, `executedNotional` in ticks × shares. */
export interface EngineOrder {
  /** The lane's session that it went by; absent: the first. */
  session?: number;
  /** Our number of it in that session. */
  userRefNum: number;
  /** The trading account that it is for, and the firm that it names for it; absent or empty: not told. */
  owner?: string;
  firm?: string;
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
  /** The venue's name of the port account that entered it. */
  readonly account: string;
  /** OUCH 4.2: its name; the venue's number is then its own count. */
  readonly token?: string;
}

/** Orders of several sessions in one map: each session counts for itself. */
export const orderKey = ({ session, userRefNum }: Pick<EngineOrder, "session" | "userRefNum">): number =>
  (session ?? 0) * 2 ** 32 + userRefNum;

/** Whose position in what: accounts are told where they are known. */
export const positionKey = ({ symbol, owner }: Pick<EngineOrder, "symbol" | "owner">): string =>
  owner === undefined ? symbol : `${symbol} of ${owner}`;

/** Shares by positionKey, negative when short. */
export type NetPositions = ReadonlyMap<string, number>;

export interface Reconciliation {
  /** null: there was no record of the venue's to hold ours against; `differences` says why. */
  readonly reconciled: boolean | null;
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

const nameOf = ({ session, userRefNum }: EngineOrder): string =>
  session ? `order ${userRefNum} of session ${session}` : `order ${userRefNum}`;

function compareOrder(ours: EngineOrder, theirs: EngineOrder, differences: DifferenceList): void {
  const differ = (field: string, here: unknown, there: unknown): void =>
    differences.add(`${nameOf(ours)} (${ours.symbol}): ${field} is ${here} here, ${there} at the venue`);
  for (const field of comparedFields) {
    if (comparable(ours, field) !== comparable(theirs, field)) differ(field, ours[field], theirs[field]);
  }
  // An account without a firm of its own takes its session's.
  if (ours.firm && theirs.firm && ours.firm !== theirs.firm) differ("firm", ours.firm, theirs.firm);
}

export function netPositions(orders: Iterable<EngineOrder>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const order of orders) {
    const signed = order.side === "B" ? order.executed : -order.executed;
    const key = positionKey(order);
    if (signed !== 0) positions.set(key, (positions.get(key) ?? 0) + signed);
  }
  return positions;
}

function comparePositions(ours: NetPositions, theirs: NetPositions, differences: DifferenceList): void {
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const here = ours.get(key) ?? 0;
    const there = theirs.get(key) ?? 0;
    if (here !== there) differences.add(`position in ${key}: ${here} shares here, ${there} at the venue`);
  }
}

/** What the venue traded, by account: an order that both know is its owner's here; another is of whom its firm says. */
function venuePositions(
  venueOrders: ReadonlyMap<number, EngineOrder>,
  owners: ReadonlyMap<number, string | undefined>,
): Map<string, number> {
  return netPositions(
    [...venueOrders].map(([key, order]) => {
      const owner = owners.has(key) ? owners.get(key) : order.owner;
      return { ...order, ...(owner === undefined ? {} : { owner }) };
    }),
  );
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
  const owners = new Map<number, string | undefined>();
  for (const ours of engineOrders) {
    owners.set(orderKey(ours), ours.owner);
    const theirs = venueOrders.get(orderKey(ours));
    if (theirs !== undefined) compareOrder(ours, theirs, differences);
    else if (!unrecordedStates.has(ours.state)) {
      differences.add(`${nameOf(ours)}: the venue has no record of ${orderText(ours)}`);
    }
  }
  for (const [key, theirs] of venueOrders) {
    if (owners.has(key)) continue;
    differences.add(`${nameOf(theirs)}: unknown here, at the venue ${orderText(theirs)}`);
  }
  comparePositions(enginePositions, venuePositions(venueOrders, owners), differences);
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

/**
 * The last line of each order of `account` in the venue's ledger, by orderKey: as orders of the lane's `session`, if one
 * is given.
 */
export async function readLedger(
  file: string,
  account: string,
  session?: number,
): Promise<Map<number, LedgerOrder>> {
  const orders = new Map<number, LedgerOrder>();
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (line === "") continue;
    const read = ledgerOrder(line, `${file}:${number}`);
    if (read.account !== account) continue;
    const userRefNum = read.token === undefined ? read.userRefNum : numberOfToken(read.token);
    const order = { ...read, userRefNum, ...(session === undefined ? {} : { session }) };
    orders.set(orderKey(order), order);
  }
  return orders;
}
