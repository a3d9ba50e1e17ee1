/**
 * What the drop copy tells, `hotlane.dropcopy/1`: one JSON object a line, each with the day's next sequence number. Made
 * from a lane's events. Pure. docs/operation.md describes every field.
 */
import { EventKind, OrderChange } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";

export const dropCopySchema = "hotlane.dropcopy/1";

/** All that has a sequence number. Prices in ticks of 1/10,000 dollar. */
export type DropCopyRecord = DayRecord | OrderRecordLine | GapRecord;

/** The file's first line; never sent. */
export interface DayRecord {
  readonly schema: typeof dropCopySchema;
  readonly kind: "day";
  readonly seq: 0;
  readonly day: string;
}

/** Events of a lane were lost before they could be told: its executions here are not whole from now on. */
export interface GapRecord {
  readonly kind: "gap";
  readonly seq: number;
  readonly lane: string;
  /** How many. */
  readonly events: number;
}

/**
 * `execution`; `bust`: of an execution told before, undone; `correction`: the same, changed. The other kinds are told only
 * where the configuration asks for all.
 */
export type TradeKind = "execution" | "bust" | "correction";
export type OtherKind = "accepted" | "replaced" | "cancelled" | "rejected" | "restated" | "never received";

export interface OrderRecordLine {
  readonly kind: TradeKind | OtherKind;
  readonly seq: number;
  /** Of the lane's clock, to the ns, ISO 8601. */
  readonly at: string;
  readonly lane: string;
  readonly session: string;
  /** The venue's own name of the session: order and match numbers mean something in it alone. */
  readonly venueSession: string;
  readonly account: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: "B" | "S";
  /** The number under which the venue has the order, and the strategy's own. */
  readonly order: number;
  readonly orderId: number;
  /** Of a trade: the venue's number of it, as a text: it may be more than a double holds. */
  readonly match?: string;
  /** Of a trade: what traded. Of others: the order's limit and its whole quantity. */
  readonly quantity: number;
  readonly priceTicks: number;
  /** Of a correction: what it was. */
  readonly quantityBefore?: number;
  readonly priceTicksBefore?: number;
  /** Of an execution: the venue's letter. */
  readonly liquidity?: string;
  /** Of a trade: what it cost less what it brought, billionths of a dollar; of a bust: what is given back. */
  readonly feeNanos?: number;
  /** Of the order, after it. */
  readonly leaves: number;
  readonly filled: number;
  /** Of a cancel or a rejection: the venue's reason, its code. */
  readonly reason?: number;
}

/** Without its sequence number. */
export type UnnumberedLine = Omit<OrderRecordLine, "seq">;

const nsPerMs = 1_000_000n;

/** "2026-03-09T13:30:00.123456789Z" */
export function exactTime(timeNs: bigint): string {
  const milliseconds = timeNs / nsPerMs;
  const rest = String(timeNs % nsPerMs).padStart(6, "0");
  return `${new Date(Number(milliseconds)).toISOString().slice(0, -1)}${rest}Z`;
}

const otherKinds: Readonly<Partial<Record<number, OtherKind>>> = {
  [OrderChange.accepted]: "accepted",
  [OrderChange.dead]: "accepted",
  [OrderChange.rejected]: "rejected",
  [OrderChange.cancelled]: "cancelled",
  [OrderChange.replaced]: "replaced",
  [OrderChange.changed]: "restated",
  [OrderChange.neverReceived]: "never received",
};

/** Undefined: an event that the drop copy has no word for. */
function kindOf({ kind, change }: LaneEvent): TradeKind | OtherKind | undefined {
  if (kind === EventKind.fill) return "execution";
  if (kind !== EventKind.order) return undefined;
  if (change === OrderChange.tradeBroken) return "bust";
  if (change === OrderChange.tradeCorrected) return "correction";
  return otherKinds[change];
}

export function isTrade(kind: string): kind is TradeKind {
  return kind === "execution" || kind === "bust" || kind === "correction";
}

/** What an event is to the drop copy of a lane; undefined: nothing. */
export function lineOf(
  event: LaneEvent,
  { name, instruments, strategies, accounts, sessions }: LaneSetup,
  venueSession: string,
): UnnumberedLine | undefined {
  const kind = kindOf(event);
  if (kind === undefined) return undefined;
  const strategy = strategies[event.strategy];
  const ofTrade = isTrade(kind);
  return {
    kind,
    at: exactTime(event.timeNs),
    lane: name,
    session: sessions[event.session]?.name ?? `session ${event.session}`,
    venueSession,
    account: accounts[strategy?.account ?? 0]?.name ?? "",
    strategy: strategy?.name ?? `strategy ${event.strategy}`,
    symbol: instruments[event.instrument]?.symbol ?? `instrument ${event.instrument}`,
    side: event.side === 0 ? "B" : "S",
    order: event.userRefNum,
    orderId: event.orderId,
    ...(ofTrade && { match: String(event.matchNumber) }),
    quantity: ofTrade ? event.lastQuantity : event.quantity,
    priceTicks: ofTrade ? event.lastPriceTicks : event.priceTicks,
    ...(kind === "correction" && {
      quantityBefore: event.undoneQuantity,
      priceTicksBefore: event.undonePriceTicks,
    }),
    ...(kind === "execution" && { liquidity: String.fromCharCode(event.liquidity) }),
    ...(ofTrade && { feeNanos: event.feeNanos }),
    leaves: event.leaves,
    filled: event.filled,
    ...((kind === "cancelled" || kind === "rejected") && { reason: event.reason }),
  };
}

/** By which a trade is known again, when the venue's stream is read anew after a restart. */
export function tradeKey(line: UnnumberedLine): string {
  const { kind, match, quantity, priceTicks } = line;
  const figures = kind === "correction" ? `/${quantity}/${priceTicks}` : "";
  return `${kind}/${orderKey(line)}/${match}${figures}`;
}

/** By which an order is known. */
export function orderKey({
  lane,
  session,
  venueSession,
  order,
}: Pick<UnnumberedLine, "lane" | "session" | "venueSession" | "order">): string {
  return `${lane}/${session}/${venueSession}/${order}`;
}
