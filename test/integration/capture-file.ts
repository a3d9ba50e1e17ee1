// Captures made by hand from an ITCH file: pcap with nanosecond stamps, Ethernet, IPv4, UDP, MoldUDP64, by the offsets of
// their documents. Two lines, each with its own losses and delays from a seed.
import { framesOf } from "./itch-frames.js";

export const session = "RECORDED01";
/** Of line A and line B; the port is the same. */
export const destinations = ["239.255.77.1:30701", "239.255.77.2:30701"] as const;

const magicNanoseconds = 0xa1b23c4d;
const linkEthernet = 1;

/** A day in the life of the stamps: 21 June 2012. */
const midnightSeconds = 1_340_236_800;

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(magicNanoseconds, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(linkEthernet, 20);
  return header;
}

/** A record of the capture with its frame. `ns`: since midnight. */
function record(line: number, ns: number, payload: Buffer): Buffer {
  const out = Buffer.alloc(16 + 14 + 20 + 8);
  const length = 14 + 20 + 8 + payload.length;
  out.writeUInt32LE(midnightSeconds + Math.floor(ns / 1e9), 0);
  out.writeUInt32LE(ns % 1e9, 4);
  out.writeUInt32LE(length, 8);
  out.writeUInt32LE(length, 12);
  out.writeUInt16BE(0x0800, 16 + 12);
  const ip = 16 + 14;
  out.writeUInt8(0x45, ip);
  out.writeUInt16BE(20 + 8 + payload.length, ip + 2);
  out.writeUInt8(16, ip + 8);
  out.writeUInt8(17, ip + 9);
  out.set([10, 0, 0, 1], ip + 12);
  out.set([239, 255, 77, 1 + line], ip + 16);
  out.writeUInt16BE(4_000, ip + 20);
  out.writeUInt16BE(30_701, ip + 22);
  out.writeUInt16BE(8 + payload.length, ip + 24);
  return Buffer.concat([out, payload]);
}

function packet(sequence: number, messages: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(20, session.padEnd(10), "latin1");
  header.writeBigUInt64BE(BigInt(sequence), 10);
  header.writeUInt16BE(messages.length, 18);
  return Buffer.concat([header, ...messages]);
}

export interface TwoLines {
  /** Line A alone, line B alone, both in one. */
  files: [Buffer, Buffer, Buffer];
  /** Packets of each line. */
  packets: [number, number];
  /** Messages of the stream. */
  messages: number;
}

/**
 * The first `count` messages of an ITCH file, one to five a packet. A tenth of the packets is lost on either line, never on
 * both; line B is up to a millisecond late, less than a channel waits for it.
 */
export function twoLines(itch: Buffer, count: number, random: () => number): TwoLines {
  const frames = framesOf(itch).slice(0, count);
  const sent: { line: number; ns: number; payload: Buffer }[] = [];
  for (let at = 0; at < frames.length; ) {
    const size = Math.min(1 + Math.floor(random() * 5), frames.length - at);
    const messages = frames
      .slice(at, at + size)
      .map(({ offset, length }) => itch.subarray(offset, offset + 2 + length));
    const payload = packet(at + 1, messages);
    const ns = frames[at]?.ns ?? 0;
    // The first packet is on line A, and the last on both, so that they are the lines and end together.
    const fate = at === 0 || at + size === frames.length ? 1 : random();
    if (fate >= 0.1) sent.push({ line: 0, ns, payload });
    if (fate < 0.1 || fate >= 0.2) sent.push({ line: 1, ns: ns + 1 + Math.floor(random() * 1e6), payload });
    at += size;
  }
  sent.sort((x, y) => x.ns - y.ns);
  const of = (line: number | undefined): Buffer => {
    const its = sent.filter((one) => line === undefined || one.line === line);
    return Buffer.concat([fileHeader(), ...its.map((one) => record(one.line, one.ns, one.payload))]);
  };
  const packetsOf = (line: number): number => sent.filter((one) => one.line === line).length;
  return {
    files: [of(0), of(1), of(undefined)],
    packets: [packetsOf(0), packetsOf(1)],
    messages: frames.length,
  };
}
