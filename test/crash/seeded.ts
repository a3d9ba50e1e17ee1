/** Random numbers that follow from a seed: each round has a series of its own, so that one can be had again alone. */

/** 0 to 1, without 1 (mulberry32). */
export function randomOf(seed: number, series: number): () => number {
  let state = (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(series + 1, 0x85eb_ca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
