/**
 * What holds for each instrument, strategy and account by its name, and for the firm: the configuration's limits with
 * every default put in its place. What the lanes' limit sets are written from and what a change of limits is judged by.
 * Pure.
 */
import type {
  AccountLimits,
  FirmLimits,
  InstrumentLimits,
  LimitsConfig,
  StrategyLimits,
} from "../config/limit-schema.js";
import type { HotlaneConfig } from "../config/schema.js";

export type Resolved<Limits, Names extends keyof Limits> = Limits & {
  readonly [Name in Names]-?: NonNullable<Limits[Name]>;
};

export type EffectiveInstrument = InstrumentLimits & {
  readonly isListed: boolean;
  /** Regulation SHO holds. */
  readonly shortSale: "regSho" | "none";
};
export type EffectiveStrategy = Resolved<StrategyLimits, "entitled">;
export type EffectiveMarket = LimitsConfig["market"] & {
  readonly anyHour: boolean;
  readonly phaseNeeded: boolean;
};

export interface EffectiveLimits {
  readonly instruments: Readonly<Record<string, EffectiveInstrument>>;
  readonly strategies: Readonly<Record<string, EffectiveStrategy>>;
  readonly accounts: Readonly<Record<string, AccountLimits>>;
  readonly firm: FirmLimits;
  readonly market: EffectiveMarket;
}

/** What the limits are for. */
export type LimitedParts = Pick<HotlaneConfig, "instruments" | "strategies" | "accounts" | "venue">;

type Messages = LimitsConfig["market"]["port"];

/** A burst that is not given is a second's messages. */
function withBurst({ perSecondMax, burstMax = perSecondMax }: Messages): Messages {
  return { perSecondMax, burstMax };
}

function withBursts<Limits extends { messages?: Messages | undefined }>(limits: Limits): Limits {
  return limits.messages === undefined ? limits : { ...limits, messages: withBurst(limits.messages) };
}

const noStrategyLimits: StrategyLimits = { approved: true };
const noAccountLimits: AccountLimits = { approved: true, restricted: [], locates: {}, locateExempt: false };

/** What a mapping itself has, not what every object inherits. */
function ownOf<Value>(mapping: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

/** By its name, for each of `names`. */
function byName<Value>(names: readonly string[], of: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

export function effectiveLimits(limits: LimitsConfig, parts: LimitedParts): EffectiveLimits {
  const { onlyListed, defaults, instruments, strategies, accounts, firm, market } = limits;
  // A made-up market has no law and no hours of its own.
  const isMadeUp = parts.venue !== undefined;
  const symbols = parts.instruments.map(({ symbol }) => symbol);
  return {
    instruments: byName(symbols, (symbol): EffectiveInstrument => {
      const { shortSale = "auto", ...its } = { ...defaults, ...ownOf(instruments, symbol) };
      const isRegulated = shortSale === "regSho" || (shortSale === "auto" && !isMadeUp);
      const isListed = !onlyListed || ownOf(instruments, symbol) !== undefined;
      return { ...withBursts(its), isListed, shortSale: isRegulated ? "regSho" : "none" };
    }),
    strategies: Object.fromEntries(
      parts.strategies.map(({ name, instruments: given }): [string, EffectiveStrategy] => {
        const its = withBursts(ownOf(strategies, name) ?? noStrategyLimits);
        return [name, { ...its, entitled: its.entitled ?? (given.length > 0 ? given : symbols) }];
      }),
    ),
    accounts: byName(
      parts.accounts.map(({ name }) => name),
      (name) => withBursts(ownOf(accounts, name) ?? noAccountLimits),
    ),
    firm,
    market: {
      ...market,
      port: withBurst(market.port),
      anyHour: market.anyHour ?? isMadeUp,
      phaseNeeded: market.phaseNeeded ?? !isMadeUp,
    },
  };
}
