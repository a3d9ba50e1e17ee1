// The numbers of the orders that an engine sent, as its journals have them. A run's copy of an earlier run's records is
// left out: each run is asked for what it sent itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listRuns } from "../../src/journal/journal-files.js";
import { recordsOf } from "./log-records.js";

/** native/journal/lane_records.hpp: OrderSent, whose head is followed by the Intent (native/risk/intent.hpp). */
const orderSent = new Set([65]);
const at = { session: 0, number: 2, kind: 38 + 14 } as const;
const cancel = 2;

/** An order or a replacement: the session that it went by, and its number there. */
export interface SentOrder {
  readonly session: number;
  readonly number: number;
}

export const sentKey = ({ session, number }: SentOrder): string => `${session}/${number}`;

function sentIn(file: string): SentOrder[] {
  return recordsOf(readFileSync(file), orderSent)
    .records.filter(({ payload }) => payload.readUInt8(at.kind) !== cancel)
    .map(({ payload }) => ({
      session: payload.readUInt8(at.session),
      number: payload.readUInt32BE(at.number),
    }));
}

/** All runs of one lane. Those before the newest are read once. */
export class SentOrders {
  readonly #folder: string;
  readonly #earlier = new Map<bigint, SentOrder[]>();

  constructor(journal: string, lane: string) {
    this.#folder = join(journal, lane);
  }

  /** All so far, a number as often as it was sent. */
  async read(): Promise<SentOrder[]> {
    const runs = await listRuns(this.#folder);
    const newest = runs.pop();
    for (const { runNs, files } of runs)
      if (!this.#earlier.has(runNs)) this.#earlier.set(runNs, files.flatMap(sentIn));
    return [...this.#earlier.values(), newest?.files.flatMap(sentIn) ?? []].flat();
  }
}
