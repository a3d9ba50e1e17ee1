// The log-linear buckets of the lane's latency histograms. Used by shared-histogram.ts on the main thread.
// Guarantees: the same rule as native/latency/latency_histogram.hpp: values below 256 are exact, above them each
// power of two has 128 equal buckets, so a bucket is narrower than 1/128 of its values.

const subBucketBits = 7;
const subBuckets = 2 ** subBucketBits;
const exactValues = 2 * subBuckets;

/** Larger values, in ns, count as this one (68.7 s). */
export const valueMax = 2 ** 36 - 1;

/** Powers of two by which the values in bucket `index` were divided. */
const exponentOf = (index: number): number => (index < exactValues ? 0 : Math.floor(index / subBuckets) - 1);

/** The bucket that counts `value`, a whole number of ns. */
export function bucketIndex(value: number): number {
  const capped = Math.min(value, valueMax);
  let exponent = 0;
  for (let rest = capped; rest >= exactValues; rest = Math.floor(rest / 2)) exponent += 1;
  return subBuckets * exponent + Math.floor(capped / 2 ** exponent);
}

/** The least value that bucket `index` counts, ns. */
export function bucketLowest(index: number): number {
  const exponent = exponentOf(index);
  return (index - subBuckets * exponent) * 2 ** exponent;
}

/** The largest value that bucket `index` counts, ns. */
export function bucketHighest(index: number): number {
  return bucketLowest(index) + 2 ** exponentOf(index) - 1;
}
