// The live orders of an ITCH stream, kept by reference from the offsets of itch50.md §5: enough to tell whether two
// streams end in the same books.
export class LiveOrders {
  /** Messages that named an order nobody had added. */
  unknown = 0;
  readonly #orders = new Map<bigint, { symbol: string; side: string; shares: number; price: number }>();

  get size(): number {
    return this.#orders.size;
  }

  apply(message: Buffer): void {
    const reference = message.length >= 19 ? message.readBigUInt64BE(11) : 0n;
    switch (String.fromCharCode(message[0] ?? 0)) {
      case "A":
      case "F":
        this.#orders.set(reference, {
          symbol: message.toString("latin1", 24, 32),
          side: message.toString("latin1", 19, 20),
          shares: message.readUInt32BE(20),
          price: message.readUInt32BE(32),
        });
        break;
      case "E":
      case "C":
      case "X":
        this.#reduce(reference, message.readUInt32BE(19));
        break;
      case "D":
        if (!this.#orders.delete(reference)) this.unknown += 1;
        break;
      case "U": {
        const old = this.#orders.get(reference);
        if (old === undefined) this.unknown += 1;
        else {
          this.#orders.delete(reference);
          const [shares, price] = [message.readUInt32BE(27), message.readUInt32BE(31)];
          this.#orders.set(message.readBigUInt64BE(19), { ...old, shares, price });
        }
      }
    }
  }

  /** In the order of arrival, which is the order of priority. */
  entries(): [bigint, unknown][] {
    return [...this.#orders.entries()];
  }

  #reduce(reference: bigint, shares: number): void {
    const order = this.#orders.get(reference);
    if (order === undefined) this.unknown += 1;
    else if (order.shares === shares) this.#orders.delete(reference);
    else order.shares -= shares;
  }
}
