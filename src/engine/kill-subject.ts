/**
 * What a person can stop: the firm, a lane, an account, a strategy, an instrument, by name; and where in which lanes that
 * is. Pure.
 */
import { HotlaneError } from "../errors.js";
import type { KillScope } from "../lanes/boundary.js";

/** A session is stopped by its schedule alone. */
export const killScopes = ["firm", "lane", "account", "strategy", "instrument"] as const;

/** `name`: of what is stopped; empty where that is the firm. */
export interface KillSubject {
  readonly scope: (typeof killScopes)[number];
  readonly name: string;
}

export const firm: KillSubject = { scope: "firm", name: "" };

/** What a lane has, by index. */
export interface LaneNames {
  readonly lane: string;
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
  readonly instruments: readonly string[];
}

/** One lane's part of a subject. */
export interface KillTarget {
  /** Place of the lane among all. */
  readonly lane: number;
  readonly scope: keyof typeof KillScope;
  /** In the lane; 0 where the scope has none. */
  readonly index: number;
}

export function subjectText({ scope, name }: KillSubject): string {
  return scope === "firm" ? "the firm" : `${scope} ${name}`;
}

export function isSameSubject(a: KillSubject, b: KillSubject): boolean {
  return a.scope === b.scope && a.name === b.name;
}

function namesOf(lane: LaneNames, scope: KillSubject["scope"]): readonly string[] {
  switch (scope) {
    case "firm":
      return [""];
    case "lane":
      return [lane.lane];
    case "account":
      return lane.accounts;
    case "strategy":
      return lane.strategies;
    case "instrument":
      return lane.instruments;
  }
}

/** Where it is; nowhere when no lane has it. */
export function killTargets(subject: KillSubject, lanes: readonly LaneNames[]): KillTarget[] {
  return lanes.flatMap((names, lane) => {
    const index = namesOf(names, subject.scope).indexOf(subject.name);
    return index < 0 ? [] : [{ lane, scope: subject.scope, index }];
  });
}

/** Refuses a name that nothing has. */
export function checkSubject(subject: KillSubject, lanes: readonly LaneNames[]): void {
  if (killTargets(subject, lanes).length > 0) return;
  const known = [...new Set(lanes.flatMap((lane) => namesOf(lane, subject.scope)))].join(", ") || "none";
  throw new HotlaneError(
    "kill/unknown-name",
    `${subject.scope}: found ${JSON.stringify(subject.name)}, expected one of: ${known}`,
  );
}
