// A small seeded generator for property tests (mulberry32). HOTLANE_TEST_SEED replays a run; the seed is in every
// failure's message through `seedNote`.
import { seededRandom as mulberry } from "../../src/bench/seeded-random.js";

export const seed = Number(process.env.HOTLANE_TEST_SEED ?? 20261124);
export const seedNote = `replay with HOTLANE_TEST_SEED=${seed}`;

/** Gives numbers from 0 (included) to 1 (not included). */
export function seededRandom(start: number = seed): () => number {
  return mulberry(start);
}

/** A whole number from `min` to `max`, both included. */
export function wholeBetween(random: () => number, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}
