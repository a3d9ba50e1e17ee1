// Which fee schedule a session's executions are charged by, and what must agree about it. Pure.
import { sessionsOfLane } from "./assignment.js";
import type { ReferenceProblem } from "./references.js";
import type { FeeConfig, HotlaneConfig } from "./schema.js";

/** The schedule that names the session, else the one that names none; undefined: nothing is charged. */
export function feesOfSession({ fees }: Pick<HotlaneConfig, "fees">, session: string): FeeConfig | undefined {
  return (
    fees.find(({ sessions }) => sessions.includes(session)) ??
    fees.find(({ sessions }) => sessions.length === 0)
  );
}

/** Sessions that no schedule may name: unknown ones, and those of an earlier one. */
export function feeProblems(config: Partial<HotlaneConfig>, hasSoundVenue: boolean): ReferenceProblem[] {
  const { lanes, sessions, fees, venue } = config;
  if (!lanes || !sessions || !fees || !hasSoundVenue) return [];
  const known = new Set(
    lanes.flatMap(({ name }) =>
      sessionsOfLane({ lanes, sessions, venue }, name).map((session) => session.name),
    ),
  );
  const common = fees.findIndex((one) => one.sessions.length === 0);
  return fees.flatMap((schedule, index): ReferenceProblem[] => {
    if (schedule.sessions.length === 0) {
      if (index === common) return [];
      return [
        { path: ["fees", index], expected: `sessions, because fees[${common}] is already for all others` },
      ];
    }
    return schedule.sessions.flatMap((name, at): ReferenceProblem[] => {
      const path = ["fees", index, "sessions", at];
      if (!known.has(name)) return [{ path, expected: "the name of a session" }];
      const first = fees.findIndex((one) => one.sessions.includes(name));
      return first < index ? [{ path, expected: `a session that fees[${first}] does not name` }] : [];
    });
  });
}
