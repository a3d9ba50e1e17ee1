// The best prices of one instrument over an ITCH 5.0 file, by the plainest means there are: what marks of fills are held
// against. Offsets from the specification.

export interface Touch {
  /** Ns since midnight; the state after all messages up to it. */
  readonly timeNs: number;
  /** Ticks; 0: none. */
  readonly bid: number;
  readonly ask: number;
}

interface Resting {
  readonly isBid: boolean;
  readonly price: number;
  shares: number;
}

export class NaiveBook {
  readonly touches: Touch[] = [];
  /** Of the last message about it or about the whole market. */
  lastNs = 0;
  readonly #orders = new Map<bigint, Resting>();
  readonly #shares = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  #locate = -1;

  constructor(file: Buffer, symbol: string) {
    for (let at = 0; at + 2 <= file.length; at += 2 + file.readUInt16BE(at)) {
      this.#take(file.subarray(at + 2, at + 2 + file.readUInt16BE(at)), symbol);
    }
  }

  /** As it was before any message of that time. */
  before(timeNs: number): Touch | undefined {
    return this.touches[this.#countUpTo(timeNs - 1) - 1];
  }

  /** Twice the middle after all messages up to that time; null: there is none, or the file ends before. */
  twiceMid(timeNs: number): number | null {
    if (this.lastNs <= timeNs) return null;
    const touch = this.touches[this.#countUpTo(timeNs) - 1];
    return touch === undefined || touch.bid === 0 || touch.ask === 0 ? null : touch.bid + touch.ask;
  }

  /** Touches that are not later; they come in the order of time. */
  #countUpTo(timeNs: number): number {
    let [low, high] = [0, this.touches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.touches[middle]?.timeNs ?? 0) <= timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #take(message: Buffer, symbol: string): void {
    const type = message.toString("latin1", 0, 1);
    const locate = message.readUInt16BE(1);
    const timeNs = message.readUIntBE(5, 6);
    if (type === "R" && message.toString("latin1", 11, 19).trim() === symbol) this.#locate = locate;
    if (locate !== this.#locate && locate !== 0) return;
    this.lastNs = timeNs;
    if (!"AFECXDU".includes(type)) return;
    const reference = message.readBigUInt64BE(11);
    if (type === "A" || type === "F") {
      const isBid = message.toString("latin1", 19, 20) === "B";
      this.#add(reference, isBid, message.readUInt32BE(32), message.readUInt32BE(20));
    } else if (type === "U") {
      const before = this.#orders.get(reference);
      this.#reduce(reference, before?.shares ?? 0);
      const shares = message.readUInt32BE(27);
      if (before !== undefined) {
        this.#add(message.readBigUInt64BE(19), before.isBid, message.readUInt32BE(31), shares);
      }
    } else {
      this.#reduce(reference, type === "D" ? Number.POSITIVE_INFINITY : message.readUInt32BE(19));
    }
    this.#note(timeNs);
  }

  #add(reference: bigint, isBid: boolean, price: number, shares: number): void {
    this.#orders.set(reference, { isBid, price, shares });
    const side = isBid ? this.#shares.bid : this.#shares.ask;
    side.set(price, (side.get(price) ?? 0) + shares);
  }

  #reduce(reference: bigint, most: number): void {
    const order = this.#orders.get(reference);
    if (order === undefined) return;
    const shares = Math.min(most, order.shares);
    order.shares -= shares;
    if (order.shares === 0) this.#orders.delete(reference);
    const side = order.isBid ? this.#shares.bid : this.#shares.ask;
    const left = (side.get(order.price) ?? 0) - shares;
    if (left > 0) side.set(order.price, left);
    else side.delete(order.price);
  }

  #note(timeNs: number): void {
    const bid = [...this.#shares.bid.keys()].reduce((best, price) => Math.max(best, price), 0);
    const ask = [...this.#shares.ask.keys()].reduce(
      (best, price) => Math.min(best, price),
      Number.POSITIVE_INFINITY,
    );
    this.touches.push({ timeNs, bid, ask: Number.isFinite(ask) ? ask : 0 });
  }
}
