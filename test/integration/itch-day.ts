/** A day of one instrument as an ITCH 5.0 file, written message by message from the specification's offsets, for tests. */

const frame = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

/** Before a cross (ITCH 5.0 §1.6); prices in dollars. */
export interface Imbalance {
  readonly paired: number;
  readonly shares: number;
  readonly direction: "B" | "S" | "N";
  readonly reference: number;
  readonly near: number;
  readonly cross: "O" | "C";
}

export class ItchDay {
  readonly #frames: Buffer[] = [];
  readonly #symbol: string;

  /** `event`: of the system, with which the day begins: Q market hours, S system hours (ITCH 5.0 §1.1). */
  constructor(symbol: string, openNs = 34_200e9, event: "Q" | "S" = "Q") {
    this.#symbol = symbol.padEnd(8);
    this.systemEvent(openNs, event);
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

  systemEvent(ns: number, code: string): this {
    return this.#add("S", 12, ns, 0, (message) => message.write(code, 11, "latin1"));
  }
  imbalance(ns: number, { paired, shares, direction, reference, near, cross }: Imbalance): this {
    return this.#add("I", 50, ns, 1, (message) => {
      message.writeBigUInt64BE(BigInt(paired), 11);
      message.writeBigUInt64BE(BigInt(shares), 19);
      message.write(direction, 27, "latin1");
      message.write(this.#symbol, 28, "latin1");
      message.writeUInt32BE(Math.round(near * 10_000), 36);
      message.writeUInt32BE(Math.round(near * 10_000), 40);
      message.writeUInt32BE(Math.round(reference * 10_000), 44);
      message.write(`${cross}1`, 48, "latin1");
    });
  }
  /** 0 shares: there was none. */
  cross(ns: number, type: "O" | "C" | "H", shares: number, dollars: number): this {
    return this.#add("Q", 40, ns, 1, (message) => {
      message.writeBigUInt64BE(BigInt(shares), 11);
      message.write(this.#symbol, 19, "latin1");
      message.writeUInt32BE(Math.round(dollars * 10_000), 27);
      message.writeBigUInt64BE(1n, 31);
      message.write(type, 39, "latin1");
    });
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
