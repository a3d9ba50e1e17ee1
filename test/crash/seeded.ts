/** Random numbers that follow from a seed: each round has a series of its own, so that one can be had again alone. */
import { seededRandom } from "../unit/seeded-random.js";

export const randomOf = (seed: number, series: number): (() => number) =>
  seededRandom(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(series + 1, 0x85eb_ca6b));
