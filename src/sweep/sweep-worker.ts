/** One of a sweep's workers: runs parameter sets on days, one after the other. Loaded by piscina. */
import { workerData } from "node:worker_threads";
import { profitOf } from "../backtest/backtest-report.js";
import { maxDrawdown, netEquity } from "../backtest/measures.js";
import { type DayResult, runDay } from "../backtest/run-backtest.js";
import { asShared, feedShared } from "./shared-day.js";
import type { RunFigures, RunTask, WorkerSetup } from "./sweep-setup.js";

const setup = workerData as WorkerSetup;
process.setSourceMapsEnabled(true);

export default async function run(task: RunTask): Promise<RunFigures> {
  const place = setup.days[task.day];
  if (place === undefined) throw new Error(`no day ${task.day}`);
  const { day, shared } = place;
  const { code, chosen, symbols } = setup;
  const options = { ...setup.options, parameters: task.parameters };
  if (shared === undefined) return figuresOf(await runDay(day, symbols, code, chosen, options));
  const found = await runDay(asShared(day), symbols, code, chosen, options, async (_, native) => {
    feedShared(shared, native);
    return [];
  });
  return figuresOf(found);
}

function figuresOf({ orders, fills, equity, summary, failure, seconds }: DayResult): RunFigures {
  return {
    orders: orders.rows,
    fills: fills.rows,
    filledShares: fills.quantity.reduce((sum, one) => sum + one, 0),
    ...profitOf(summary.positions),
    drawdown: equity.rows === 0 ? null : maxDrawdown(netEquity(equity)),
    refused: Object.values(summary.refusals).reduce((sum, one) => sum + one, 0),
    stateHash: summary.stateHash,
    seconds,
    threw: failure === null ? null : `${failure.callback}: ${failure.stack}`,
  };
}
