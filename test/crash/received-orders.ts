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
}

/** Undefined: the message makes no order, or is the probe of a recovery. */
function orderIn(message: Buffer, session: number, protocol: Protocol): ReceivedOrder | undefined {
  const offset = numberAt[protocol][message.toString("latin1", 0, 1)];
  if (offset === undefined) return undefined;
  if (protocol === "ouch50") {
    const number = message.readUInt32BE(offset);
    return { session, number, name: `${session}/${number}` };
  }
  const token = message.toString("latin1", offset, offset + tokenBytes);
  const number = numberOfToken(token);
  return Number.isNaN(number) ? undefined : { session, number, name: `${session}/${token}` };
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
