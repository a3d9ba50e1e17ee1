/**
 * From the configuration and the host to what each lane is told: which core, which polling, which instruments of which
 * feed. Pure but for what it is given. Its limits come apart (risk/limit-set.ts).
 */
import { join } from "node:path";
import {
  accountOfStrategy,
  feedOfInstrument,
  laneOfInstrument,
  laneOfStrategy,
  sessionOfInstrument,
  sessionsOfLane,
} from "../config/assignment.js";
import { feesOfSession } from "../config/fees.js";
import type { HotlaneConfig, JournalConfig, LaneConfig } from "../config/schema.js";
import type { LaneFeed, LaneFees, LaneJournal, LaneSetup } from "../lanes/lane-setup.js";
import { chooseCores } from "../tuning/core-choice.js";
import type { Topology } from "../tuning/topology.js";

/** Live orders in the books of one lane. Beyond it a new order is refused, counted, and its book not trusted. */
const bookOrdersMax = 1 << 20;
/** Own orders of one session: open, or done and still remembered for late answers. */
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

/** The first core that is no lane's; -1, so any, where there is none. */
export function watchdogCore(lanes: readonly number[], allowed: readonly number[]): number {
  return allowed.find((core) => !lanes.includes(core)) ?? -1;
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
    journal: laneJournal(lane.name, config.journal),
    bookOrdersMax,
    ordersMax,
    floorMs,
    hiccupNs: lane.hiccupMicroseconds * 1_000,
    scriptHeapBytesMax: lane.scriptHeapMegabytesMax * 2 ** 20,
  }));
}

function feesOf(config: HotlaneConfig, session: string): { fees?: LaneFees } {
  const schedule = feesOfSession(config, session);
  if (schedule === undefined) return {};
  const { sessions: _, byLiquidity, ...rest } = schedule;
  return { fees: { ...rest, byLiquidity: Object.entries(byLiquidity) } };
}

function laneJournal(lane: string, journal: JournalConfig): LaneJournal {
  const { enabled, directory = "", policy, ringMegabytes } = journal;
  return {
    directory: enabled ? join(directory, lane) : "",
    ringBytes: 2 ** Math.ceil(Math.log2(ringMegabytes)) * 2 ** 20,
    segmentBytes: journal.segmentMegabytes * 2 ** 20,
    syncIntervalNs: journal.syncMilliseconds * 1e6,
    isSyncBeforeSend: policy === "syncBeforeSend",
    lagMaxNs: journal.lagMillisecondsMax * 1e6,
  };
}

/** What a lane has of the configuration; its indices are by `instruments`, `accounts` and `sessions` here. */
export function partsOf(
  lane: string,
  config: HotlaneConfig,
  feeds: readonly LaneFeed[],
): Pick<LaneSetup, "feeds" | "instruments" | "accounts" | "sessions" | "strategies"> {
  const own = config.instruments.filter((instrument) => laneOfInstrument(config, instrument) === lane);
  const byFeed = feeds
    .map((feed) => ({ feed, its: own.filter((one) => feedOfInstrument({ feeds }, one) === feed.name) }))
    .filter(({ its }) => its.length > 0);
  const instruments = byFeed.flatMap(({ its }) => its);
  const symbols = instruments.map(({ symbol }) => symbol);
  const sessions = sessionsOfLane(config, lane);
  const sessionNames = sessions.map(({ name }) => name);
  const accountNames = config.accounts.map(({ name }) => name);
  return {
    feeds: byFeed.map(({ feed, its }) => ({ ...feed, instruments: its.length })),
    instruments: instruments.map((instrument) => ({
      symbol: instrument.symbol,
      // A lane without a session trades nothing: its instruments may go by one that is never connected.
      session: Math.max(0, sessionNames.indexOf(sessionOfInstrument(config, instrument))),
    })),
    accounts: config.accounts.map(({ name, firm }) => ({ name, firm: firm ?? "" })),
    sessions: sessions.map(({ name, protocol, userRefIdx, ouch42 }) => ({
      name,
      protocol,
      userRefIdx,
      ...ouch42,
      ...feesOf(config, name),
    })),
    strategies: config.strategies
      .filter((strategy) => laneOfStrategy(config, strategy) === lane)
      .map((strategy) => ({
        name: strategy.name,
        file: strategy.file ?? "",
        parameters: strategy.parameters,
        timeBudgetNs: strategy.timeBudgetMs * 1e6,
        tier: strategy.tier,
        turnsMax: strategy.turnsMax,
        instruments: (strategy.instruments.length === 0 ? symbols : strategy.instruments).map((symbol) =>
          symbols.indexOf(symbol),
        ),
        account: accountNames.indexOf(accountOfStrategy(config, strategy)),
      })),
  };
}
