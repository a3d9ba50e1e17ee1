// The limits that the risk gate enforces, worked out from the configuration. Called when a lane is built.
// Guarantees: a strategy can only tighten; money is in ticks (1/10,000 dollar) times shares, exact.
import type { HotlaneConfig } from "./schema.js";

const ticksPerDollar = 10_000;

export interface InstrumentLimits {
  readonly orderQuantityMax: number;
  /** Ticks × shares. */
  readonly orderNotionalMax: number;
  readonly priceCollarBasisPoints: number;
  /** Shares, long or short. */
  readonly positionMax: number;
}

export interface MessageLimits {
  readonly messagesPerSecondMax: number;
  readonly messageBurstMax: number;
}

type LimitName = "orderQuantityMax" | "orderNotionalDollarsMax" | "priceCollarBasisPoints" | "positionMax";

/** Limits of `symbol`: its own or the common ones, whichever strategy trades it making them tighter only. */
export function instrumentLimits(config: HotlaneConfig, symbol: string): InstrumentLimits {
  const own = config.instruments.find((instrument) => instrument.symbol === symbol)?.limits ?? {};
  const traders = config.strategies.filter(
    (strategy) => strategy.instruments.length === 0 || strategy.instruments.includes(symbol),
  );
  const tightest = (name: LimitName): number =>
    Math.min(own[name] ?? config.limits[name], ...traders.map(({ limits }) => limits[name] ?? Infinity));
  return {
    orderQuantityMax: tightest("orderQuantityMax"),
    orderNotionalMax: tightest("orderNotionalDollarsMax") * ticksPerDollar,
    priceCollarBasisPoints: tightest("priceCollarBasisPoints"),
    positionMax: tightest("positionMax"),
  };
}

/** Limits of the lane's order messages, all instruments together. */
export function messageLimits(config: HotlaneConfig): MessageLimits {
  const tightest = (name: keyof MessageLimits): number =>
    Math.min(config.limits[name], ...config.strategies.map(({ limits }) => limits[name] ?? Infinity));
  return {
    messagesPerSecondMax: tightest("messagesPerSecondMax"),
    messageBurstMax: tightest("messageBurstMax"),
  };
}
