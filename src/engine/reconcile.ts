// Compares the engine's own orders and positions with the venue's record of them, order by order.
// Called by the engine when a run ends. Guarantees: the venue's record is read line by line and not kept, so that a day of
// any length can be compared; differences are told in words, the first `differencesMax` of them, and the total always.
import { createReadStream } from "node:fs";
import { HotlaneError, messageOf } from "../errors.js";
import { numberOfToken } from "./order-token.js";

export const differencesMax = 100;
const ledgerChunkBytes = 1 << 20;

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

/** A line of the venue's ledger. */
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

  addAll({ told, count }: DifferenceList): void {
    this.count += count;
    this.told.push(...told.slice(0, differencesMax - this.told.length));
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

const signedShares = ({ side, executed }: EngineOrder): number => (side === "B" ? executed : -executed);

export function netPositions(orders: Iterable<EngineOrder>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const order of orders) {
    const signed = signedShares(order);
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

/** Our own orders. */
export interface OwnOrders extends Iterable<EngineOrder> {
  find(session: number, userRefNum: number): EngineOrder | undefined;
}

/** Keys that were seen, a bit each: they are dense, so that a page of bits is soon full. */
class KeySet {
  readonly #pages = new Map<number, Uint8Array>();

  /** False: it was there. */
  add(key: number): boolean {
    const number = Math.floor(key / keysPerPage);
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = new Uint8Array(keysPerPage / 8);
      this.#pages.set(number, page);
    }
    const [at, bit] = placeOf(key);
    const isNew = ((page[at] as number) & bit) === 0;
    page[at] = (page[at] as number) | bit;
    return isNew;
  }

  has(key: number): boolean {
    const [at, bit] = placeOf(key);
    return ((this.#pages.get(Math.floor(key / keysPerPage))?.[at] ?? 0) & bit) !== 0;
  }
}

const keysPerPage = 2 ** 15;
const placeOf = (key: number): [at: number, bit: number] => [(key % keysPerPage) >> 3, 1 << (key % 8)];

/** Takes the venue's orders, one after the other, and holds each against ours. */
export class Reconciler {
  readonly #ours: OwnOrders;
  readonly #differences = new DifferenceList();
  readonly #unknown = new DifferenceList();
  readonly #seen = new KeySet();
  /** What the venue traded. */
  readonly #positions = new Map<string, number>();
  #venueOrders = 0;

  constructor(ours: OwnOrders) {
    this.#ours = ours;
  }

  /** An order as the venue has it. One that we know is its owner's here; another is of whom `owner` says. */
  take(theirs: EngineOrder): void {
    this.#venueOrders += 1;
    if (!this.#seen.add(orderKey(theirs))) {
      this.#differences.add(`${nameOf(theirs)}: the venue's record has it more than once`);
      return;
    }
    const ours = this.#ours.find(theirs.session ?? 0, theirs.userRefNum);
    if (ours !== undefined) compareOrder(ours, theirs, this.#differences);
    else this.#unknown.add(`${nameOf(theirs)}: unknown here, at the venue ${orderText(theirs)}`);
    if (theirs.executed === 0) return;
    const owner = ours === undefined ? theirs.owner : ours.owner;
    const key = positionKey({ symbol: theirs.symbol, ...(owner === undefined ? {} : { owner }) });
    this.#positions.set(key, (this.#positions.get(key) ?? 0) + signedShares(theirs));
  }

  /**
   * That was the whole of the venue's record. `positions` are apart from our orders on purpose: the positions that the lane
   * traded on are compared with what the venue's executions add up to, not with what ours do.
   */
  finish(positions: NetPositions): Reconciliation {
    const differences = this.#differences;
    for (const ours of this.#ours) {
      if (this.#seen.has(orderKey(ours)) || unrecordedStates.has(ours.state)) continue;
      differences.add(`${nameOf(ours)}: the venue has no record of ${orderText(ours)}`);
    }
    differences.addAll(this.#unknown);
    comparePositions(positions, this.#positions, differences);
    return {
      reconciled: differences.count === 0,
      differences: differences.told,
      differenceCount: differences.count,
      venueOrders: this.#venueOrders,
    };
  }
}

function ledgerOrder(line: string, place: string): LedgerOrder {
  try {
    const order = JSON.parse(line) as LedgerOrder;
    if (typeof order.userRefNum === "number" && typeof order.account === "string")
      return order.token === undefined ? order : { ...order, userRefNum: numberOfToken(order.token) };
  } catch (error) {
    throw new HotlaneError("reconcile/ledger", `${place}: not JSON: ${messageOf(error)}`, { cause: error });
  }
  throw new HotlaneError("reconcile/ledger", `${place}: found no account and userRefNum, expected an order`);
}

/**
 * The orders in the venue's ledger, one by one, as they come, numbered as their session's are. `account`: only of this one.
 */
export async function* ledgerOrders(file: string, account?: string): AsyncGenerator<LedgerOrder> {
  let rest = "";
  let number = 0;
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: ledgerChunkBytes })) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number += 1;
      if (line === "") continue;
      const order = ledgerOrder(line, `${file}:${number}`);
      if (account === undefined || order.account === account) yield order;
    }
  }
  if (rest !== "") yield ledgerOrder(rest, `${file}:${number + 1}`);
}
