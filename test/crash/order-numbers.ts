/** The numbers that orders went out under: as the engine's journals have them, and as the venue's record does. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { numberOfToken } from "../../src/engine/order-token.js";
import { readLog } from "./record-log.js";

/** An order: the session that it went by, and its number there. */
export const nameOf = (session: number, number: number): string => `${session}/${number}`;

const orderSent = 65; // native/journal/lane_records.hpp
const sentHeadBytes = 38;
const intentKindAt = sentHeadBytes + 14; // native/risk/intent.hpp
const cancelKind = 2;

/** Of an order_sent record: its name; undefined: it is a cancel, which has no number of its own. */
function nameOfSent(payload: Buffer): string | undefined {
  return payload.readUInt8(intentKindAt) === cancelKind
    ? undefined
    : nameOf(payload.readUInt8(0), payload.readUInt32BE(2));
}

/** Every order that any run of a lane's journal sent; what a run took over from the one before stands in that one. */
export function journalledOrders(folder: string): Set<string> {
  const names = new Set<string>();
  for (const segment of readdirSync(folder).filter((name) => name.endsWith(".hlog"))) {
    for (const { payload } of readLog(join(folder, segment), new Set([orderSent]))) {
      const name = nameOfSent(payload);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

const request = 4; // native/venue/venue_record.hpp
const accountAt = 8;
const inputHeadBytes = 10;
const [tokenBytes, numberBytes] = [14, 4];

/** An enter, or a replace, which gives an order another number. */
export interface ReceivedOrder {
  readonly name: string;
  /** Of a replace: the name that the order had before. */
  readonly replaces?: string;
}

/** OUCH 5.0's number at `at`, or that in OUCH 4.2's token; NaN: the token is a probe's. */
const numberAt = (message: Buffer, at: number, isOuch42: boolean): number =>
  isOuch42 ? numberOfToken(message.toString("latin1", at, at + tokenBytes)) : message.readUInt32BE(at);

function requestOf(message: Buffer, account: number, isOuch42: boolean): ReceivedOrder | undefined {
  const kind = String.fromCharCode(message[0] ?? 0);
  if (kind !== "O" && kind !== "U") return undefined;
  const first = numberAt(message, 1, isOuch42);
  if (kind === "O") return Number.isNaN(first) ? undefined : { name: nameOf(account, first) };
  const next = numberAt(message, 1 + (isOuch42 ? tokenBytes : numberBytes), isOuch42);
  return { name: nameOf(account, next), replaces: nameOf(account, first) };
}

/**
 * Each enter and replace that the venue took in, answered or ignored, in the order of their arrival. `protocols`: of its
 * accounts, in their order.
 */
export function receivedOrders(record: string, protocols: readonly string[]): ReceivedOrder[] {
  const orders: ReceivedOrder[] = [];
  for (const { payload } of readLog(record, new Set([request]))) {
    const account = payload.readUInt16BE(accountAt);
    const order = requestOf(payload.subarray(inputHeadBytes), account, protocols[account] === "ouch42");
    if (order !== undefined) orders.push(order);
  }
  return orders;
}
