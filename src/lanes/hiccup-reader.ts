/**
 * A lane's hiccups as it wrote them down: the newest ones, their counts by cause, the histogram of their lengths. Main
 * thread; any time. Never disturbs the lane.
 */
import { type Bucket, sharedBuckets } from "../latency/shared-histogram.js";
import {
  gcKindNames,
  Hiccup,
  HiccupCount,
  HiccupView,
  Histogram,
  hiccupCauseNames,
  hiccupsMax,
  histogramCounts,
  LaneMemory,
} from "./boundary.js";

export type HiccupCauseName = (typeof hiccupCauseNames)[number];

export interface HiccupReading {
  /** When it began, ns since the Unix epoch. */
  timeNs: bigint;
  lengthNs: number;
  cause: HiccupCauseName;
  /** What the loop itself was at longest meanwhile, and how long. */
  ownCause: HiccupCauseName;
  ownNs: number;
  /** Garbage collection in it: the newest one's kind, and the time of all. */
  gcKind: (typeof gcKindNames)[number];
  gcNs: number;
  /**
   * What the kernel counted since the hiccup before, or for a second: involuntary context switches; sleeps in a system
   * call or on a lock (0 where the loop itself had waited); page faults without and with a read from disk.
   */
  switches: number;
  blocks: number;
  minorFaults: number;
  majorFaults: number;
}

/** Of one cause. `countLong`: longer than `hiccupLongNs`. */
export interface HiccupCounts {
  count: number;
  countLong: number;
  longestNs: number;
  totalNs: number;
}

const base = LaneMemory.hiccups;
const words = Hiccup.size / 4;

export class HiccupReader {
  readonly #memory: SharedArrayBuffer;
  readonly #view: DataView;
  readonly #words: Int32Array;
  /** One slot, copied out of the shared memory. */
  readonly #copy = new Int32Array(words);
  readonly #copied = new DataView(this.#copy.buffer);
  #taken = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory, 0, (base + HiccupView.size) / 4);
  }

  /** Gaps longer than this are hiccups. */
  get thresholdNs(): number {
    return this.#big(base + HiccupView.thresholdNs);
  }

  get count(): number {
    // The low half acquires; both sides of the boundary are little-endian.
    const low = Atomics.load(this.#words, (base + HiccupView.count) / 4) >>> 0;
    return low + this.#view.getUint32(base + HiccupView.count + 4, true) * 2 ** 32;
  }

  get causes(): Record<HiccupCauseName, HiccupCounts> {
    const read = (cause: number): HiccupCounts => {
      const its = base + HiccupView.causes + cause * HiccupCount.size;
      return {
        count: this.#big(its + HiccupCount.count),
        countLong: this.#big(its + HiccupCount.countLong),
        longestNs: this.#big(its + HiccupCount.longestNs),
        totalNs: this.#big(its + HiccupCount.totalNs),
      };
    };
    return Object.fromEntries(hiccupCauseNames.map((name, cause) => [name, read(cause)])) as Record<
      HiccupCauseName,
      HiccupCounts
    >;
  }

  get lengths(): Bucket[] {
    const counts = base + HiccupView.lengths + Histogram.counts;
    return sharedBuckets(new BigUint64Array(this.#memory, counts, histogramCounts));
  }

  /** The longest, to the ns. */
  get longestNs(): number {
    return this.#big(base + HiccupView.lengths + Histogram.maximum);
  }

  /** Those since the last time, oldest first. Those that newer ones have overwritten are counted only. */
  take(): HiccupReading[] {
    const count = this.count;
    const taken: HiccupReading[] = [];
    for (let number = Math.max(this.#taken, count - hiccupsMax) + 1; number <= count; ++number) {
      if (this.#copySlot(number)) taken.push(this.#reading());
    }
    this.#taken = count;
    return taken;
  }

  #big(offset: number): number {
    return Number(this.#view.getBigUint64(offset, true));
  }

  /** False: the lane writes it anew, or has. */
  #copySlot(number: number): boolean {
    const first = (base + HiccupView.newest + (number % hiccupsMax) * Hiccup.size) / 4;
    const version = first + Hiccup.version / 4;
    const before = Atomics.load(this.#words, version);
    if ((before & 1) !== 0) return false;
    // Atomic, so that none of them is carried out after the second look at the version.
    for (let word = 0; word < words; ++word) this.#copy[word] = Atomics.load(this.#words, first + word);
    return (
      Atomics.load(this.#words, version) === before &&
      this.#copied.getUint32(Hiccup.number, true) === number % 2 ** 32
    );
  }

  #reading(): HiccupReading {
    const view = this.#copied;
    const cause = (offset: number): HiccupCauseName => hiccupCauseNames[view.getUint8(offset)] ?? "unknown";
    return {
      timeNs: view.getBigInt64(Hiccup.timeNs, true),
      lengthNs: Number(view.getBigUint64(Hiccup.lengthNs, true)),
      cause: cause(Hiccup.cause),
      ownCause: cause(Hiccup.ownCause),
      ownNs: Number(view.getBigUint64(Hiccup.ownNs, true)),
      gcKind: gcKindNames[view.getUint8(Hiccup.gcKind)] ?? "none",
      gcNs: Number(view.getBigUint64(Hiccup.gcNs, true)),
      switches: view.getUint32(Hiccup.switches, true),
      blocks: view.getUint32(Hiccup.blocks, true),
      minorFaults: view.getUint32(Hiccup.minorFaults, true),
      majorFaults: view.getUint32(Hiccup.majorFaults, true),
    };
  }
}
