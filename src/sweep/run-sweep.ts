/**
 * Runs a strategy with every parameter set of a grid on every day that parameters are chosen on, and those that were chosen
 * on the days that they are judged by: nothing else is ever run on those. Each run is a backtest of one day by itself, so
 * what comes out does not depend on how many workers there are or on what ran before.
 */
import { statSync } from "node:fs";
import { placeIdentity } from "../backtest/conditions.js";
import { type DataDay, daysOf } from "../backtest/data-files.js";
import { checkSymbolsOfPlace } from "../backtest/live-place.js";
import { type BacktestOptions, symbolsOfRun } from "../backtest/run-backtest.js";
import { HotlaneError } from "../errors.js";
import { showProgress } from "../files/progress-line.js";
import { LaneMemory } from "../lanes/boundary.js";
import { type ChosenTier, chooseTier } from "../lanes/chosen-tier.js";
import type { Parameters } from "../sdk/strategy.js";
import { makeStrategy } from "../strategies/make-strategy.js";
import { bundleStrategy, evaluateStrategy, type StrategyCode } from "../strategies/strategy-code.js";
import { dayGroups, type GroupedDay } from "./day-groups.js";
import { type Cut, type Fold, foldsOf, trainingDays } from "./folds.js";
import { parameterSets, type SweepAxis } from "./parameter-grid.js";
import { type PoolSettings, runTasks } from "./sweep-pool.js";
import { bestOf, runsOf, type SweepRuns } from "./sweep-runs.js";
import type { RunOutcome, RunTask } from "./sweep-setup.js";
import { type SweepIdentity, SweepStore } from "./sweep-store.js";
import { sweepProgress } from "./sweep-table.js";
import type { Ranking } from "./totals.js";

export interface SweepOptions {
  /** Of every run; its parameters are those that do not change. */
  readonly backtest: BacktestOptions;
  readonly axes: readonly SweepAxis[];
  readonly cut: Cut;
  readonly by: Ranking;
  readonly pool: PoolSettings;
  /** What all workers together may share of the days' messages. */
  readonly sharedBytesMax: number;
  /** Undefined: nothing is kept. */
  readonly out: string | undefined;
}

export interface SweepResult {
  readonly code: StrategyCode;
  readonly chosen: ChosenTier;
  readonly symbols: readonly string[];
  readonly days: readonly DataDay[];
  readonly sets: readonly Parameters[];
  readonly folds: readonly Fold[];
  readonly runs: SweepRuns;
  /** Of the days that were read by this command. */
  readonly read: readonly GroupedDay[];
  /** Runs that an earlier command had done. */
  readonly resumed: number;
  readonly seconds: number;
}

export async function runSweep(options: SweepOptions): Promise<SweepResult> {
  const { backtest, axes, cut, by } = options;
  const sets = parameterSets(backtest.parameters, axes);
  const days = await daysOf(backtest.data, backtest.date);
  const folds = foldsOf(days.length, cut);
  const code = await bundleStrategy(backtest.strategyFile);
  const { strategyName: name, strategyFile: file, tier } = backtest;
  const chosen = await chooseTier({ name, file, tier });
  const symbols = await symbolsOfRun(days, backtest);
  if (backtest.place !== undefined) checkSymbolsOfPlace(backtest.place, symbols);
  checkValues(code, backtest, axes, symbols.length);
  const store =
    options.out === undefined
      ? undefined
      : SweepStore.open(options.out, identityOf(options, days, symbols, code));
  const sweep = new Sweep(options, { sets, days, code, chosen, symbols }, store);
  try {
    await sweep.run(allOf(sets, trainingDays(days.length, folds)));
    const { runs } = sweep;
    for (const { train, test } of folds) {
      const best = bestOf(sets.length, train, runs, by);
      if (best !== undefined) sweep.want(best.set, test);
    }
    await sweep.runWanted();
    const { read, resumed, seconds } = sweep;
    return { code, chosen, symbols, days, sets, folds, runs, read, resumed, seconds };
  } finally {
    store?.close();
  }
}

type Run = Pick<RunTask, "set" | "day">;

const allOf = (sets: readonly unknown[], days: readonly number[]): Run[] =>
  days.flatMap((day) => sets.map((_, set) => ({ set, day })));

interface Subject {
  readonly sets: readonly Parameters[];
  readonly days: readonly DataDay[];
  readonly code: StrategyCode;
  readonly chosen: ChosenTier;
  readonly symbols: readonly string[];
}

class Sweep {
  readonly runs: SweepRuns;
  readonly read: GroupedDay[] = [];
  readonly resumed: number;
  seconds = 0;
  readonly #options: SweepOptions;
  readonly #subject: Subject;
  readonly #store: SweepStore | undefined;
  #wanted: Run[] = [];

  constructor(options: SweepOptions, subject: Subject, store: SweepStore | undefined) {
    this.#options = options;
    this.#subject = subject;
    this.#store = store;
    this.runs = runsOf(store?.runs ?? []);
    this.resumed = this.runs.count;
  }

  want(set: number, days: readonly number[]): void {
    this.#wanted.push(...days.map((day) => ({ set, day })));
  }

  async runWanted(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    await this.run(wanted);
  }

  /** Those of them that have not been run. */
  async run(wanted: readonly Run[]): Promise<void> {
    const unique = new Map(wanted.map((run) => [`${run.set}/${run.day}`, run]));
    const missing = [...unique.values()].filter(({ set, day }) => !this.runs.has(set, day));
    const { days, symbols } = this.#subject;
    const places = [...new Set(missing.map(({ day }) => day))].sort((a, b) => a - b);
    let ended = 0;
    const begun = performance.now();
    for await (const group of dayGroups(days, places, symbols, this.#options.sharedBytesMax)) {
      for (const one of group) checkAnnounced(one, symbols);
      const groupBegun = performance.now();
      const its = missing.filter(({ day }) => group.some(({ place }) => place === day));
      const before = ended;
      const hide = showProgress(() =>
        sweepProgress(
          missing.length,
          ended,
          this.runs.died,
          (performance.now() - groupBegun) / (ended - before),
        ),
      );
      try {
        await this.#runGroup(group, its, () => {
          ended += 1;
        });
      } finally {
        hide();
      }
      this.read.push(...group.map(withoutBytes));
    }
    this.seconds += (performance.now() - begun) / 1_000;
  }

  async #runGroup(group: readonly GroupedDay[], its: readonly Run[], onEnd: () => void): Promise<void> {
    const { code, chosen, symbols, sets } = this.#subject;
    const days = group.map(({ day, shared }) => ({ day, shared: shared?.messages }));
    const setup = { code, chosen, symbols, options: this.#options.backtest, days };
    const tasks = its.map(({ set, day }) => ({
      set,
      day: group.findIndex(({ place }) => place === day),
      parameters: sets[set] ?? {},
    }));
    await runTasks(tasks, setup, this.#options.pool, (outcome: RunOutcome) => {
      const run = { ...outcome, day: group[outcome.day]?.place ?? 0 };
      this.runs.add(run);
      this.#store?.keep(run);
      onEnd();
    });
  }
}

const withoutBytes = (day: GroupedDay): GroupedDay =>
  day.shared === undefined
    ? day
    : { ...day, shared: { ...day.shared, messages: { blocks: [], bytes: day.shared.messages.bytes } } };

/** Each value by itself, before anything runs. Throws as the strategy says what is wrong with it. */
function checkValues(
  code: StrategyCode,
  { strategyName: name, parameters }: BacktestOptions,
  axes: readonly SweepAxis[],
  instruments: number,
): void {
  const exported = evaluateStrategy(code);
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const places = Array.from({ length: instruments }, (_, index) => index);
  const first = Object.fromEntries(axes.map((axis) => [axis.name, axis.values[0] ?? 0]));
  for (const axis of axes) {
    for (const value of axis.values) {
      const set = { ...parameters, ...first, [axis.name]: value };
      makeStrategy(exported, {
        memory,
        index: 0,
        name,
        instruments: places,
        parameters: set,
        onThrow: () => {},
      });
    }
  }
}

function checkAnnounced({ day, shared }: GroupedDay, symbols: readonly string[]): void {
  if (shared === undefined || shared.summary.unannounced.length < symbols.length) return;
  if (shared.files.some(({ error }) => error !== null)) return;
  const files = day.files.map(({ path }) => path).join(", ");
  throw new HotlaneError("backtest/symbols", `${files}: none of ${symbols.join(", ")} is announced there`);
}

function identityOf(
  { backtest, axes }: SweepOptions,
  days: readonly DataDay[],
  symbols: readonly string[],
  code: StrategyCode,
): SweepIdentity {
  const plain = (_: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  const { tier, parameters, latency, queue, fromNs, toNs, fees, place, equityIntervalNs } = backtest;
  return {
    strategy: code.version,
    tier,
    grid: axes,
    parameters,
    data: days.map(({ date, files }) => ({
      date: date ?? null,
      files: files.map(({ path }) => sizeOf(path)),
    })),
    symbols,
    latency: JSON.parse(JSON.stringify(latency, plain)) as unknown,
    options: {
      queue: queue ?? "exact",
      fromNs,
      toNs,
      fees: fees ?? null,
      place: placeIdentity(place),
      equityIntervalNs,
    },
  };
}

function sizeOf(path: string): object {
  const { size, mtimeMs } = statSync(path);
  return { path, size, mtimeMs };
}
