/** Two lanes' memories with one strategy each, which see the same and must do the same. */
import { InstrumentView, instrumentsMax, LaneMemory, StrategyFrame } from "../../lanes/boundary.js";

const viewsBytes = InstrumentView.size * instrumentsMax;

export class LanePair {
  readonly memories = [
    new SharedArrayBuffer(LaneMemory.size),
    new SharedArrayBuffer(LaneMemory.size),
  ] as const;
  readonly #frames = this.memories.map(
    (memory) => new DataView(memory, LaneMemory.frames, StrategyFrame.size),
  );
  readonly #views = this.memories.map((memory) => new DataView(memory, LaneMemory.views, viewsBytes));
  readonly #bytes = this.memories.map((memory) => Buffer.from(memory));

  /** As before a strategy is made. */
  reset(): void {
    for (const bytes of this.#bytes) {
      bytes.fill(0, LaneMemory.frames, LaneMemory.frames + StrategyFrame.size);
      bytes.fill(0, LaneMemory.views, LaneMemory.views + viewsBytes);
    }
    this.frameWord(StrategyFrame.nextOrderId, 1);
  }

  frameWord(offset: number, value: number): void {
    for (const frame of this.#frames) frame.setInt32(offset, value, true);
  }
  frameDouble(offset: number, value: number): void {
    for (const frame of this.#frames) frame.setFloat64(offset, value, true);
  }
  viewWord(instrument: number, offset: number, value: number): void {
    for (const view of this.#views) view.setInt32(instrument * InstrumentView.size + offset, value, true);
  }

  /** What the first one's strategy has written; the other's is the same, or the run is over. */
  readWord(offset: number): number {
    return (this.#frames[0] as DataView).getInt32(offset, true);
  }
  readDouble(offset: number): number {
    return (this.#frames[0] as DataView).getFloat64(offset, true);
  }

  /** The first byte of the frames in which they differ, -1: none; views are read only, and held to that. */
  difference(): number {
    const [first, second] = this.#bytes as [Buffer, Buffer];
    const { frames, views } = LaneMemory;
    if (
      first.compare(second, frames, frames + StrategyFrame.size, frames, frames + StrategyFrame.size) !== 0
    ) {
      let at = 0;
      while (first[frames + at] === second[frames + at]) at += 1;
      return at;
    }
    const areSame = first.compare(second, views, views + viewsBytes, views, views + viewsBytes) === 0;
    return areSame ? -1 : StrategyFrame.size;
  }

  /** A frame's intents as hexadecimal, for a message. */
  intentsOf(index: 0 | 1): string {
    const frame = this.#frames[index] as DataView;
    const count = Math.min(frame.getInt32(StrategyFrame.intentCount, true), 16);
    const bytes = this.#bytes[index] as Buffer;
    const begin = LaneMemory.frames + StrategyFrame.intents;
    return `${count} intents ${bytes.toString("hex", begin, begin + count * 56)}`;
  }
}
