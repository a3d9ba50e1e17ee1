/** A strategy's frame as 32-bit words, bytes and doubles: straight reads of the lane's memory, on the lane's thread. */
import { LaneMemory, StrategyFrame } from "../lanes/boundary.js";

export class FrameReader {
  readonly words: Int32Array;
  readonly unsignedWords: Uint32Array;
  readonly bytes: Uint8Array;
  readonly doubles: Float64Array;

  constructor(memory: SharedArrayBuffer, index: number) {
    const base = LaneMemory.frames + index * StrategyFrame.size;
    this.words = new Int32Array(memory, base, StrategyFrame.size / 4);
    this.unsignedWords = new Uint32Array(memory, base, StrategyFrame.size / 4);
    this.bytes = new Uint8Array(memory, base, StrategyFrame.size);
    this.doubles = new Float64Array(memory, base, StrategyFrame.size / 8);
  }

  /** A field of type i32. Every offset comes from the generated layout. */
  word(byteOffset: number): number {
    return this.words[byteOffset / 4] as number;
  }

  /** A field of type u32: shares may pass 2^31. */
  unsigned(byteOffset: number): number {
    return this.unsignedWords[byteOffset / 4] as number;
  }
}
