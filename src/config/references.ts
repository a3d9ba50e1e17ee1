// What must agree between sections of a configuration: names used twice, names used but not given.
// Called by load.ts with the sections that are sound in themselves, so that these mistakes are told with the rest.
import zlib from "node:zlib";
import { instrumentsMax, strategiesMax } from "../lanes/boundary.js";
import {
  areAllRecordings,
  feedOfInstrument,
  laneOfInstrument,
  laneOfSession,
  laneOfStrategy,
} from "./assignment.js";
import type { FieldPath } from "./config-error.js";
import { feeProblems } from "./fees.js";
import { limitProblems } from "./limit-references.js";
import type { HotlaneConfig } from "./schema.js";
import { accountProblems, sessionProblems } from "./session-references.js";
import { timeOfDayNs } from "./time-of-day.js";

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

/** Names of lanes and feeds that nothing has. */
function unknownParts(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { lanes, feeds } = config;
  const problems: ReferenceProblem[] = [];
  const look = (section: "instruments" | "strategies" | "sessions"): void => {
    for (const [index, part] of (config[section] ?? []).entries()) {
      if (lanes && part.lane !== undefined && !lanes.some(({ name }) => name === part.lane)) {
        problems.push({ path: [section, index, "lane"], expected: "the name of a lane" });
      }
    }
  };
  look("instruments");
  look("strategies");
  look("sessions");
  for (const [index, { feed }] of (config.instruments ?? []).entries()) {
    if (feeds && feed !== undefined && !feeds.some(({ name }) => name === feed)) {
      problems.push({ path: ["instruments", index, "feed"], expected: "the name of a feed" });
    }
  }
  return problems;
}

/** What one lane has room for, and a strategy that trades in two. */
function laneProblems(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { lanes, instruments, strategies } = config;
  if (!lanes || !instruments || !strategies) return [];
  const whole = { lanes, instruments };
  const crowded = (section: string, names: readonly string[], max: number): ReferenceProblem[] => {
    const index = names.findIndex((name, at) => names.slice(0, at).filter((n) => n === name).length === max);
    if (index < 0) return [];
    return [{ path: [section, index], expected: `at most ${max} ${section} of lane ${names[index]}` }];
  };
  const astray = strategies.flatMap((strategy, s) =>
    strategy.instruments.flatMap((symbol, i): ReferenceProblem[] => {
      const instrument = instruments.find((one) => one.symbol === symbol);
      const lane = laneOfStrategy(whole, strategy);
      if (instrument === undefined || laneOfInstrument(whole, instrument) === lane) return [];
      return [{ path: ["strategies", s, "instruments", i], expected: `an instrument of lane ${lane}` }];
    }),
  );
  return [
    ...crowded(
      "instruments",
      instruments.map((one) => laneOfInstrument(whole, one)),
      instrumentsMax,
    ),
    ...crowded(
      "strategies",
      strategies.map((one) => laneOfStrategy(whole, one)),
      strategiesMax,
    ),
    ...astray,
  ];
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
    if (config.venue === undefined && count === 0 && !(name === "sessions" && isRecordingAlone(config))) {
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

/** Every feed is a recording, so that there is no market to send orders to; or the feeds have mistakes that hide it. */
function isRecordingAlone({ feeds }: Partial<HotlaneConfig>): boolean {
  return feeds === undefined || areAllRecordings(feeds);
}

/** A feed is lines or a recording; what belongs to the one makes no sense with the other. */
function feedProblems({ feeds = [] }: Partial<HotlaneConfig>): ReferenceProblem[] {
  return feeds.flatMap((feed, index): ReferenceProblem[] => {
    const path = (...fields: (string | number)[]): FieldPath => ["feeds", index, ...fields];
    const { lines, replay } = feed;
    if (replay === undefined) {
      if (lines !== undefined) return [];
      const expected = "lines (where it comes in) or replay (recorded files)";
      return [{ path: path(), found: "neither lines nor replay", expected }];
    }
    const problems: ReferenceProblem[] = [];
    for (const field of ["lines", "rerequest", "snapshot", "record"] as const) {
      if (feed[field] === undefined) continue;
      problems.push({ path: path(field), expected: "none, because the feed is a recording (replay)" });
    }
    if (feed.receive !== "kernel")
      problems.push({ path: path("receive"), expected: "none, because the feed is a recording (replay)" });
    const from = timeOfDayNs(replay.from ?? "");
    const to = timeOfDayNs(replay.to ?? "");
    if (from !== undefined && to !== undefined && from >= to)
      problems.push({ path: path("replay", "to"), expected: `a time after from, which is ${replay.from}` });
    return problems;
  });
}

/** Orders on a recorded market would meet a real one that has moved on. */
function recordingWithSession(config: Partial<HotlaneConfig>): ReferenceProblem[] {
  const { lanes, feeds, sessions, instruments } = config;
  if (!lanes || !feeds || !sessions || !instruments) return [];
  const whole = { lanes };
  return sessions.flatMap((session, index): ReferenceProblem[] => {
    const lane = laneOfSession(whole, session);
    const recording = instruments
      .filter((instrument) => laneOfInstrument(whole, instrument) === lane)
      .map((instrument) => feeds.find(({ name }) => name === feedOfInstrument({ feeds }, instrument)))
      .find((feed) => feed?.replay !== undefined);
    if (recording === undefined) return [];
    const expected = `the session of a lane without a recording: lane ${lane} has feed ${recording.name}, and its orders would meet a market that has moved on`;
    return [{ path: ["sessions", index], found: `a session of lane ${lane}`, expected }];
  });
}

function journalProblems({ journal, venue }: Partial<HotlaneConfig>): ReferenceProblem[] {
  if (journal === undefined) return [];
  const problems: ReferenceProblem[] = [];
  if (journal.enabled && journal.directory === undefined) {
    problems.push({
      path: ["journal", "directory"],
      found: "none",
      expected: "the path of a directory, because a journal is to be kept",
    });
  }
  if (journal.recover === true && venue !== undefined) {
    problems.push({
      path: ["journal", "recover"],
      expected: "false or nothing, because the embedded venue knows nothing of an earlier run's orders",
    });
  }
  if (journal.compress === "zstd" && !("createZstdCompress" in zlib)) {
    const expected = `none or gzip: Node.js ${process.versions.node} can't compress with zstd, 22.15 can`;
    problems.push({ path: ["journal", "compress"], expected });
  }
  return problems;
}

/** `config` holds the sound sections only; `hasSoundVenue` tells an absent venue from a faulty one. */
export function referenceProblems(
  config: Partial<HotlaneConfig>,
  hasSoundVenue: boolean,
): ReferenceProblem[] {
  return [
    ...repeated("instruments", "symbol", config.instruments?.map(({ symbol }) => symbol) ?? []),
    ...repeated("lanes", "name", config.lanes?.map(({ name }) => name) ?? []),
    ...repeated("feeds", "name", config.feeds?.map(({ name }) => name) ?? []),
    ...repeated("sessions", "name", config.sessions?.map(({ name }) => name) ?? []),
    ...repeated("accounts", "name", config.accounts?.map(({ name }) => name) ?? []),
    ...unknownSymbols(config),
    ...unknownParts(config),
    ...laneProblems(config),
    ...accountProblems(config),
    ...sessionProblems(config, hasSoundVenue),
    ...feeProblems(config, hasSoundVenue),
    ...limitProblems(config),
    ...venueProblems(config, hasSoundVenue),
    ...reconnectProblems(config),
    ...feedProblems(config),
    ...recordingWithSession(config),
    ...journalProblems(config),
  ];
}
