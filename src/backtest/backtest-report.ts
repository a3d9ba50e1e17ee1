/** What `hotlane backtest --json` prints, `hotlane.backtest/1`. Pure. Money in dollars, times in ns since midnight. */
import { createHash } from "node:crypto";
import { itchErrorText } from "../files/itch-error.js";
import type { Parameters } from "../sdk/strategy.js";
import type { CalendarDate } from "../sessions/wall-clock.js";
import { orderEnds } from "./backtest-columns.js";
import type { BacktestPosition } from "./backtest-setup.js";
import { type ConditionsReport, conditionsOf } from "./conditions.js";
import type { BacktestOptions, DayResult, StrategyFailure } from "./run-backtest.js";

const ticksPerDollar = 10_000;
const feeUnitsPerDollar = 1e9;
const feeUnitsPerTick = feeUnitsPerDollar / ticksPerDollar;

export interface PositionReport {
  date: CalendarDate | null;
  strategy: string;
  symbol: string;
  net: number;
  bought: number;
  sold: number;
  fills: number;
  realised: number;
  unrealised: number;
  fees: number;
  rebates: number;
  /** Dollars a share. */
  mark: number;
}

/** Dollars. `net`: realised + unrealised - fees + rebates. */
export interface ProfitReport {
  realised: number;
  unrealised: number;
  fees: number;
  rebates: number;
  net: number;
}

export interface DayReport {
  date: CalendarDate | null;
  messages: number;
  seconds: number;
  orders: number;
  fills: number;
  pnl: ProfitReport;
  stateHash: string;
}

export interface CoverageReport {
  date: CalendarDate | null;
  firstNs: number | null;
  lastNs: number | null;
  messages: number;
  ofInstruments: number;
  files: {
    file: string;
    firstNs: number | null;
    lastNs: number | null;
    messages: number;
    error: string | null;
  }[];
  /** Of the strategy's, those that the day never announced. */
  missingSymbols: string[];
  /** Messages that were not taken, or not as they stand, by reason. */
  skipped: Record<string, number>;
}

export interface BacktestReport extends ConditionsReport {
  schema: "hotlane.backtest/1";
  strategy: string;
  /** Of its code: the same text, the same version. */
  version: string;
  tier: "inline" | "compiled";
  parameters: Parameters;
  symbols: readonly string[];
  messages: number;
  /** Wall-clock time of reading and running. */
  seconds: number;
  /** Sent, replacements among them. */
  orders: number;
  /** By how they ended. */
  ordersByEnd: Record<string, number>;
  fills: number;
  filledShares: number;
  positions: PositionReport[];
  pnl: ProfitReport;
  /** By the gate's words. */
  refusals: Record<string, number>;
  stateHash: string;
  coverage: CoverageReport[];
  failures: (StrategyFailure & { date: CalendarDate | null })[];
  days: DayReport[];
}

function add(sums: Record<string, number>, name: string, count: number): void {
  if (count > 0) sums[name] = (sums[name] ?? 0) + count;
}

function positionOf(date: CalendarDate | null, its: BacktestPosition): PositionReport {
  const { strategy, symbol, net, bought, sold, fills } = its;
  return {
    date,
    strategy,
    symbol,
    net,
    bought,
    sold,
    fills,
    realised: its.realised / ticksPerDollar,
    unrealised: its.unrealised / ticksPerDollar,
    fees: its.charged / feeUnitsPerDollar,
    rebates: its.rebated / feeUnitsPerDollar,
    mark: its.markTicks / ticksPerDollar,
  };
}

/** Added up in the core's own whole units: nothing is lost on the way to dollars but what a number can't hold. */
export function profitOf(positions: readonly BacktestPosition[]): ProfitReport {
  const sum = (figure: "realised" | "unrealised" | "charged" | "rebated"): number =>
    positions.reduce((total, position) => total + position[figure], 0);
  const [realised, unrealised, charged, rebated] = [
    sum("realised"),
    sum("unrealised"),
    sum("charged"),
    sum("rebated"),
  ];
  return {
    realised: realised / ticksPerDollar,
    unrealised: unrealised / ticksPerDollar,
    fees: charged / feeUnitsPerDollar,
    rebates: rebated / feeUnitsPerDollar,
    net: ((realised + unrealised) * feeUnitsPerTick - charged + rebated) / feeUnitsPerDollar,
  };
}

export function coverageOf({ date, summary, files }: DayResult): CoverageReport {
  const skipped: Record<string, number> = {};
  add(skipped, "of no known type, or not of its type's length", summary.skipped);
  add(skipped, "malformed", summary.malformed);
  add(skipped, "earlier than the one before: taken at its time", summary.wentBack);
  add(skipped, "about an order that was never added", summary.unknownReferences);
  add(skipped, "adds an order that is there", summary.repeatedReferences);
  add(skipped, "takes more shares than the order has: taken as all of it", summary.excessShares);
  return {
    date,
    firstNs: summary.firstNs,
    lastNs: summary.lastNs,
    messages: summary.messages,
    ofInstruments: summary.ofInstruments,
    files: files.map(({ error, ...its }) => ({
      ...its,
      error: error === null ? null : itchErrorText(error),
    })),
    missingSymbols: summary.unannounced,
    skipped,
  };
}

/** Of all days; of one, its own. */
function hashOf(days: readonly DayResult[]): string {
  const hashes = days.map(({ summary }) => summary.stateHash);
  if (hashes.length === 1) return hashes[0] ?? "";
  return createHash("sha256").update(hashes.join()).digest("hex").slice(0, 16);
}

export function reportOf(options: BacktestOptions, days: readonly DayResult[]): BacktestReport {
  const [first] = days;
  const total = (of: (day: DayResult) => number): number => days.reduce((sum, day) => sum + of(day), 0);
  const ordersByEnd: Record<string, number> = {};
  const refusals: Record<string, number> = {};
  for (const { orders, summary } of days) {
    for (const end of orders.end) add(ordersByEnd, orderEnds[end] ?? "", 1);
    for (const [words, count] of Object.entries(summary.refusals)) add(refusals, words, count);
  }
  return {
    schema: "hotlane.backtest/1",
    strategy: options.strategyFile,
    version: first?.version ?? "",
    tier: first?.tier ?? "inline",
    parameters: first?.parameters ?? {},
    symbols: first?.symbols ?? [],
    ...conditionsOf(options),
    messages: total(({ summary }) => summary.messages),
    seconds: total(({ seconds }) => seconds),
    orders: total(({ orders }) => orders.rows),
    ordersByEnd,
    fills: total(({ fills }) => fills.rows),
    filledShares: total(({ fills }) => fills.quantity.reduce((sum, one) => sum + one, 0)),
    positions: days.flatMap(({ date, summary }) => summary.positions.map((one) => positionOf(date, one))),
    pnl: profitOf(days.flatMap(({ summary }) => summary.positions)),
    refusals,
    stateHash: hashOf(days),
    coverage: days.map(coverageOf),
    failures: days.flatMap(({ date, failure }) => (failure === null ? [] : [{ date, ...failure }])),
    days: days.map(({ date, summary, seconds, orders, fills }) => ({
      date,
      messages: summary.messages,
      seconds,
      orders: orders.rows,
      fills: fills.rows,
      pnl: profitOf(summary.positions),
      stateHash: summary.stateHash,
    })),
  };
}
