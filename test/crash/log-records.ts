// Reads record logs (native/journal/record_log.hpp) without Hotlane's own reader, so that a crash test does not take the
// engine's or the venue's word for what they have on disk. What is cut off or was only prepared is the end.
const headerBytes = 32;
const recordHeaderBytes = 16;
const crcBytes = 4;

export interface LogRecord {
  readonly type: number;
  readonly payload: Buffer;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C (Castagnoli). */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** The records of these types in a log's bytes, from byte `start` on (0: of its first record), and where the whole ones end. */
export function recordsOf(
  log: Buffer,
  types: ReadonlySet<number>,
  start = 0,
): { records: LogRecord[]; end: number } {
  const records: LogRecord[] = [];
  let at = Math.max(start, headerBytes);
  while (at + recordHeaderBytes <= log.length) {
    const type = log.readUInt16BE(at + 4);
    const payloadAt = at + recordHeaderBytes;
    const payloadEnd = payloadAt + log.readUInt32BE(at);
    if (type === 0 || payloadEnd + crcBytes > log.length) break;
    if (types.has(type)) {
      if (crc32c(log.subarray(at, payloadEnd)) !== log.readUInt32BE(payloadEnd)) break;
      records.push({ type, payload: log.subarray(payloadAt, payloadEnd) });
    }
    at = payloadEnd + crcBytes;
  }
  return { records, end: at };
}
