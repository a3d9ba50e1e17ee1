/** What a sweep's workers are told and what they answer. */

import type { DataDay } from "../backtest/data-files.js";
import type { BacktestOptions } from "../backtest/run-backtest.js";
import type { ChosenTier } from "../lanes/chosen-tier.js";
import type { Parameters } from "../sdk/strategy.js";
import type { StrategyCode } from "../strategies/strategy-code.js";
import type { SharedMessages } from "./shared-day.js";

/** Of one parameter set on one day. Dollars. */
export interface RunFigures {
  readonly orders: number;
  readonly fills: number;
  readonly filledShares: number;
  readonly realised: number;
  readonly unrealised: number;
  readonly fees: number;
  readonly rebates: number;
  readonly net: number;
  /** Of the day's equity from its highest before; null: no equity was kept. */
  readonly drawdown: number | null;
  /** Orders that the gate refused. */
  readonly refused: number;
  readonly stateHash: string;
  /** Wall-clock time. */
  readonly seconds: number;
  /** What the strategy threw: nothing behind it counts. */
  readonly threw: string | null;
}

/** One run: by the places of its set and its day. */
export interface RunTask {
  readonly set: number;
  readonly day: number;
  readonly parameters: Parameters;
}

/** One run's end. `died`: its worker did, or it failed otherwise; in words. */
export type RunOutcome = Pick<RunTask, "set" | "day"> &
  ({ readonly figures: RunFigures } | { readonly died: string });

export interface SweepDay {
  readonly day: DataDay;
  /** Its messages, read once for all workers; undefined: each reads the files. */
  readonly shared: SharedMessages | undefined;
}

export interface WorkerSetup {
  readonly code: StrategyCode;
  readonly chosen: ChosenTier;
  readonly symbols: readonly string[];
  readonly options: BacktestOptions;
  readonly days: readonly SweepDay[];
}
