/**
 * What the lanes' shared tables say, all lanes together, in the shapes of the report and of the live view. Main thread;
 * any time.
 */
import type { Stage } from "../lanes/boundary.js";
import type { Counter, LaneReader } from "../lanes/lane-reader.js";
import { emptyHistogram } from "../latency/shared-histogram.js";
import { type StageReport, stageReport } from "../latency/stage-report.js";
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
  const all = emptyHistogram();
  for (const lane of lanes) all.add(lane.histogram(name));
  const report = stageReport(all);
  const max = Math.max(0, ...lanes.map((lane) => lane.maximum(name)));
  const atMost = (value: number): number => Math.min(value, max);
  return {
    count: report.count,
    p50: atMost(report.p50),
    p90: atMost(report.p90),
    p99: atMost(report.p99),
    p999: atMost(report.p999),
    p9999: atMost(report.p9999),
    max,
  };
}

/** Every instrument's position, all strategies together, marked at the middle of the book, else at the last trade. */
export function positionReports(
  lane: LaneReader,
  symbols: readonly string[],
  strategies: number,
): PositionReport[] {
  return symbols.map((symbol, instrument) => {
    let net = 0;
    let openNotional = 0;
    let realised = 0;
    for (let strategy = 0; strategy < strategies; ++strategy) {
      const position = lane.position(strategy, instrument);
      net += position.net;
      openNotional += position.openNotional;
      realised += position.realised;
    }
    const mark = markTicks(lane, instrument);
    return {
      symbol,
      net,
      averagePriceTicks: net === 0 ? 0 : openNotional / net,
      realised,
      unrealised: net === 0 ? 0 : net * mark - openNotional,
    };
  });
}

function markTicks(lane: LaneReader, instrument: number): number {
  const { bids, asks, lastPriceTicks } = lane.book(instrument);
  const bid = bids[0]?.priceTicks;
  const ask = asks[0]?.priceTicks;
  return bid !== undefined && ask !== undefined ? (bid + ask) / 2 : lastPriceTicks;
}
