// A market as an ITCH 5.0 file whose time stamps are the load: groups of messages at times of our choosing, with silences
// between. From a seed; prices never cross, so that nothing of it depends on what others do.
import { open } from "node:fs/promises";

const startNs = 34_200_000_000_000; // 09:30
const liveOrders = 4_000;
const ticksPerCent = 100;
const centsAway = 20;

/** Messages that an exchange sends at once. */
export interface Group {
  readonly atNs: number;
  readonly messages: number;
}

interface LiveOrder {
  readonly reference: bigint;
  readonly symbol: number;
  readonly isBid: boolean;
}

class ItchWriter {
  readonly #symbols: readonly string[];
  readonly #random: () => number;
  #bytes = Buffer.alloc(1 << 20);
  #length = 0;
  #live: LiveOrder[] = [];
  #references = 0n;
  #timeNs = 0;

  constructor(symbols: readonly string[], random: () => number) {
    this.#symbols = symbols;
    this.#random = random;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Names, states and the open; then books to trade on. */
  opening(): void {
    this.#timeNs = startNs;
    for (const code of "OSQ") this.#put("S", 12, 0).write(code, 11, "latin1");
    for (const [index, symbol] of this.#symbols.entries()) {
      const directory = this.#put("R", 39, index + 1);
      directory.write(symbol.padEnd(8), 11, "latin1");
      directory.write("QN", 19, "latin1");
      directory.writeUInt32BE(100, 21);
      directory.write("NCZ PNN1N", 25, "latin1");
      directory.write("N", 38, "latin1");
      const action = this.#put("H", 25, index + 1);
      action.write(`${symbol.padEnd(8)}T     `, 11, "latin1");
    }
    for (let i = 0; i < liveOrders / 2; ++i) this.#add();
  }

  group({ atNs, messages }: Group): void {
    this.#timeNs = startNs + Math.round(atNs);
    for (let i = 0; i < messages; ++i) this.#event();
  }

  #event(): void {
    const choice = this.#random();
    if (choice < 0.45 + (this.#live.length < liveOrders ? 0.1 : -0.1)) this.#add();
    else if (choice < 0.92) this.#remove();
    else this.#replace();
  }

  #pick(): LiveOrder {
    const index = Math.floor(this.#random() * this.#live.length);
    const order = this.#live[index] as LiveOrder; // there are always some
    this.#live[index] = this.#live.at(-1) as LiveOrder;
    this.#live.pop();
    return order;
  }

  /** Near the touch more often than far from it. */
  #price(symbol: number, isBid: boolean): number {
    const away = 1 + Math.floor(centsAway * this.#random() ** 3);
    const middle = (50 + 10 * symbol) * 10_000;
    return middle + (isBid ? -away : away) * ticksPerCent;
  }

  #enter(symbol: number, isBid: boolean): bigint {
    this.#references += 1n;
    this.#live.push({ reference: this.#references, symbol, isBid });
    return this.#references;
  }

  #add(): void {
    const symbol = Math.floor(this.#random() * this.#symbols.length);
    const isBid = this.#random() < 0.5;
    const message = this.#put("A", 36, symbol + 1);
    message.writeBigUInt64BE(this.#enter(symbol, isBid), 11);
    message.write(isBid ? "B" : "S", 19, "latin1");
    message.writeUInt32BE(100 * (1 + Math.floor(5 * this.#random())), 20);
    message.write((this.#symbols[symbol] ?? "").padEnd(8), 24, "latin1");
    message.writeUInt32BE(this.#price(symbol, isBid), 32);
  }

  #remove(): void {
    const { reference, symbol } = this.#pick();
    this.#put("D", 19, symbol + 1).writeBigUInt64BE(reference, 11);
  }

  #replace(): void {
    const { reference, symbol, isBid } = this.#pick();
    const message = this.#put("U", 35, symbol + 1);
    message.writeBigUInt64BE(reference, 11);
    message.writeBigUInt64BE(this.#enter(symbol, isBid), 19);
    message.writeUInt32BE(100 * (1 + Math.floor(5 * this.#random())), 27);
    message.writeUInt32BE(this.#price(symbol, isBid), 31);
  }

  /** The next frame's message, its header filled, the rest zero. */
  #put(type: string, length: number, locate: number): Buffer {
    if (this.#length + length + 2 > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    }
    this.#bytes.writeUInt16BE(length, this.#length);
    const message = this.#bytes.subarray(this.#length + 2, this.#length + 2 + length);
    this.#length += 2 + length;
    message.write(type, 0, "latin1");
    message.writeUInt16BE(locate, 1);
    message.writeUIntBE(this.#timeNs, 5, 6);
    return message;
  }
}

/** Groups in the order of their times. */
export async function writeMarketFile(
  path: string,
  symbols: readonly string[],
  groups: readonly Group[],
  random: () => number,
): Promise<void> {
  const writer = new ItchWriter(symbols, random);
  writer.opening();
  for (const group of groups) writer.group(group);
  const file = await open(path, "w");
  await file.writeFile(writer.bytes).finally(() => file.close());
}
