/**
 * A strategy's place in a live engine's configuration, for a backtest by the same limits and fees: what the gate would
 * hold its orders against there, and what their fills would cost.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  accountOfStrategy,
  laneOfInstrument,
  laneOfStrategy,
  sessionOfInstrument,
  sessionsOfLane,
} from "../config/assignment.js";
import { feesOfSession } from "../config/fees.js";
import { loadConfig } from "../config/load.js";
import { type FeeConfig, type HotlaneConfig, type StrategyConfig, sectionSchemas } from "../config/schema.js";
import { YamlSource } from "../config/yaml-source.js";
import { UsageError } from "../errors.js";
import { type EffectiveLimits, effectiveLimits } from "../risk/effective-limits.js";
import { type LimitedLane, lanesOfAccount } from "../risk/limit-set.js";
import type { Parameters } from "../sdk/strategy.js";

/** Plain: workers of a sweep get a copy. */
export interface LivePlace {
  /** The configuration's file, as the user named it. */
  readonly configFile: string;
  readonly config: HotlaneConfig;
  /** Of its `strategies`. */
  readonly index: number;
  readonly name: string;
  readonly account: string;
}

/** The place that is named, else the only one that could be meant. Throws with the configuration's line. */
export function findPlace(configFile: string, strategyFile: string, name: string | undefined): LivePlace {
  const config = loadConfig(configFile);
  const names = config.strategies.map((place) => place.name).join(", ") || "none";
  const fitting = config.strategies.filter((place) =>
    name === undefined ? place.file === resolve(strategyFile) : place.name === name,
  );
  const all = fitting.length === 0 && name === undefined ? config.strategies : fitting;
  const [place, another] = all;
  if (place === undefined) {
    const found = name === undefined ? "" : `; found ${name}`;
    throw new UsageError(`--as: expected a place of ${configFile}'s strategies, ${names}${found}`);
  }
  if (another !== undefined)
    throw new UsageError(
      `--as: whose limits and fees hold must be said: ${all.map((one) => one.name).join(", ")} in ${configFile}`,
    );
  const index = config.strategies.indexOf(place);
  return { configFile, config, index, name: place.name, account: accountOfStrategy(config, place) };
}

const strategyOf = ({ config, index }: LivePlace): StrategyConfig => {
  const found = config.strategies[index];
  if (found === undefined) throw new RangeError(`no place ${index}`);
  return found;
};

const lineOf = ({ configFile, index }: LivePlace): string => {
  const { line } = new YamlSource(readFileSync(configFile, "utf8")).valuePosition(["strategies", index]);
  return `${configFile}:${line}`;
};

/** What the place trades. */
export function symbolsOfPlace(place: LivePlace): string[] {
  const { config } = place;
  const strategy = strategyOf(place);
  if (strategy.instruments.length > 0) return [...strategy.instruments];
  const lane = laneOfStrategy(config, strategy);
  return config.instruments
    .filter((one) => laneOfInstrument(config, one) === lane)
    .map(({ symbol }) => symbol);
}

/** Its parameters there, where it is the same strategy's place. */
export function parametersOfPlace(place: LivePlace, strategyFile: string): Parameters {
  const { file, parameters } = strategyOf(place);
  return file === resolve(strategyFile) ? { ...parameters } : {};
}

/** Throws where the place does not trade one of them. */
export function checkSymbolsOfPlace(place: LivePlace, symbols: readonly string[]): void {
  const its = symbolsOfPlace(place);
  const other = symbols.find((symbol) => !its.includes(symbol));
  if (other === undefined) return;
  throw new UsageError(
    `--symbols: ${lineOf(place)}: expected what the place ${place.name} trades, ${its.join(", ")}; found ${other}`,
  );
}

/** In how many lanes of the engine an account trades: each has its part of the account's limits. */
export function partsOfAccounts({ config }: LivePlace): (account: string) => number {
  const accounts = config.accounts.map(({ name }) => ({ name }));
  const lanes = config.lanes.map(
    ({ name }): LimitedLane => ({
      instruments: [],
      accounts,
      strategies: config.strategies
        .filter((one) => laneOfStrategy(config, one) === name)
        .map((one) => ({
          name: one.name,
          account: accounts.findIndex((account) => account.name === accountOfStrategy(config, one)),
        })),
    }),
  );
  return lanesOfAccount(lanes);
}

/** Their sessions' schedule, which must be one for all. Undefined: nothing is charged. */
function feesOf(place: LivePlace, sessions: readonly string[]): FeeConfig | undefined {
  const [first, ...others] = sessions.map((session) => feesOfSession(place.config, session));
  if (others.every((one) => isDeepStrictEqual(one, first))) return first;
  throw new UsageError(
    `${lineOf(place)}: the place ${place.name}'s orders go by ${[...new Set(sessions)].join(", ")}, which have different fees; a backtest has one order session: name the instruments of one by --symbols`,
  );
}

/**
 * The configuration with one lane, one order session and the strategy in its place, as the native backtester takes it;
 * what is not about that place is left out.
 */
export function configOfPlace(
  place: LivePlace,
  symbols: readonly string[],
  { file, parameters }: Pick<StrategyConfig, "file" | "parameters">,
): HotlaneConfig {
  checkSymbolsOfPlace(place, symbols);
  const { config } = place;
  const its = strategyOf(place);
  const laneName = laneOfStrategy(config, its);
  const lanes = config.lanes.filter(({ name }) => name === laneName);
  const instruments = symbols.map((symbol) => ({ symbol, lane: laneName }));
  const sessions = config.instruments
    .filter(({ symbol }) => symbols.includes(symbol))
    .map((one) => sessionOfInstrument(config, one));
  const protocol = sessionsOfLane(config, laneName).find(({ name }) => name === sessions[0])?.protocol;
  const fees = feesOf(place, sessions);
  return {
    ...config,
    lanes,
    feeds: [],
    sessions: [],
    instruments,
    strategies: [{ ...its, file, parameters, instruments: [...symbols], lane: laneName }],
    fees: fees === undefined ? [] : [{ ...fees, sessions: [] }],
    venue: sectionSchemas.venue.parse({ embedded: { sessions: [protocol ?? "ouch50"] } }),
  };
}

/** `config`: of configOfPlace. Whether the market is made up, without hours and law, is the live configuration's to say. */
export function limitsOfPlace({ config: live }: LivePlace, config: HotlaneConfig): EffectiveLimits {
  return effectiveLimits(live.limits, { ...config, venue: live.venue });
}
