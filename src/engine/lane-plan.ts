/**
 * From the configuration and the host to what each lane is told: which core, which polling, which instruments of which
 * feed with which limits. Pure but for what it is given.
 */
import { feedOfInstrument, laneOfInstrument, laneOfStrategy } from "../config/assignment.js";
import { instrumentLimits, messageLimits } from "../config/limits.js";
import type { HotlaneConfig, LaneConfig } from "../config/schema.js";
import type { LaneFeed, LaneSetup } from "../lanes/lane-setup.js";
import { chooseCores } from "../tuning/core-choice.js";
import type { Topology } from "../tuning/topology.js";

/** Live orders in the books of one lane. Beyond it a new order is refused, counted, and its book not trusted. */
const bookOrdersMax = 1 << 20;
/** Own orders of one lane: open, or done and still remembered for late answers. */
const ordersMax = 1 << 14;
/** Long enough for some 200,000 windows of a microsecond, short enough not to be noticed at start and stop. */
const floorMs = 200;

/** What the host has to give. */
export interface HostCores {
  readonly topology: Topology;
  /** What this process may run on. */
  readonly allowed: readonly number[];
  /** Threads besides the lanes that need a core to themselves. */
  readonly others: number;
  /** The network card that the lanes hear; undefined: not known. */
  readonly card: string | undefined;
}

/** The cores of lanes that leave the choice to us, those that others name left out; one for several if need be. */
function laneCores(lanes: readonly LaneConfig[], { topology, allowed, card }: HostCores): number[] {
  const taken = lanes.flatMap(({ core }) => (core === "auto" ? [] : [core]));
  const count = lanes.length - taken.length;
  const chosen = chooseCores(topology, { count, allowed, taken, card }).map(({ cpu }) => cpu);
  return lanes.map(({ core }) => (core === "auto" ? (chosen.shift() ?? allowed.at(-1) ?? -1) : core));
}

/** One setup a lane, in the configuration's order. `feeds`: of all lanes, addresses resolved. */
export function planLanes(config: HotlaneConfig, feeds: readonly LaneFeed[], cores: HostCores): LaneSetup[] {
  const chosen = laneCores(config.lanes, cores);
  // A loop that never sleeps on a core that others need makes everything slower, itself included.
  const hasCoresToSpare = cores.allowed.length >= config.lanes.length + 1 + cores.others;
  return config.lanes.map((lane, index) => ({
    name: lane.name,
    core: chosen[index] ?? -1,
    isBusyPolling: lane.poll === "busy" || (lane.poll === "auto" && hasCoresToSpare),
    realTime: lane.realtime,
    lockMemory: lane.lockMemory,
    hugePages: lane.hugePages,
    ...partsOf(lane.name, config, feeds),
    messageLimits: messageLimits(config),
    bookOrdersMax,
    ordersMax,
    floorMs,
  }));
}

function partsOf(
  lane: string,
  config: HotlaneConfig,
  feeds: readonly LaneFeed[],
): Pick<LaneSetup, "feeds" | "instruments" | "strategies"> {
  const own = config.instruments.filter((instrument) => laneOfInstrument(config, instrument) === lane);
  const byFeed = feeds
    .map((feed) => ({ feed, its: own.filter((one) => feedOfInstrument({ feeds }, one) === feed.name) }))
    .filter(({ its }) => its.length > 0);
  const symbols = byFeed.flatMap(({ its }) => its.map(({ symbol }) => symbol));
  return {
    feeds: byFeed.map(({ feed, its }) => ({ ...feed, instruments: its.length })),
    instruments: symbols.map((symbol) => ({ symbol, limits: instrumentLimits(config, symbol) })),
    strategies: config.strategies
      .filter((strategy) => laneOfStrategy(config, strategy) === lane)
      .map((strategy) => ({
        name: strategy.name,
        file: strategy.file,
        parameters: strategy.parameters,
        instruments: (strategy.instruments.length === 0 ? symbols : strategy.instruments).map((symbol) =>
          symbols.indexOf(symbol),
        ),
      })),
  };
}
