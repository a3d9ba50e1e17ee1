/**
 * What the lanes' shared tables say, all lanes together, in the shapes of the report and of the live view. Main thread;
 * any time.
 */
import type { Stage } from "../lanes/boundary.js";
import type { Counter, LaneReader, PositionReading } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";

import { type StageReport, stageReport, withMaximum } from "../latency/stage-report.js";
import type { FeedReport, OrdersReport, PositionReport, StageName } from "./report.js";
import { stageNames } from "./report.js";

const sum = (lanes: readonly LaneReader[], counter: Counter): number =>
  lanes.reduce((total, lane) => total + lane.counter(counter), 0);

export function feedReport(lanes: readonly LaneReader[]): FeedReport {
  return {
    packets: sum(lanes, "packets"),
    messages: sum(lanes, "messages"),
    gaps: sum(lanes, "gaps"),
    lost: sum(lanes, "lost"),
    malformed: sum(lanes, "malformed"),
  };
}

export function ordersReport(lanes: readonly LaneReader[]): OrdersReport {
  return {
    sent: sum(lanes, "sent"),
    accepted: sum(lanes, "accepted"),
    rejected: sum(lanes, "rejected"),
    filled: sum(lanes, "filled"),
    fills: sum(lanes, "fills"),
    cancelled: sum(lanes, "cancelled"),
    replaced: sum(lanes, "replaced"),
    refused: sum(lanes, "refused"),
    neverReceived: sum(lanes, "neverReceived"),
    causedByPacket: sum(lanes, "causedByPacket"),
    open: sum(lanes, "open"),
  };
}

export function stageReports(lanes: readonly LaneReader[]): Record<StageName, StageReport> {
  return Object.fromEntries(stageNames.map((name) => [name, stage(lanes, name)])) as Record<
    StageName,
    StageReport
  >;
}

export function floorReport(lanes: readonly LaneReader[]): StageReport {
  return stage(lanes, "floor");
}

/** The histogram's buckets give the percentiles; the largest value is kept to the ns beside them. */
function stage(lanes: readonly LaneReader[], name: keyof typeof Stage): StageReport {
  const report = stageReport(lanes.flatMap((lane) => lane.buckets(name)));
  return withMaximum(report, Math.max(0, ...lanes.map((lane) => lane.maximum(name))));
}

/** Accounts that strategies of a lane trade for, with the numbers of these strategies. */
function tradersOf({ accounts, strategies }: LaneSetup): { account: string; strategies: number[] }[] {
  const traders = accounts.map(({ name }, account) => ({
    account: name,
    strategies: strategies.flatMap((strategy, index) => (strategy.account === account ? [index] : [])),
  }));
  const active = traders.filter((trader) => trader.strategies.length > 0);
  return active.length > 0 ? active : traders.slice(0, 1);
}

/** Every instrument's position of every account that trades, all its strategies together. */
export function positionReports(lane: LaneReader, setup: LaneSetup): PositionReport[] {
  return tradersOf(setup).flatMap((trader) => accountPositions(lane, setup, trader));
}

function accountPositions(
  lane: LaneReader,
  { instruments }: LaneSetup,
  { account, strategies }: { account: string; strategies: readonly number[] },
): PositionReport[] {
  return instruments.map(({ symbol }, instrument) => {
    const all = strategies.map((strategy) => lane.position(strategy, instrument));
    const sumOf = (field: keyof PositionReading): number =>
      all.reduce((total, position) => total + position[field], 0);
    const net = sumOf("net");
    return {
      account,
      symbol,
      net,
      averagePriceTicks: net === 0 ? 0 : sumOf("openNotional") / net,
      markPriceTicks: Math.max(0, ...all.map(({ markTicks }) => markTicks)),
      realised: sumOf("realised"),
      unrealised: sumOf("unrealised"),
      fees: sumOf("fees"),
      rebates: sumOf("rebates"),
    };
  });
}
