/**
 * A day's data, read, unpacked and decoded once, in memory that all workers share: of its messages those that the sweep's
 * instruments need, as an ITCH file (native/backtest/market_extract.hpp). Written here before any worker starts; nobody
 * writes it after. A run over it gives what a run over the files gives, hash and all.
 */
import type { ExtractSummary, MarketExtract, NativeBacktest } from "../backtest/backtest-setup.js";
import type { DataDay } from "../backtest/data-files.js";
import { type DayTaker, type FileCoverage, readDay } from "../backtest/day-reading.js";
import { native } from "../lanes/native.js";

const blockBytes = 16 << 20;
/** Handed to a run at a time. */
const pieceBytes = 1 << 20;

export interface SharedMessages {
  readonly blocks: readonly SharedArrayBuffer[];
  readonly bytes: number;
}

export interface SharedDay {
  readonly messages: SharedMessages;
  readonly files: readonly FileCoverage[];
  readonly summary: ExtractSummary;
}

class TooLargeError extends Error {}

/** Undefined: it takes more than `bytesMax`. */
export async function shareDay(
  day: DataDay,
  symbols: readonly string[],
  bytesMax: number,
): Promise<SharedDay | undefined> {
  const source = { kind: day.kind, files: day.files.length, channel: 0 };
  const keeper = new Keeper(new native.MarketExtract(source, symbols), bytesMax);
  try {
    const files = await readDay(day, keeper);
    return { messages: keeper.messages(), files, summary: keeper.summary() };
  } catch (error) {
    if (error instanceof TooLargeError) return undefined;
    throw error;
  }
}

class Keeper implements DayTaker {
  readonly #extract: MarketExtract;
  readonly #bytesMax: number;
  readonly #blocks: SharedArrayBuffer[] = [];
  #bytes = 0;

  constructor(extract: MarketExtract, bytesMax: number) {
    this.#extract = extract;
    this.#bytesMax = bytesMax;
  }

  wanted(): number | null {
    return this.#extract.wanted();
  }
  fault(): ReturnType<MarketExtract["fault"]> {
    return this.#extract.fault();
  }
  summary(): ExtractSummary {
    return this.#extract.summary();
  }
  feed(file: number, chunk: Uint8Array): void {
    this.#extract.feed(file, chunk);
    this.#keep(this.#extract.take());
  }
  endFile(file: number): void {
    this.#extract.endFile(file);
    this.#keep(this.#extract.take());
  }
  messages(): SharedMessages {
    return { blocks: this.#blocks, bytes: this.#bytes };
  }

  #keep(bytes: Uint8Array): void {
    for (let left = bytes; left.length > 0; ) {
      const at = this.#bytes % blockBytes;
      if (at === 0) {
        if (this.#blocks.length * blockBytes + blockBytes > this.#bytesMax) throw new TooLargeError();
        this.#blocks.push(new SharedArrayBuffer(blockBytes));
      }
      const block = this.#blocks[this.#blocks.length - 1] as SharedArrayBuffer;
      const piece = left.subarray(0, blockBytes - at);
      new Uint8Array(block).set(piece, at);
      this.#bytes += piece.length;
      left = left.subarray(piece.length);
    }
  }
}

/** The day as such a memory stands for it. */
export function asShared(day: DataDay): DataDay {
  return { ...day, kind: "itch", files: day.files.slice(0, 1) };
}

export function feedShared({ blocks, bytes }: SharedMessages, run: NativeBacktest): void {
  for (let at = 0; at < bytes && run.wanted() !== null; ) {
    const block = blocks[Math.floor(at / blockBytes)] as SharedArrayBuffer;
    const offset = at % blockBytes;
    const length = Math.min(pieceBytes, blockBytes - offset, bytes - at);
    run.feed(0, new Uint8Array(block, offset, length));
    at += length;
  }
  if (run.wanted() !== null) run.endFile(0);
}
