// What must agree between sections of a configuration: names used twice, names used but not given.
// Called by load.ts with the sections that are sound in themselves, so that these mistakes are told with the rest.
import type { FieldPath } from "./config-error.js";
import type { HotlaneConfig } from "./schema.js";

/** A mistake between sections; `found` is told instead of the value where that says more. */
export interface ReferenceProblem {
  readonly path: FieldPath;
  readonly found?: string;
  readonly expected: string;
}

function repeated(section: string, field: string, values: readonly string[]): ReferenceProblem[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (first === index) return [];
    return [{ path: [section, index, field], expected: `another ${field} than ${section}[${first}]` }];
  });
}

function unknownSymbols(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { strategies, instruments } = config;
  if (strategies === undefined || instruments === undefined) return [];
  const known = new Set(instruments.map(({ symbol }) => symbol));
  return strategies.flatMap((strategy, s) =>
    strategy.instruments.flatMap((symbol, i) =>
      known.has(symbol)
        ? []
        : [{ path: ["strategies", s, "instruments", i], expected: "a symbol listed under instruments" }],
    ),
  );
}

/** An embedded venue brings its own feed and session; a real one needs both named. */
function venueProblems(config: Partial<HotlaneConfig>, hasSoundVenue: boolean): ReferenceProblem[] {
  if (!hasSoundVenue) return [];
  return (["feeds", "sessions"] as const).flatMap((name): ReferenceProblem[] => {
    const count = config[name]?.length;
    if (count === undefined) return [];
    if (config.venue !== undefined && count > 0) {
      return [{ path: [name], expected: "none, because the embedded venue (venue) brings its own" }];
    }
    if (config.venue === undefined && count === 0) {
      return [{ path: [name], found: "none", expected: "one, because there is no embedded venue (venue)" }];
    }
    return [];
  });
}

function reconnectProblems(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  return (config.sessions ?? []).flatMap(({ reconnect }, index) =>
    reconnect.firstMs <= reconnect.maxMs
      ? []
      : [
          {
            path: ["sessions", index, "reconnect", "firstMs"],
            found: String(reconnect.firstMs),
            expected: `at most maxMs, which is ${reconnect.maxMs}`,
          },
        ],
  );
}

/** `config` holds the sound sections only; `hasSoundVenue` tells an absent venue from a faulty one. */
export function referenceProblems(
  config: Partial<HotlaneConfig>,
  hasSoundVenue: boolean,
): ReferenceProblem[] {
  return [
    ...repeated("instruments", "symbol", config.instruments?.map(({ symbol }) => symbol) ?? []),
    ...unknownSymbols(config),
    ...venueProblems(config, hasSoundVenue),
    ...reconnectProblems(config),
  ];
}
