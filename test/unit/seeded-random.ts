// A small seeded generator for property tests (mulberry32). HOTLANE_TEST_SEED replays a run; the seed is in every
// failure's message through `seedNote`.
export const seed = Number(process.env.HOTLANE_TEST_SEED ?? 20261124);
export const seedNote = `replay with HOTLANE_TEST_SEED=${seed}`;

/** Gives numbers from 0 (included) to 1 (not included). */
export function seededRandom(start: number = seed): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `min` to `max`, both included. */
export function wholeBetween(random: () => number, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}
