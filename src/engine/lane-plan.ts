/**
 * From the configuration and the host to what a lane is told: which core, which polling, which instruments with which
 * limits. Pure but for what it is given.
 */
import { instrumentLimits, messageLimits } from "../config/limits.js";
import type { FeedConfig, HotlaneConfig } from "../config/schema.js";
import { HotlaneError } from "../errors.js";
import type { LaneFeed, LaneSetup } from "../lanes/lane-setup.js";

/** Live orders in the books of one lane. Beyond it a new order is refused, counted, and its book not trusted. */
const bookOrdersMax = 1 << 20;
/** Own orders of one lane: open, or done and still remembered for late answers. */
const ordersMax = 1 << 14;
/** Long enough for some 200,000 windows of a microsecond, short enough not to be noticed at start and stop. */
const floorMs = 200;

export function laneFeed(feed: FeedConfig): LaneFeed {
  return {
    group: feed.group,
    port: feed.port,
    interface: feed.interface,
    session: feed.session ?? "",
    firstSequence: 0,
  };
}

/** `cores`: what this process may run on. `others`: threads besides the lane that need a core to themselves. */
export function planLane(config: HotlaneConfig, feed: LaneFeed, cores: readonly number[], others: number): LaneSetup {
  const lane = config.lanes[0];
  if (lane === undefined) throw new HotlaneError("config/lanes", "lanes: found none, expected one");
  const symbols = config.instruments.map(({ symbol }) => symbol);
  return {
    name: lane.name,
    core: lane.core === "auto" ? (cores.at(-1) ?? -1) : lane.core,
    // A loop that never sleeps on a core that others need makes everything slower, itself included.
    isBusyPolling: lane.poll === "busy" || (lane.poll === "auto" && cores.length > 1 + others),
    realTime: lane.realtime,
    lockMemory: lane.lockMemory,
    hugePages: lane.hugePages,
    feed,
    instruments: symbols.map((symbol) => ({ symbol, limits: instrumentLimits(config, symbol) })),
    strategies: config.strategies.map((strategy) => ({
      name: strategy.name,
      file: strategy.file,
      parameters: strategy.parameters,
      instruments: (strategy.instruments.length === 0 ? symbols : strategy.instruments).map((symbol) =>
        symbols.indexOf(symbol),
      ),
    })),
    messageLimits: messageLimits(config),
    sessions: 1,
    bookOrdersMax,
    ordersMax,
    floorMs,
  };
}
