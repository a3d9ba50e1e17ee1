/** The numbers that orders went out under: as the engine's journals have them, and as the venue's record does. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { numberOfToken } from "../../src/engine/order-token.js";
import { readLog } from "./record-log.js";

/** An order: the session that it went by, and its number there. */
export const nameOf = (session: number, number: number): string => `${session}/${number}`;

const orderSent = 65; // native/journal/lane_records.hpp
const earlier = 32;
const sentHeadBytes = 38;
const intentKindAt = sentHeadBytes + 14; // native/risk/intent.hpp
const cancelKind = 2;

/** Of an order_sent record: its name; undefined: it is a cancel, which has no number of its own. */
function nameOfSent(payload: Buffer): string | undefined {
  return payload.readUInt8(intentKindAt) === cancelKind
    ? undefined
    : nameOf(payload.readUInt8(0), payload.readUInt32BE(2));
}

/** Every order of all runs in a lane's journal. */
export function journalledOrders(folder: string): Set<string> {
  const names = new Set<string>();
  for (const segment of readdirSync(folder).filter((name) => name.endsWith(".hlog"))) {
    for (const { type, payload } of readLog(join(folder, segment), new Set([orderSent, earlier]))) {
      const isSent = type === orderSent || payload.readUInt16BE(0) === orderSent;
      const name = isSent ? nameOfSent(type === orderSent ? payload : payload.subarray(2)) : undefined;
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

const request = 4; // native/venue/venue_record.hpp
const inputHeadBytes = 10;

/** By the venue's account, in the order of their arrival: OUCH 5.0's numbers, or those in OUCH 4.2's tokens. */
function numberOfRequest(message: Buffer, isOuch42: boolean): number | undefined {
  const kind = String.fromCharCode(message[0] ?? 0);
  if (kind !== "O" && kind !== "U") return undefined;
  if (!isOuch42) return message.readUInt32BE(kind === "O" ? 1 : 5);
  const at = kind === "O" ? 1 : 15;
  const number = numberOfToken(message.toString("latin1", at, at + 14));
  return Number.isNaN(number) ? undefined : number; // a probe
}

/** Each enter and replace that the venue took in, answered or ignored. `protocols`: of its accounts, in their order. */
export function receivedOrders(record: string, protocols: readonly string[]): string[] {
  const names: string[] = [];
  for (const { payload } of readLog(record, new Set([request]))) {
    const account = payload.readUInt16BE(8);
    const number = numberOfRequest(payload.subarray(inputHeadBytes), protocols[account] === "ouch42");
    if (number !== undefined) names.push(nameOf(account, number));
  }
  return names;
}
