// The frames of an ITCH file by their offsets, cut by hand from the two-byte lengths: what tests compare the readers
// with. A frame is its length and the message.

export interface ItchFrame {
  offset: number;
  /** Of the message, without the two bytes before it. */
  length: number;
  type: string;
  /** Nanoseconds since midnight. */
  ns: number;
}

export function framesOf(file: Buffer): ItchFrame[] {
  const frames: ItchFrame[] = [];
  for (let offset = 0; offset < file.length; ) {
    const length = file.readUInt16BE(offset);
    const type = file.toString("latin1", offset + 2, offset + 3);
    frames.push({ offset, length, type, ns: file.readUIntBE(offset + 7, 6) });
    offset += 2 + length;
  }
  return frames;
}

export function countsByType(frames: readonly ItchFrame[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of frames) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
