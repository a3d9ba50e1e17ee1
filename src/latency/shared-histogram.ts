// Reads a lane's native histogram, in shared memory, as an hdr-histogram-js. Called on the main thread, any time.
// Guarantees: never disturbs the lane; may miss what it records meanwhile; a value is taken as the largest that its
// bucket counts, so a percentile is never reported better than it was (and at most 1/128 worse).
import { build, type Histogram } from "hdr-histogram-js";
import { bucketHighest, valueMax } from "./bucket-index.js";

/** 1/1000 of a value: finer than the buckets that are read. */
const significantDigits = 3;

export function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: valueMax,
    numberOfSignificantValueDigits: significantDigits,
  });
}

/** A bucket that something was recorded in: the largest value that it counts, ns, and how often. */
export type Bucket = readonly [atMostNs: number, count: number];

/** Those that are not empty, smallest values first; `counts[i]`: how often bucket `i` of bucket-index.ts was recorded. */
export function sharedBuckets(counts: BigUint64Array): Bucket[] {
  const buckets: Bucket[] = [];
  // As halves: reading the elements would make a BigInt of each. Both sides of the boundary are little-endian.
  const halves = new Uint32Array(counts.buffer, counts.byteOffset, counts.length * 2);
  for (let index = 0; index < counts.length; index += 1) {
    const count = (halves[2 * index] ?? 0) + (halves[2 * index + 1] ?? 0) * 2 ** 32;
    if (count > 0) buckets.push([bucketHighest(index), count]);
  }
  return buckets;
}

export function fromBuckets(buckets: readonly Bucket[]): Histogram {
  const histogram = emptyHistogram();
  record(buckets, histogram);
  return histogram;
}

export function record(buckets: readonly Bucket[], histogram: Histogram): void {
  for (const [atMostNs, count] of buckets) histogram.recordValueWithCount(atMostNs, count);
}

/** What was recorded between two readings of the same histogram: counts only grow. */
export function bucketsBetween(before: readonly Bucket[], after: readonly Bucket[]): Bucket[] {
  const earlier = new Map(before);
  return after.flatMap(([atMostNs, count]): Bucket[] => {
    const more = count - (earlier.get(atMostNs) ?? 0);
    return more > 0 ? [[atMostNs, more]] : [];
  });
}
