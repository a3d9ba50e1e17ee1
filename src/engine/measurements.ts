/**
 * What a lane's shared tables say, in the shapes of the report and of the live view. Main thread; any time.
 */
import { Stage } from "../lanes/boundary.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import { type StageReport, stageReport } from "../latency/stage-report.js";
import type { FeedReport, OrdersReport, PositionReport, StageName } from "./report.js";
import { stageNames } from "./report.js";

export function feedReport(lane: LaneReader): FeedReport {
  return {
    packets: lane.counter("packets"),
    messages: lane.counter("messages"),
    gaps: lane.counter("gaps"),
    lost: lane.counter("lost"),
    malformed: lane.counter("malformed"),
  };
}

export function ordersReport(lane: LaneReader): OrdersReport {
  return {
    sent: lane.counter("sent"),
    accepted: lane.counter("accepted"),
    rejected: lane.counter("rejected"),
    filled: lane.counter("filled"),
    fills: lane.counter("fills"),
    cancelled: lane.counter("cancelled"),
    replaced: lane.counter("replaced"),
    refused: lane.counter("refused"),
    neverReceived: lane.counter("neverReceived"),
    causedByPacket: lane.counter("causedByPacket"),
    open: lane.counter("open"),
  };
}

export function stageReports(lane: LaneReader): Record<StageName, StageReport> {
  return Object.fromEntries(stageNames.map((name) => [name, stage(lane, name)])) as Record<StageName, StageReport>;
}

export function floorReport(lane: LaneReader): StageReport {
  return stage(lane, "floor");
}

/** The histogram's buckets give the percentiles; the largest value is kept to the ns beside them. */
function stage(lane: LaneReader, name: keyof typeof Stage): StageReport {
  const report = stageReport(lane.histogram(name));
  const max = lane.maximum(name);
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
export function positionReports(lane: LaneReader, symbols: readonly string[], strategies: number): PositionReport[] {
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
