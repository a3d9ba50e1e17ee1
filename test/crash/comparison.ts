// Holds an engine and its venue against each other while nothing of the engine's moves: the venue's ledger and its record
// of what it received on the one side, the engine's positions, open orders and journals on the other.
import type { EngineStatus } from "../../src/engine/engine-status.js";
import { type LedgerOrder, netPositions, positionKey } from "../../src/engine/reconcile.js";
import { readLedger } from "../integration/read-ledger.js";
import type { CrashSite } from "./crash-site.js";
import { type ReceivedOrder, ReceivedOrders } from "./received-orders.js";
import { type SentOrder, SentOrders, sentKey } from "./sent-orders.js";
import { userOf } from "./site-setup.js";

export interface Findings {
  /** Orders that the venue has and the engine neither sent by its journals nor adopted, or that one alone holds open. */
  unknownOrders: number;
  positionDifferences: number;
  /** Orders of one name that the venue received, or of one number that went out, more than once. */
  duplicateOrders: number;
  /** With syncBeforeSend: orders that the venue received and no journal has. */
  missingFromJournal: number;
  /** Orders that no journal has, and that the engine found at the venue, told and cast doubt on. */
  adopted: number;
  /** Orders and replacements that the venue received since the last time. */
  orders: number;
  /** What differs, in words. */
  readonly told: string[];
}

export function nothingFound(): Findings {
  return {
    unknownOrders: 0,
    positionDifferences: 0,
    duplicateOrders: 0,
    missingFromJournal: 0,
    adopted: 0,
    orders: 0,
    told: [],
  };
}

/** Whatever is counted as one is told too. */
export const hasDifference = ({ told }: Findings): boolean => told.length > 0;

export const hasCounted = (found: Findings): boolean =>
  found.unknownOrders + found.positionDifferences + found.duplicateOrders + found.missingFromJournal > 0;

/** native/session/venue_alert.hpp. */
const adoptedWords = "an order of ours from before, known again by its name";

const isOpenAtVenue = ({ state }: LedgerOrder): boolean => state === "open";

/** Orders that the engine that runs has adopted, by its alerts. One that ran only briefly took its alerts with it. */
function adoptedBy({ lanes }: EngineStatus): number {
  const sessions = lanes.flatMap((lane) => lane.sessions);
  return sessions.reduce((sum, { alerts }) => sum + (alerts[adoptedWords] ?? 0), 0);
}

function twice(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.has(key) || !seen.add(key));
}

export class Comparison {
  readonly #site: CrashSite;
  readonly #received: ReceivedOrders;
  readonly #sent: SentOrders;
  #ordersBefore = 0;
  #adopted = { pid: 0, count: 0 };
  /** Told before, so that each difference counts once. */
  readonly #told = new Set<string>();

  constructor(site: CrashSite) {
    this.#site = site;
    this.#received = new ReceivedOrders(site.recordFile, site.setup.protocols);
    this.#sent = new SentOrders(site.journalFolder, "main");
  }

  /** `status`: of the engine, calm. */
  async compare(status: EngineStatus): Promise<Findings> {
    const found = nothingFound();
    await this.#site.writeLedger();
    const ledger = await this.#ledger();
    const received = this.#received.read();
    found.orders = received.length - this.#ordersBefore;
    this.#ordersBefore = received.length;
    const sent = await this.#sent.read();
    this.#compareNumbers(found, received, sent);
    this.#compareOrders(found, ledger, received, new Set(sent.map(sentKey)), status);
    this.#compareOpen(found, ledger, status);
    this.#comparePositions(found, ledger, status);
    return found;
  }

  async #ledger(): Promise<LedgerOrder[]> {
    const { protocols } = this.#site.setup;
    const each = await Promise.all(
      protocols.map((_, session) => readLedger(this.#site.ledgerFile, userOf(session), session)),
    );
    return each.flatMap((orders) => [...orders.values()]);
  }

  /** It was not told before. */
  #isFresh(key: string): boolean {
    return !this.#told.has(key) && this.#told.add(key) !== undefined;
  }

  #compareNumbers(found: Findings, received: readonly ReceivedOrder[], sent: readonly SentOrder[]): void {
    const repeated = [
      ...twice(received.map(({ name }) => `${name} received`)),
      ...twice(sent.map((order) => `${sentKey(order)} sent`)),
    ];
    const fresh = repeated.filter((key) => this.#isFresh(key));
    found.duplicateOrders = fresh.length;
    if (fresh.length > 0) found.told.push(`used twice: ${fresh.join(", ")}`);
  }

  #compareOrders(
    found: Findings,
    ledger: readonly LedgerOrder[],
    received: readonly ReceivedOrder[],
    journalled: ReadonlySet<string>,
    status: EngineStatus,
  ): void {
    const missing = received.filter(
      (order) => !journalled.has(sentKey(order)) && this.#isFresh(sentKey(order)),
    );
    const names = (orders: readonly SentOrder[]): string => orders.map(sentKey).join(", ") || "none";
    if (this.#site.setup.policy === "syncBeforeSend" && missing.length > 0) {
      found.missingFromJournal = missing.length;
      found.told.push(`received by the venue, in no journal: ${names(missing)}`);
    }
    const atVenue = new Map(
      ledger.map((order) => [sentKey({ session: order.session ?? 0, number: order.userRefNum }), order]),
    );
    // One that the venue rejected or ignored is no order.
    const unknown = missing.filter((order) => atVenue.get(sentKey(order)) !== undefined);
    const isInDoubt = (order: SentOrder): boolean =>
      status.accountsInDoubt.includes(this.#ownerOf(atVenue.get(sentKey(order))?.firm));
    const unnoticed = unknown.filter((order) => !isInDoubt(order));
    if (unnoticed.length > 0)
      found.told.push(`at the venue, in no journal, and their accounts not in doubt: ${names(unnoticed)}`);
    const adopted = this.#adoptedSince(status);
    const tooMany = Math.max(0, adopted - unknown.length);
    if (tooMany > 0)
      found.told.push(`${adopted} orders adopted; at the venue and in no journal: ${names(unknown)}`);
    found.adopted = unknown.length - unnoticed.length;
    found.unknownOrders += unnoticed.length + tooMany;
  }

  /** Since the last time, by the engine that runs. */
  #adoptedSince(status: EngineStatus): number {
    const before = this.#adopted.pid === status.pid ? this.#adopted.count : 0;
    this.#adopted = { pid: status.pid, count: adoptedBy(status) };
    return this.#adopted.count - before;
  }

  #ownerOf(firm: string | undefined): string {
    return this.#site.setup.accounts.find((account) => account.firm === firm)?.name ?? `firm ${firm}`;
  }

  #compareOpen(found: Findings, ledger: readonly LedgerOrder[], { lanes }: EngineStatus): void {
    const there = ledger.filter(isOpenAtVenue);
    const here = lanes.reduce((sum, { open }) => sum + open, 0);
    if (there.length === here) return;
    found.unknownOrders += Math.abs(there.length - here);
    const named = there.map(({ session = 0, userRefNum }) => sentKey({ session, number: userRefNum }));
    found.told.push(`open orders: ${here} here, at the venue ${named.join(", ") || "none"}`);
  }

  #comparePositions(found: Findings, ledger: readonly LedgerOrder[], { lanes }: EngineStatus): void {
    const there = netPositions(ledger.map((order) => ({ ...order, owner: this.#ownerOf(order.firm) })));
    const here = new Map(
      lanes.flatMap(({ positions }) =>
        positions.map(({ symbol, account, net }) => [positionKey({ symbol, owner: account }), net] as const),
      ),
    );
    for (const key of new Set([...here.keys(), ...there.keys()])) {
      const [ours, theirs] = [here.get(key) ?? 0, there.get(key) ?? 0];
      if (ours === theirs) continue;
      found.positionDifferences += 1;
      found.told.push(`position in ${key}: ${ours} here, ${theirs} at the venue`);
    }
  }
}
