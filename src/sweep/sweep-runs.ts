/** The runs of a sweep that have ended, by set and day, and what sets made of them. */
import type { RunFigures, RunOutcome } from "./sweep-setup.js";
import { type Ranking, rank, type SetTotals, totalsOf } from "./totals.js";

export class SweepRuns {
  readonly #byDay = new Map<number, Map<number, RunOutcome>>();
  /** Of them, those that ended with their workers. */
  died = 0;
  count = 0;

  add(run: RunOutcome): void {
    const sets = this.#byDay.get(run.day) ?? new Map<number, RunOutcome>();
    this.#byDay.set(run.day, sets);
    if (!sets.has(run.set)) this.count += 1;
    sets.set(run.set, run);
    if ("died" in run) this.died += 1;
  }

  has(set: number, day: number): boolean {
    return this.#byDay.get(day)?.has(set) ?? false;
  }

  of(set: number, day: number): RunOutcome | undefined {
    return this.#byDay.get(day)?.get(set);
  }

  /** Of a set on these days; undefined: not all were run to their ends. */
  figures(set: number, days: readonly number[]): RunFigures[] | undefined {
    const found: RunFigures[] = [];
    for (const day of days) {
      const run = this.of(set, day);
      if (run === undefined || whyFailed(run) !== undefined || !("figures" in run)) return undefined;
      found.push(run.figures);
    }
    return found;
  }

  /** By day, then by set. */
  all(): RunOutcome[] {
    const byPlace = ([a]: [number, unknown], [b]: [number, unknown]): number => a - b;
    return [...this.#byDay]
      .sort(byPlace)
      .flatMap(([, sets]) => [...sets].sort(byPlace).map(([, run]) => run));
  }
}

export function runsOf(kept: readonly RunOutcome[]): SweepRuns {
  const runs = new SweepRuns();
  for (const run of kept) runs.add(run);
  return runs;
}

/** In words; undefined: it did not. */
export function whyFailed(run: RunOutcome): string | undefined {
  if ("died" in run) return run.died;
  return run.figures.threw === null ? undefined : `the strategy threw in ${run.figures.threw}`;
}

/** Best first, of the sets whose runs on these days all ended well. */
export function ranked(sets: number, days: readonly number[], runs: SweepRuns, by: Ranking): SetTotals[] {
  const found: SetTotals[] = [];
  for (let set = 0; set < sets; ++set) {
    const figures = runs.figures(set, days);
    if (figures !== undefined) found.push({ set, totals: totalsOf(figures) });
  }
  return rank(found, by);
}

export function bestOf(
  sets: number,
  days: readonly number[],
  runs: SweepRuns,
  by: Ranking,
): SetTotals | undefined {
  return ranked(sets, days, runs, by)[0];
}
