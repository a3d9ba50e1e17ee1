// What must agree about accounts and order sessions: whom a strategy trades for, which session an instrument's orders go
// by, and how many a lane has room for. Called by references.ts with the sections that are sound in themselves.
import { sessionsMax } from "../lanes/boundary.js";
import { laneOfInstrument, laneOfSession, sessionsOfLane } from "./assignment.js";
import type { ReferenceProblem } from "./references.js";
import type { HotlaneConfig, SessionConfig } from "./schema.js";

type Sections = Pick<HotlaneConfig, "lanes" | "instruments" | "sessions" | "venue">;

export function accountProblems({ accounts, strategies }: Partial<HotlaneConfig>): ReferenceProblem[] {
  if (accounts === undefined || strategies === undefined) return [];
  const known = new Set(accounts.map(({ name }) => name));
  return strategies.flatMap(({ account }, index) =>
    account === undefined || known.has(account)
      ? []
      : [{ path: ["strategies", index, "account"], expected: "the name of an account" }],
  );
}

/** Symbols that a session names: known, of its lane, and named by no other. */
function namedSymbols(config: Sections, session: SessionConfig, index: number): ReferenceProblem[] {
  const lane = laneOfSession(config, session);
  return session.instruments.flatMap((symbol, at): ReferenceProblem[] => {
    const path = ["sessions", index, "instruments", at];
    const instrument = config.instruments.find((one) => one.symbol === symbol);
    if (instrument === undefined) return [{ path, expected: "a symbol listed under instruments" }];
    if (laneOfInstrument(config, instrument) !== lane)
      return [{ path, expected: `an instrument of lane ${lane}` }];
    const other = config.sessions.findIndex((one) => one.instruments.includes(symbol));
    if (other < index) return [{ path, expected: `a symbol that sessions[${other}] does not name` }];
    if (instrument.session !== undefined && instrument.session !== session.name)
      return [{ path, expected: `none that goes by session ${instrument.session}` }];
    return [];
  });
}

/** Sessions that an instrument names: known, and of its lane. */
function routedInstruments(config: Sections): ReferenceProblem[] {
  return config.instruments.flatMap((instrument, index): ReferenceProblem[] => {
    const { session } = instrument;
    if (session === undefined) return [];
    const lane = laneOfInstrument(config, instrument);
    if (sessionsOfLane(config, lane).some(({ name }) => name === session)) return [];
    return [{ path: ["instruments", index, "session"], expected: `the name of a session of lane ${lane}` }];
  });
}

function crowdedLanes(config: Sections): ReferenceProblem[] {
  const lanes = config.sessions.map((session) => laneOfSession(config, session));
  const index = lanes.findIndex(
    (lane, at) => lanes.slice(0, at).filter((one) => one === lane).length === sessionsMax,
  );
  if (index < 0) return [];
  return [{ path: ["sessions", index], expected: `at most ${sessionsMax} sessions of lane ${lanes[index]}` }];
}

/** `hasSoundVenue` tells an absent venue from a faulty one. */
export function sessionProblems(config: Partial<HotlaneConfig>, hasSoundVenue: boolean): ReferenceProblem[] {
  const { lanes, instruments, sessions, venue } = config;
  if (!lanes || !instruments || !sessions || !hasSoundVenue) return [];
  const whole = { lanes, instruments, sessions, venue };
  return [
    ...sessions.flatMap((session, index) => namedSymbols(whole, session, index)),
    ...routedInstruments(whole),
    ...crowdedLanes(whole),
  ];
}
