/**
 * The lane that a backtest runs: the live engine's, with the limits and fees of a place in a live configuration, or with
 * loose ones. What then stays of the live defaults is what an exchange or the law would hold against an order: a cent
 * between prices, no order into a crossed market.
 */
import { configSchema, type HotlaneConfig } from "../config/schema.js";
import { partsOf } from "../engine/lane-plan.js";
import { LaneMemory, LimitSet } from "../lanes/boundary.js";
import type { LaneFeed, LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import { type EffectiveLimits, effectiveLimits } from "../risk/effective-limits.js";
import { limitSetBytes } from "../risk/limit-set.js";
import type { Parameters } from "../sdk/strategy.js";
import { configOfPlace, type LivePlace, limitsOfPlace, partsOfAccounts } from "./live-place.js";

export interface BacktestStrategy {
  readonly name: string;
  readonly file: string;
  readonly parameters: Parameters;
}

/** Rates in tenths of a mil a share, below 0: a rebate; what is absent costs nothing. */
export interface BacktestFees {
  readonly add?: number;
  readonly remove?: number;
  readonly cross?: number;
  readonly perOrder?: number;
  readonly secCentsPerMillionDollars?: number;
  readonly tafMillionthsPerShare?: number;
  readonly tafCentsMax?: number;
}

/** What a run's orders are held against and charged. */
export interface BacktestRules {
  /** One lane, one order session, one strategy. */
  readonly config: HotlaneConfig;
  readonly limits: EffectiveLimits;
  /** In how many lanes of the engine an account trades. */
  readonly lanesOfAccount: (account: string) => number;
}

/** As many as a lane of a live engine has room for. */
const bookOrdersMax = 1 << 20;
const ordersMax = 1 << 14;
const looseLimits = {
  orderQuantityMax: 999_999,
  orderNotionalDollarsMax: 7_000_000_000,
  priceCollarBasisPoints: 1_000_000,
  positionMax: 100_000_000,
  shortSale: "none",
};
/** Nobody is there to say that the risk service lives: as good as never. */
const controlPatienceMs = 1_000_000_000_000;

const feed: LaneFeed = {
  name: "history",
  lines: [],
  session: "",
  firstSequence: 1,
  holdNs: 0,
  rerequest: { servers: [], timeoutNs: 0, attemptsMax: 0, requestsPerSecondMax: 0, gapMessagesMax: 0 },
  snapshot: { servers: [], username: "", password: "" },
  receive: "kernel",
};

/** Of a place in a live configuration. Throws where the symbols are not its, or their sessions' fees differ. */
export function rulesOfPlace(
  place: LivePlace,
  symbols: readonly string[],
  strategy: BacktestStrategy,
): BacktestRules {
  const config = configOfPlace(place, symbols, strategy);
  return { config, limits: limitsOfPlace(place, config), lanesOfAccount: partsOfAccounts(place) };
}

/** Limits that nobody set. */
export function looseRules(
  symbols: readonly string[],
  strategy: BacktestStrategy,
  fees: BacktestFees | undefined,
): BacktestRules {
  const config = configSchema.parse({
    instruments: symbols.map((symbol) => ({ symbol })),
    strategies: [{ name: strategy.name, file: strategy.file, parameters: strategy.parameters }],
    ...(fees === undefined ? {} : { fees: [fees] }),
    limits: { defaults: looseLimits, market: { anyHour: true, phaseNeeded: false } },
    venue: {},
  });
  return { config, limits: effectiveLimits(config.limits, config), lanesOfAccount: () => 1 };
}

export function laneOf(config: HotlaneConfig): LaneSetup {
  return {
    name: "backtest",
    core: -1,
    isBusyPolling: false,
    realTime: false,
    lockMemory: false,
    hugePages: false,
    ...partsOf(config.lanes[0]?.name ?? "", config, [feed]),
    journal: {
      directory: "",
      ringBytes: 0,
      segmentBytes: 0,
      syncIntervalNs: 0,
      isSyncBeforeSend: false,
      lagMaxNs: 0,
    },
    bookOrdersMax,
    ordersMax,
    floorMs: 0,
    hiccupNs: 0,
    scriptHeapBytesMax: Number.POSITIVE_INFINITY,
  };
}

/** A lane's memory before its start, its limits in it. */
export function memoryOf({ limits, lanesOfAccount }: BacktestRules, lane: LaneSetup): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  native.prepareLane(new Uint8Array(memory), lane);
  const bytes = limitSetBytes(limits, lane, { version: 1, tradingDay: 1, controlPatienceMs, lanesOfAccount });
  new Uint8Array(memory, LaneMemory.stagedLimits, LimitSet.size).set(bytes);
  return memory;
}
