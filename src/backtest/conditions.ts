/** What a backtest assumed and where it is from, as its report says it: limits and fees. Pure. */
import type { LivePlace } from "./live-place.js";
import type { BacktestOptions } from "./run-backtest.js";

export interface ConditionsReport {
  /** What the gate held orders against. `place` and `account` null: nobody's, but for loose bounds. */
  limits: { from: string; place: string | null; account: string | null };
  /** What executions cost. */
  fees: { from: string };
}

const looseWords = "loose: a backtest's own";

export function conditionsOf({ place, fees }: Pick<BacktestOptions, "place" | "fees">): ConditionsReport {
  if (place === undefined) {
    return {
      limits: { from: looseWords, place: null, account: null },
      fees: { from: fees === undefined ? "none" : "--fees" },
    };
  }
  const { configFile, name, account } = place;
  return {
    limits: { from: configFile, place: name, account },
    fees: { from: place.config.fees.length === 0 ? `none in ${configFile}` : configFile },
  };
}

/** One line for people. */
export function conditionsLine({ limits, fees }: ConditionsReport): string {
  const whose = limits.place === null ? "" : ` (place ${limits.place}, account ${limits.account})`;
  return `limits: ${limits.from}${whose}; fees: ${fees.from}`;
}

/** What two sweeps must share to be one. */
export const placeIdentity = (place: LivePlace | undefined): object | null =>
  place === undefined
    ? null
    : {
        place: place.name,
        limits: place.config.limits,
        fees: place.config.fees,
        market: place.config.venue ?? null,
      };
