// When packets reached the engine, read from the capture that its channel keeps (feeds[].record) while it is written.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Of pcapng and of what stands before a MoldUDP64 payload in the captures that the engine writes. */
const enhancedPacket = 6;
const blockHeader = 8;
const packetHeader = 28;
const frameHeaders = 14 + 20 + 8;
const moldCount = 18;
const endOfSession = 0xffff;

export interface Arrival {
  /** By the kernel's stamp, ns, exact from the first one on. */
  readonly atNs: number;
  readonly messages: number;
}

export class ArrivalReader {
  readonly #file: number;
  #place = 0;
  #rest = Buffer.alloc(0);
  /** Of the first packet: times are told from there, so that they are exact as numbers. */
  #first: bigint | undefined;

  constructor(path: string) {
    this.#file = openSync(path, "r");
  }

  /** Those that have been written since the last time; heartbeats are left out. */
  take(): Arrival[] {
    const more = Buffer.alloc(fstatSync(this.#file).size - this.#place);
    this.#place += readSync(this.#file, more, 0, more.length, this.#place);
    const bytes = Buffer.concat([this.#rest, more]);
    const arrivals: Arrival[] = [];
    let at = 0;
    while (at + blockHeader <= bytes.length) {
      const length = bytes.readUInt32LE(at + 4);
      if (at + length > bytes.length) break;
      if (bytes.readUInt32LE(at) === enhancedPacket) this.#packet(bytes, at, arrivals);
      at += length;
    }
    this.#rest = bytes.subarray(at);
    return arrivals;
  }

  close(): void {
    closeSync(this.#file);
  }

  #packet(bytes: Buffer, at: number, arrivals: Arrival[]): void {
    const high = BigInt(bytes.readUInt32LE(at + 12));
    const stamp = (high << 32n) | BigInt(bytes.readUInt32LE(at + 16));
    const messages = bytes.readUInt16BE(at + packetHeader + frameHeaders + moldCount);
    if (messages === 0 || messages === endOfSession) return;
    this.#first ??= stamp;
    arrivals.push({ atNs: Number(stamp - this.#first), messages });
  }
}
