/**
 * Which days parameters are chosen on, and which they are then judged by. Days come in the order of time and a fold's test
 * days all follow its training days, so nothing of what is judged was known when it was chosen. Pure.
 */
import { UsageError } from "../errors.js";

export interface Fold {
  /** Places of days. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** How the days are cut. `all`: not at all, every figure is in-sample. */
export type Cut =
  | { readonly kind: "all" }
  | { readonly kind: "split"; readonly share: number }
  | { readonly kind: "walkForward"; readonly train: number; readonly test: number };

const places = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

export function foldsOf(days: number, cut: Cut): Fold[] {
  switch (cut.kind) {
    case "all":
      return [];
    case "split":
      return [split(days, cut.share)];
    case "walkForward":
      return walkForward(days, cut.train, cut.test);
  }
}

function split(days: number, share: number): Fold {
  const train = Math.round(days * share);
  if (train < 1 || train >= days) {
    throw new UsageError(
      `--split ${share}: of ${days} days that leaves ${train} to train on and ${days - train} to test`,
    );
  }
  return { train: places(0, train), test: places(train, days) };
}

/** Each fold's test days are the next after those of the fold before; a last one may have fewer. */
function walkForward(days: number, train: number, test: number): Fold[] {
  if (train + 1 > days) {
    throw new UsageError(`--train ${train}: of ${days} days that leaves none to test`);
  }
  const folds: Fold[] = [];
  for (let begin = 0; begin + train < days; begin += test) {
    const tested = begin + train;
    folds.push({ train: places(begin, tested), test: places(tested, Math.min(tested + test, days)) });
  }
  return folds;
}

/** The days that any parameter set is chosen on, in order. */
export function trainingDays(days: number, folds: readonly Fold[]): number[] {
  if (folds.length === 0) return places(0, days);
  return places(0, days).filter((day) => folds.some(({ train }) => train.includes(day)));
}
