/** Holds the engine against the venue's own record, when nothing moves. Pure. */
import type { EngineStatus } from "../../src/engine/engine-status.js";
import { numberOfToken } from "../../src/engine/order-token.js";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import { type DayPlan, ownerOf, portAccountsOf } from "./engine-config.js";
import { nameOf, type ReceivedOrder } from "./order-numbers.js";

export interface BothSides {
  readonly plan: DayPlan;
  readonly status: EngineStatus;
  /** The venue's orders, as they are now. */
  readonly ledger: readonly LedgerOrder[];
  /** Enters and replaces that the venue took in, in their order. */
  readonly received: readonly ReceivedOrder[];
  /** Those in the engine's journals. */
  readonly journalled: ReadonlySet<string>;
  /** Orders that the journals lack and that earlier comparisons found explained. */
  readonly explained: ReadonlySet<string>;
  /** Orders that this run's recovery told as adopted. */
  readonly adopted: number;
  /** Another run came up before it and was killed: what that one adopted is told by the doubt alone. */
  readonly hasUntoldRun: boolean;
}

export interface Differences {
  unknownOrders: number;
  positionDifferences: number;
  duplicateOrders: number;
  missingFromJournal: number;
  /** Orders open on one side alone, adopted without need, doubts without a cause. */
  otherDifferences: number;
  /** At the venue, in no journal, and explained now. */
  adopted: string[];
  /** Each in words. */
  words: string[];
}

export const noDifferences = (): Differences => ({
  unknownOrders: 0,
  positionDifferences: 0,
  duplicateOrders: 0,
  missingFromJournal: 0,
  otherDifferences: 0,
  adopted: [],
  words: [],
});

function nameOfLedger(order: LedgerOrder, plan: DayPlan): string {
  const session = portAccountsOf(plan).findIndex(({ user }) => user === order.account);
  return nameOf(session, order.token === undefined ? order.userRefNum : numberOfToken(order.token));
}

/** Of each owner and symbol, net shares. */
function positionsOf(ledger: readonly LedgerOrder[], plan: DayPlan): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { firm, symbol, side, executed } of ledger) {
    const key = `${ownerOf(plan, firm)} ${symbol}`;
    positions.set(key, (positions.get(key) ?? 0) + (side === "B" ? executed : -executed));
  }
  return positions;
}

function comparePositions({ plan, status, ledger }: BothSides, found: Differences): void {
  const theirs = positionsOf(ledger, plan);
  const ours = new Map(status.positions.map(({ account, symbol, net }) => [`${account} ${symbol}`, net]));
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [here, there] = [ours.get(key) ?? 0, theirs.get(key) ?? 0];
    if (here === there) continue;
    found.positionDifferences += 1;
    found.words.push(`position of ${key}: ${here} here, ${there} at the venue`);
  }
}

function compareOpen({ plan, status, ledger }: BothSides, found: Differences): void {
  const here = status.lanes.reduce((sum, { open }) => sum + open, 0);
  const there = ledger.filter(({ state }) => state === "open").map((order) => nameOfLedger(order, plan));
  if (here === 0 && there.length === 0) return;
  found.otherDifferences += 1;
  found.words.push(`open: ${here} orders here, at the venue ${there.join(", ") || "none"}`);
}

function compareNumbers({ plan, received, journalled }: BothSides, found: Differences): void {
  const seen = new Set<string>();
  const names = received.map(({ name }) => name);
  const twice = names.filter((name) => seen.has(name) || !seen.add(name));
  found.duplicateOrders += twice.length;
  if (twice.length > 0) found.words.push(`numbers used twice: ${twice.join(", ")}`);

  const missing = [...seen].filter((name) => !journalled.has(name));
  if (plan.policy !== "syncBeforeSend" || missing.length === 0) return;
  found.missingFromJournal += missing.length;
  found.words.push(`sent, and not in the journal: ${missing.join(", ")}`);
}

/** What the engine can know: what it sent, what it adopted, and what the venue made of those by a replace. */
function knownNames({ received, journalled, explained }: BothSides): Set<string> {
  const known = new Set([...journalled, ...explained]);
  for (const { name, replaces } of received)
    if (replaces !== undefined && known.has(replaces)) known.add(name);
  return known;
}

/** An order that a journal has lost has to be adopted, and its account to be in doubt; and none else. */
function compareAdopted(sides: BothSides, found: Differences): void {
  const { plan, status, ledger, adopted, hasUntoldRun } = sides;
  const known = knownNames(sides);
  // Nothing that the venue rejected is there to be adopted.
  const lost = ledger
    .filter(({ state }) => state !== "rejected")
    .map((order) => ({ name: nameOfLedger(order, plan), owner: ownerOf(plan, order.firm) }))
    .filter(({ name }) => !known.has(name));
  const inDoubt = new Set(status.accountsInDoubt);
  const isTold = adopted === lost.length || (hasUntoldRun && adopted < lost.length);
  const unknown = lost.filter(({ owner }) => !isTold || !inDoubt.has(owner));
  found.unknownOrders += unknown.length;
  found.adopted = lost.map(({ name }) => name);
  if (unknown.length > 0) {
    const names = unknown.map(({ name, owner }) => `${name} of ${owner}`).join(", ");
    found.words.push(
      `unknown: ${names}; ${adopted} were adopted, in doubt: ${[...inDoubt].join(", ") || "none"}`,
    );
  }
  const withoutNeed = adopted > lost.length;
  const withoutCause = inDoubt.size > 0 && lost.length === 0;
  if (!withoutNeed && !withoutCause) return;
  found.otherDifferences += 1;
  found.words.push(`${adopted} orders adopted, ${lost.length} lost, in doubt: ${[...inDoubt].join(", ")}`);
}

export function compare(sides: BothSides): Differences {
  const found = noDifferences();
  comparePositions(sides, found);
  compareOpen(sides, found);
  compareNumbers(sides, found);
  compareAdopted(sides, found);
  return found;
}
