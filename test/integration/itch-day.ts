/** A day of one instrument as an ITCH 5.0 file, written message by message from the specification's offsets, for tests. */

const frame = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

export class ItchDay {
  readonly #frames: Buffer[] = [];
  readonly #symbol: string;

  constructor(symbol: string, openNs = 34_200e9) {
    this.#symbol = symbol.padEnd(8);
    this.#add("S", 12, openNs, 0, (message) => message.write("Q", 11, "latin1"));
    this.#add("R", 39, openNs, 1, (message) => {
      message.write(this.#symbol, 11, "latin1");
      message.writeUInt32BE(100, 21);
      message.write("P", 28, "latin1"); // authenticity: production
    });
    this.#add("H", 25, openNs, 1, (message) => message.write(`${this.#symbol}T`, 11, "latin1"));
  }

  add(ns: number, reference: number, side: "B" | "S", shares: number, dollars: number): this {
    return this.#add("A", 36, ns, 1, (message) => {
      message.writeBigUInt64BE(BigInt(reference), 11);
      message.write(side, 19, "latin1");
      message.writeUInt32BE(shares, 20);
      message.write(this.#symbol, 24, "latin1");
      message.writeUInt32BE(Math.round(dollars * 10_000), 32);
    });
  }
  execute(ns: number, reference: number, shares: number): this {
    return this.#add("E", 31, ns, 1, (message) => {
      message.writeBigUInt64BE(BigInt(reference), 11);
      message.writeUInt32BE(shares, 19);
      message.writeBigUInt64BE(1n, 23);
    });
  }
  delete(ns: number, reference: number): this {
    return this.#add("D", 19, ns, 1, (message) => message.writeBigUInt64BE(BigInt(reference), 11));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#frames);
  }

  #add(type: string, length: number, ns: number, locate: number, write: (message: Buffer) => void): this {
    const message = Buffer.alloc(length);
    message.write(type, 0, "latin1");
    message.writeUInt16BE(locate, 1);
    message.writeUIntBE(ns, 5, 6);
    write(message);
    this.#frames.push(frame(message));
    return this;
  }
}
