/**
 * Reads record logs (native/journal/record_log.hpp) on its own, without the engine's reader: what is held against the
 * engine must not be read by it. Stops at the first record that is not whole.
 */
import { readFileSync } from "node:fs";

export interface LogRecord {
  readonly type: number;
  readonly payload: Buffer;
}

const headerBytes = 32;
const recordHeaderBytes = 16;
const crcBytes = 4;
const payloadMax = 65_536;
const polynomial = 0x82f63b78; // CRC-32C, reflected

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial;
  return crc >>> 0;
});

function crc32c(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** `types`: of those that are given out; the others are stepped over unchecked. */
export function* readLog(file: string, types: ReadonlySet<number>): Generator<LogRecord> {
  const log = readFileSync(file);
  if (log.toString("latin1", 0, 8) !== "HOTLANE\n") return;
  let at = headerBytes;
  while (at + recordHeaderBytes + crcBytes <= log.length) {
    const length = log.readUInt32BE(at);
    const type = log.readUInt16BE(at + 4);
    const crcAt = at + recordHeaderBytes + length;
    // Zeros: the room that was prepared.
    if (type === 0 || length > payloadMax || crcAt + crcBytes > log.length) return;
    if (types.has(type)) {
      if (crc32c(log.subarray(at, crcAt)) !== log.readUInt32BE(crcAt)) return;
      yield { type, payload: log.subarray(at + recordHeaderBytes, crcAt) };
    }
    at = crcAt + crcBytes;
  }
}
