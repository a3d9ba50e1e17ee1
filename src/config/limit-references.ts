// What must agree between limits and the rest of a configuration: names that there are, hours and bands in their order.
// Called by references.ts with the sections that are sound in themselves, and for live changes.
import type { FieldPath } from "./config-error.js";
import type { LimitsConfig } from "./limit-schema.js";
import type { ReferenceProblem } from "./references.js";
import type { HotlaneConfig } from "./schema.js";
import { timeOfDayNs } from "./time-of-day.js";

function unknownNames(
  section: "instruments" | "strategies" | "accounts",
  limits: LimitsConfig,
  known: readonly string[] | undefined,
  expected: string,
): ReferenceProblem[] {
  if (known === undefined) return [];
  return Object.keys(limits[section])
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: ["limits", section, name], found: `"${name}"`, expected }));
}

/** A strategy may be entitled to what it is given, not to more. */
function entitlements(limits: LimitsConfig, config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { strategies, instruments } = config;
  if (strategies === undefined || instruments === undefined) return [];
  return strategies.flatMap(({ name, instruments: given }) => {
    const all = given.length > 0 ? given : instruments.map(({ symbol }) => symbol);
    return (limits.strategies[name]?.entitled ?? []).flatMap((symbol, index) =>
      all.includes(symbol)
        ? []
        : [
            {
              path: ["limits", "strategies", name, "entitled", index],
              expected: `a symbol that strategy ${name} trades`,
            },
          ],
    );
  });
}

function hours({ market }: LimitsConfig): ReferenceProblem[] {
  const { hours: its } = market;
  const order = ["extendedOpen", "regularOpen", "regularClose", "extendedClose"] as const;
  return order.slice(1).flatMap((name, index): ReferenceProblem[] => {
    const before = order[index] ?? name;
    if ((timeOfDayNs(its[name]) ?? 0) >= (timeOfDayNs(its[before]) ?? 0)) return [];
    const expected = `a time not before ${before}, which is ${its[before]}`;
    return [{ path: ["limits", "market", "hours", name], found: `"${its[name]}"`, expected }];
  });
}

function bands(limits: LimitsConfig): ReferenceProblem[] {
  const look = (
    path: FieldPath,
    { luldLowerTicks: lower, luldUpperTicks: upper }: LimitsConfig["instruments"][string],
  ): ReferenceProblem[] => {
    if (lower === undefined || upper === undefined || lower < upper) return [];
    return [{ path: [...path, "luldUpperTicks"], expected: `more than luldLowerTicks, which is ${lower}` }];
  };
  return [
    ...look(["limits", "defaults"], limits.defaults),
    ...Object.entries(limits.instruments).flatMap(([symbol, its]) =>
      look(["limits", "instruments", symbol], { ...limits.defaults, ...its }),
    ),
  ];
}

export function limitProblems(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { limits, instruments, strategies, accounts } = config;
  if (limits === undefined) return [];
  const symbols = instruments?.map(({ symbol }) => symbol);
  return [
    ...unknownNames("instruments", limits, symbols, "a symbol listed under instruments"),
    ...unknownNames(
      "strategies",
      limits,
      strategies?.map(({ name }) => name),
      "the name of a strategy",
    ),
    ...unknownNames(
      "accounts",
      limits,
      accounts?.map(({ name }) => name),
      "the name of an account",
    ),
    ...entitlements(limits, config),
    ...hours(limits),
    ...bands(limits),
  ];
}
