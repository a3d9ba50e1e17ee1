/**
 * How much of each limit is used, over all lanes, and a word when it comes near: at 70 and at 90 percent (FIA 2024). Main
 * thread.
 */
import type { LaneReader, UsageReading } from "../lanes/lane-reader.js";
import type { EffectiveLimits } from "./effective-limits.js";

const ticksPerDollar = 10_000;
const warnPercents = [70, 90];
/** So much lower a usage must fall before the same word comes again. */
const calmPercents = 10;

/** One limit and what is used of it. */
export interface LimitUsage {
  readonly scope: "firm" | "account" | "strategy";
  readonly name: string;
  readonly limit: string;
  /** In the limit's own unit; `max` null: there is none. */
  readonly used: number;
  readonly max: number | null;
}

/** A lane as this needs it. */
export interface UsingLane {
  readonly names: { readonly accounts: readonly string[]; readonly strategies: readonly string[] };
  readonly reader: Pick<LaneReader, "usage">;
}

type Limits = EffectiveLimits["firm"] & { readonly positionMax?: number | undefined };

function usagesOf(
  scope: LimitUsage["scope"],
  name: string,
  limits: Limits,
  readings: readonly UsageReading[],
): LimitUsage[] {
  const sum = (of: (reading: UsageReading) => number): number =>
    readings.reduce((total, reading) => total + of(reading), 0);
  const dollars = (of: (reading: UsageReading) => number): number => sum(of) / ticksPerDollar;
  const rows: [string, number, number | undefined][] = [
    ["openOrdersMax", sum(({ openOrders }) => openOrders), limits.openOrdersMax],
    ["openNotionalDollarsMax", dollars(({ openNotional }) => openNotional), limits.openNotionalDollarsMax],
    [
      "grossExposureDollarsMax",
      dollars(({ grossExposure }) => grossExposure),
      limits.grossExposureDollarsMax,
    ],
    ["netExposureDollarsMax", dollars(({ netExposure }) => netExposure), limits.netExposureDollarsMax],
    [
      "tradedNotionalDollarsMax",
      dollars(({ tradedNotional }) => tradedNotional),
      limits.tradedNotionalDollarsMax,
    ],
    ["creditDollarsMax", dollars(({ creditUsed }) => creditUsed), limits.creditDollarsMax],
    ["loss.dollarsMax", Math.max(0, -dollars(({ profit }) => profit)), limits.loss?.dollarsMax],
  ];
  return rows
    .filter(([limit]) => scope !== "strategy" || limit !== "creditDollarsMax")
    .map(([limit, used, max]) => ({ scope, name, limit, used, max: max ?? null }));
}

/** All of the firm, then each account, then each strategy. */
export function limitUsages(limits: EffectiveLimits, lanes: readonly UsingLane[]): LimitUsage[] {
  const readings = (scope: "account" | "strategy", name: string): UsageReading[] =>
    lanes.flatMap(({ names, reader }) => {
      const index = (scope === "account" ? names.accounts : names.strategies).indexOf(name);
      return index < 0 ? [] : [reader.usage(scope, index)];
    });
  const firm = lanes.map(({ reader }) => reader.usage("firm"));
  return [
    ...usagesOf("firm", "", limits.firm, firm),
    ...Object.entries(limits.accounts).flatMap(([name, its]) =>
      usagesOf("account", name, its, readings("account", name)),
    ),
    ...Object.entries(limits.strategies).flatMap(([name, its]) =>
      usagesOf("strategy", name, { ...its, restricted: [] }, readings("strategy", name)),
    ),
  ];
}

export class UsageWatch {
  readonly #log: (line: string) => void;
  /** The percent that was told of each limit. */
  readonly #told = new Map<string, number>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  look(usages: readonly LimitUsage[]): void {
    for (const { scope, name, limit, used, max } of usages) {
      if (max === null || max === 0) continue;
      const whose = [scope, name, limit].filter((one) => one).join(" ");
      const percent = (used / max) * 100;
      const told = this.#told.get(whose) ?? 0;
      const level = Math.max(0, ...warnPercents.filter((warn) => percent >= warn));
      if (level > told) this.#log(`${whose}: ${Math.floor(percent)} % used, ${used} of ${max}`);
      if (level > told || percent < told - calmPercents) this.#told.set(whose, level);
    }
  }
}
