// The numbers of the orders that a venue was sent, from its record: every well-formed message of an account, whether or
// not anything came of it.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { numberOfToken } from "../../src/engine/order-token.js";
import { recordsOf } from "./log-records.js";
import type { SentOrder } from "./sent-orders.js";

/** native/venue/venue_record.hpp: a request's payload is VenueInputHeader, then the OUCH message. */
const request = new Set([4]);
const at = { account: 8, message: 10 } as const;
const tokenBytes = 14;

export type Protocol = "ouch50" | "ouch42";

/** Offsets of the number that a message spends, by its type. */
const numberAt: Readonly<Record<Protocol, Readonly<Record<string, number>>>> = {
  ouch50: { O: 1, U: 5 },
  ouch42: { O: 1, U: 15 },
};

export interface ReceivedOrder extends SentOrder {
  /** What the venue tells its session's orders apart by: the number, or the token that holds it. */
  readonly name: string;
  /** Of a replacement: the number of what it replaces. */
  readonly replaces?: number;
}

/** Undefined: the message makes no order, or is the probe of a recovery. */
function orderIn(message: Buffer, session: number, protocol: Protocol): ReceivedOrder | undefined {
  const type = message.toString("latin1", 0, 1);
  const offset = numberAt[protocol][type];
  if (offset === undefined) return undefined;
  const numberOf = (at: number): number =>
    protocol === "ouch50" ? message.readUInt32BE(at) : numberOfToken(tokenAt(at));
  const tokenAt = (at: number): string => message.toString("latin1", at, at + tokenBytes);
  const number = numberOf(offset);
  if (Number.isNaN(number)) return undefined;
  const name = `${session}/${protocol === "ouch50" ? number : tokenAt(offset)}`;
  return { session, number, name, ...(type === "U" && { replaces: numberOf(1) }) };
}

/** Reads on in the record where it stopped. Sessions are the accounts of the record, in their order. */
export class ReceivedOrders {
  readonly #file: string;
  readonly #protocols: readonly Protocol[];
  readonly #orders: ReceivedOrder[] = [];
  #end = 32; // of the log's header

  constructor(file: string, protocols: readonly Protocol[]) {
    this.#file = file;
    this.#protocols = protocols;
  }

  /** All so far, one as often as it was received. */
  read(): readonly ReceivedOrder[] {
    const { records, end } = recordsOf(this.#newBytes(), request, 0);
    for (const { payload } of records) {
      const session = payload.readUInt16BE(at.account);
      const protocol = this.#protocols[session];
      if (protocol === undefined) throw new Error(`${this.#file}: a request of account ${session}`);
      const order = orderIn(payload.subarray(at.message), session, protocol);
      if (order !== undefined) this.#orders.push(order);
    }
    this.#end += end - 32;
    return this.#orders;
  }

  /** What was added, behind room for a header. */
  #newBytes(): Buffer {
    const file = openSync(this.#file, "r");
    try {
      const bytes = Buffer.alloc(32 + fstatSync(file).size - this.#end);
      readSync(file, bytes, 32, bytes.length - 32, this.#end);
      return bytes;
    } finally {
      closeSync(file);
    }
  }
}
