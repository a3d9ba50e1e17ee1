/** What `hotlane backtest --sweep … --json` prints, `hotlane.sweep/1`. Pure. Dollars. */
import { createHash } from "node:crypto";
import { type ConditionsReport, conditionsOf } from "../backtest/conditions.js";
import { itchErrorText } from "../files/itch-error.js";
import type { Parameters } from "../sdk/strategy.js";
import { trainingDays } from "./folds.js";
import { nameOfSet } from "./parameter-grid.js";
import type { SweepOptions, SweepResult } from "./run-sweep.js";
import { bestOf, ranked, type SweepRuns, whyFailed } from "./sweep-runs.js";
import { rankings, type Totals, totalsOf } from "./totals.js";

/** One parameter set over the days that parameters are chosen on: in-sample. */
export interface SetReport extends Totals {
  /** 1: the best. */
  rank: number;
  set: number;
  name: string;
  /** All that were set. */
  parameters: Parameters;
  /** Over its days' hashes. */
  stateHash: string;
}

export interface FoldReport {
  train: (string | null)[];
  test: (string | null)[];
  /** Null: no set ended well on all training days. */
  chosen: { set: number; name: string; parameters: Parameters } | null;
  /** Of the chosen set on the training days: what it was chosen for. */
  inSample: Totals | null;
  /** And on the test days, which nobody looked at before. Null: a run there failed. */
  outOfSample: Totals | null;
}

export interface FailureReport {
  set: number;
  name: string;
  date: string | null;
  why: string;
}

export interface SweepDayReport {
  date: string | null;
  /** Null: this command had nothing left to run on it, or did not read it in advance. */
  messages: number | null;
  /** Of them, what the instruments need. */
  kept: number | null;
  /** Read once for all workers; else each run read the files. Null: this command had nothing left to run on it. */
  isShared: boolean | null;
  errors: string[];
  missingSymbols: string[];
}

export interface SweepReport extends ConditionsReport {
  schema: "hotlane.sweep/1";
  strategy: string;
  version: string;
  tier: "inline" | "compiled";
  symbols: readonly string[];
  axes: { name: string; values: readonly Parameters[string][] }[];
  sets: number;
  runs: number;
  /** Of them, an earlier command's. */
  resumed: number;
  workers: number;
  /** Wall-clock time. */
  seconds: number;
  best: { by: string; words: string };
  days: SweepDayReport[];
  /** On these the results below were made, and chosen. */
  inSampleDays: (string | null)[];
  results: SetReport[];
  /** None: nothing here was judged on days that it was not chosen on. */
  folds: FoldReport[];
  /** Of all folds' test days together. Null: there are none. */
  outOfSample: Totals | null;
  failures: FailureReport[];
}

export function sweepReport(options: SweepOptions, result: SweepResult): SweepReport {
  const { days, sets, folds, runs, code, chosen, symbols, resumed, seconds } = result;
  const { by, axes, backtest, pool } = options;
  const dates = (places: readonly number[]): (string | null)[] => places.map((at) => days[at]?.date ?? null);
  const inSample = trainingDays(days.length, folds);
  const nameOf = (set: number): string => nameOfSet(sets[set] ?? {}, axes);
  const tested = folds.flatMap(({ train, test }) => {
    const best = bestOf(sets.length, train, runs, by);
    return (best === undefined ? undefined : runs.figures(best.set, test)) ?? [];
  });
  return {
    schema: "hotlane.sweep/1",
    strategy: backtest.strategyFile,
    version: code.version,
    tier: chosen.build === undefined ? "inline" : "compiled",
    symbols,
    ...conditionsOf(backtest),
    axes: axes.map(({ name, values }) => ({ name, values })),
    sets: sets.length,
    runs: runs.count,
    resumed,
    workers: pool.workers,
    seconds,
    best: { by, words: rankings[by].words },
    days: days.map((_, place) => dayReport(result, place)),
    inSampleDays: dates(inSample),
    results: ranked(sets.length, inSample, runs, by).map(({ set, totals }, index) => ({
      rank: index + 1,
      set,
      name: nameOf(set),
      parameters: sets[set] ?? {},
      ...totals,
      stateHash: hashOf(set, inSample, runs),
    })),
    folds: folds.map(({ train, test }): FoldReport => {
      const best = bestOf(sets.length, train, runs, by);
      const made = best === undefined ? undefined : runs.figures(best.set, test);
      return {
        train: dates(train),
        test: dates(test),
        chosen:
          best === undefined
            ? null
            : { set: best.set, name: nameOf(best.set), parameters: sets[best.set] ?? {} },
        inSample: best?.totals ?? null,
        outOfSample: made === undefined ? null : totalsOf(made),
      };
    }),
    outOfSample: tested.length === 0 ? null : totalsOf(tested),
    failures: runs.all().flatMap((run) => {
      const why = whyFailed(run);
      const [date = null] = dates([run.day]);
      return why === undefined ? [] : [{ set: run.set, name: nameOf(run.set), date, why }];
    }),
  };
}

function dayReport({ days, read }: SweepResult, place: number): SweepDayReport {
  const its = read.find((one) => one.place === place);
  const shared = its?.shared;
  return {
    date: days[place]?.date ?? null,
    messages: shared?.summary.messages ?? null,
    kept: shared?.summary.kept ?? null,
    isShared: its === undefined ? null : shared !== undefined,
    errors: (shared?.files ?? []).flatMap(({ file, error }) =>
      error === null ? [] : [`${file}: ${itchErrorText(error)}`],
    ),
    missingSymbols: shared?.summary.unannounced ?? [],
  };
}

function hashOf(set: number, days: readonly number[], runs: SweepRuns): string {
  const hashes = (runs.figures(set, days) ?? []).map(({ stateHash }) => stateHash);
  return createHash("sha256").update(hashes.join()).digest("hex").slice(0, 16);
}
