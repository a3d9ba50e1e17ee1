/** A strategy's frame as 32-bit words and as doubles: straight reads of the lane's memory, on the lane's thread. */
import { LaneMemory, StrategyFrame } from "../lanes/boundary.js";

export class FrameReader {
  readonly words: Int32Array;
  readonly doubles: Float64Array;

  constructor(memory: SharedArrayBuffer, index: number) {
    const base = LaneMemory.frames + index * StrategyFrame.size;
    this.words = new Int32Array(memory, base, StrategyFrame.size / 4);
    this.doubles = new Float64Array(memory, base, StrategyFrame.size / 8);
  }

  word(byteOffset: number): number {
    return this.words[byteOffset / 4] as number; // every offset comes from the generated layout
  }
}
