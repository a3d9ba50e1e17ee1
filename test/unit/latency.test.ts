import { describe, expect, it } from "vitest";
import { histogramCounts } from "../../src/lanes/boundary.js";
import { bucketHighest, bucketIndex, bucketLowest, valueMax } from "../../src/latency/bucket-index.js";
import { bucketsBetween, sharedBuckets } from "../../src/latency/shared-histogram.js";
import { stageReport } from "../../src/latency/stage-report.js";
import { seededRandom, seedNote } from "./seeded-random.js";

const rounds = 20_000;
/** Spread evenly over the orders of magnitude, as latencies are. */
const randomValue = (random: () => number): number => Math.floor(2 ** (random() * 36));

describe("latency buckets", () => {
  it("follow each other without gap or overlap up to the largest value", () => {
    expect(bucketLowest(0)).toBe(0);
    const last = bucketIndex(valueMax);
    expect(last).toBe(histogramCounts - 1);
    for (let index = 0; index < last; index += 1) {
      if (bucketHighest(index) + 1 !== bucketLowest(index + 1)) expect.fail(`after bucket ${index}`);
      if (bucketIndex(bucketLowest(index)) !== index) expect.fail(`lowest of bucket ${index}`);
      if (bucketIndex(bucketHighest(index)) !== index) expect.fail(`highest of bucket ${index}`);
    }
    expect(bucketHighest(last)).toBe(valueMax);
  });

  it("are exact below 256 and narrower than 1/128 of a value above", () => {
    const random = seededRandom();
    for (let round = 0; round < rounds; round += 1) {
      const value = randomValue(random);
      const index = bucketIndex(value);
      expect(bucketLowest(index), seedNote).toBeLessThanOrEqual(value);
      expect(bucketHighest(index), seedNote).toBeGreaterThanOrEqual(value);
      const width = bucketHighest(index) - bucketLowest(index);
      if (value < 256) expect(width).toBe(0);
      else expect(width / value, seedNote).toBeLessThan(1 / 128);
    }
  });

  it("take what is too large as the largest", () => {
    expect(bucketIndex(valueMax + 1)).toBe(bucketIndex(valueMax));
    expect(bucketIndex(Number.MAX_SAFE_INTEGER)).toBe(bucketIndex(valueMax));
  });

  it("agree with the rule as the native side writes it", () => {
    const random = seededRandom();
    for (let round = 0; round < rounds; round += 1) {
      const value = randomValue(random);
      const exponent = BigInt(Math.max(0, BigInt(value).toString(2).length - 8));
      const native = 128n * exponent + (BigInt(value) >> exponent);
      expect(BigInt(bucketIndex(value)), `${value}: ${seedNote}`).toBe(native);
    }
  });
});

describe("a lane's shared histogram", () => {
  it("gives percentiles never below the true ones, and less than 1% above", () => {
    const random = seededRandom();
    const counts = new BigUint64Array(new SharedArrayBuffer(histogramCounts * 8));
    const values = Array.from({ length: rounds }, () => randomValue(random)).toSorted((a, b) => a - b);
    for (const value of values) counts[bucketIndex(value)] = (counts[bucketIndex(value)] ?? 0n) + 1n;
    const report = stageReport(sharedBuckets(counts));
    expect(report.count).toBe(rounds);
    const shares = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, p9999: 0.9999, max: 1 } as const;
    for (const [name, share] of Object.entries(shares)) {
      const truth = values[Math.ceil(share * rounds) - 1] ?? 0;
      const told = report[name as keyof typeof shares];
      expect(told, `${name}: ${seedNote}`).toBeGreaterThanOrEqual(truth);
      expect(told, `${name}: ${seedNote}`).toBeLessThanOrEqual(truth * 1.01 + 1);
    }
  });

  it("reads counts beyond 32 bits", () => {
    const counts = new BigUint64Array(histogramCounts);
    counts[7] = 5_000_000_000n;
    expect(stageReport(sharedBuckets(counts))).toMatchObject({ count: 5_000_000_000, p50: 7, max: 7 });
  });

  it("is all zero while nothing was recorded", () => {
    const report = stageReport(sharedBuckets(new BigUint64Array(histogramCounts)));
    expect(Object.values(report)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("two readings of a histogram", () => {
  it("give what was recorded between them, whatever there was before", () => {
    const random = seededRandom();
    const counts = new BigUint64Array(new SharedArrayBuffer(histogramCounts * 8));
    const alone = new BigUint64Array(new SharedArrayBuffer(histogramCounts * 8));
    const record = (into: BigUint64Array, value: number): void => {
      into[bucketIndex(value)] = (into[bucketIndex(value)] ?? 0n) + 1n;
    };
    for (let round = 0; round < rounds; round += 1) record(counts, randomValue(random));
    const before = sharedBuckets(counts);
    for (let round = 0; round < rounds; round += 1) {
      const value = randomValue(random);
      record(counts, value);
      record(alone, value);
    }
    const between = bucketsBetween(before, sharedBuckets(counts));
    expect(between, seedNote).toEqual(sharedBuckets(alone));
    expect(stageReport(between), seedNote).toEqual(stageReport(sharedBuckets(alone)));
    expect(bucketsBetween(before, before)).toEqual([]);
  });
});
