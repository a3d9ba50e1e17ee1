/**
 * Which lane each part of a configuration belongs to, absent names resolved. Used by references.ts to check and by
 * engine/lane-plan.ts to build, so that both mean the same.
 */
import type { FeedConfig, HotlaneConfig, InstrumentConfig, SessionConfig, StrategyConfig } from "./schema.js";

type Lanes = Pick<HotlaneConfig, "lanes">;

const firstLane = ({ lanes }: Lanes): string => lanes[0]?.name ?? "";

export function laneOfInstrument(config: Lanes, { lane }: Pick<InstrumentConfig, "lane">): string {
  return lane ?? firstLane(config);
}

/** A strategy's lane is named, or its first instrument's. */
export function laneOfStrategy(
  config: Lanes & Pick<HotlaneConfig, "instruments">,
  { lane, instruments }: Pick<StrategyConfig, "lane" | "instruments">,
): string {
  if (lane !== undefined) return lane;
  const first = config.instruments.find(({ symbol }) => symbol === instruments[0]);
  return first === undefined ? firstLane(config) : laneOfInstrument(config, first);
}

export function laneOfSession(config: Lanes, { lane }: Pick<SessionConfig, "lane">): string {
  return lane ?? firstLane(config);
}

export function feedOfInstrument(
  { feeds }: { feeds: readonly Pick<FeedConfig, "name">[] },
  { feed }: Pick<InstrumentConfig, "feed">,
): string {
  return feed ?? feeds[0]?.name ?? "";
}

/** No feed has lines, so there is no market to send orders to. */
export function areAllRecordings(feeds: readonly Pick<FeedConfig, "replay">[]): boolean {
  return feeds.length > 0 && feeds.every(({ replay }) => replay !== undefined);
}
