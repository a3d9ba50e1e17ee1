/** How the engine starts its lanes: each with its limits, its sessions and, where there is one, the run that it goes on from. */
import { type EarlierRun, readEarlierRun } from "../journal/earlier-run.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import type { RiskBook } from "../risk/risk-desk.js";
import { TradingDay } from "../sessions/trading-day.js";
import type { EngineSettings } from "./engine.js";
import { RunningLane } from "./running-lane.js";

const logOf =
  (plans: readonly LaneSetup[], plan: LaneSetup, log: (line: string) => void) =>
  (line: string): void =>
    log(plans.length === 1 ? line : `lane ${plan.name}: ${line}`);

/** By lane, the runs that they go on from. An embedded venue begins anew each time: nothing is left to go on with. */
async function earlierRuns(
  plans: readonly LaneSetup[],
  { config, log }: EngineSettings,
): Promise<Map<string, EarlierRun>> {
  const runs = new Map<string, EarlierRun>();
  if (!config.journal.recover || config.venue !== undefined) return runs;
  const day = new TradingDay(config.endOfDay.timeZone, config.endOfDay.at);
  for (const plan of plans) {
    const run = await readEarlierRun(plan, (ms) => day.dayOf(ms), logOf(plans, plan, log));
    if (run !== undefined) runs.set(plan.name, run);
  }
  return runs;
}

/** All or none: a lane that can't start takes the others down with it. */
export async function startLanes(
  plans: readonly LaneSetup[],
  settings: EngineSettings,
  book: RiskBook,
): Promise<RunningLane[]> {
  const earlier = await earlierRuns(plans, settings);
  const starts = await Promise.allSettled(
    plans.map((plan) => {
      const log = logOf(plans, plan, settings.log);
      const limits = book.firstSet(plan, plans, Date.now());
      const sessions = settings.sessions.get(plan.name) ?? [];
      return RunningLane.start(plan, limits, sessions, log, earlier.get(plan.name));
    }),
  );
  const lanes = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failure = starts.find((start) => start.status === "rejected");
  if (failure === undefined) return lanes;
  await Promise.allSettled(lanes.map((lane) => lane.stop()));
  throw failure.reason;
}
