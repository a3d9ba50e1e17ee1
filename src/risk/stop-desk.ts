/**
 * What the gates switch off by themselves, and who switches it on again. A trip of one lane is every lane's whose account
 * or firm it is, stands in a file over restarts, and is cleared by a named person alone. Also adds up losses over lanes,
 * which no single gate sees. Main thread.
 */
import type { Actor, AuditLog } from "../engine/audit-log.js";
import {
  checkSubject,
  type KillSubject,
  killTargets,
  type LaneNames,
  subjectText,
} from "../engine/kill-subject.js";
import { HotlaneError, messageOf } from "../errors.js";
import { riskScopeNames } from "../lanes/boundary.js";
import type { StopSubject as LaneStop } from "../lanes/command-writer.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { EffectiveLimits } from "./effective-limits.js";
import { findingText, reasonCode } from "./refusal-text.js";
import { isOf, type Stop, type StopState, type StopSubject, stopCauses, stopScopes } from "./stop-state.js";

const ticksPerDollar = 10_000;
const causes = {
  loss_day: "lossDay",
  repeat_execution: "repeatExecution",
  refusal_streak: "refusalStreak",
} as const;
const automatic = ["loss_day", "repeat_execution", "refusal_streak"] as const;

/** A lane as this needs it. */
export interface StoppableLane {
  readonly names: LaneNames;
  readonly isRunning: boolean;
  readonly reader: Pick<LaneReader, "usage">;
  trip(subject: LaneStop, why: (typeof causes)[keyof typeof causes]): void;
  rearm(subject: LaneStop): void;
  reduceOnly(subject: LaneStop, isOn: boolean): void;
}

export interface StopDeskSettings {
  readonly lanes: readonly StoppableLane[];
  readonly state: StopState;
  readonly audit: Pick<AuditLog, "append">;
  readonly log: (line: string) => void;
}

const engine: Actor = { by: "hotlane", origin: "engine" };

export class StopDesk {
  readonly #settings: StopDeskSettings;

  constructor(settings: StopDeskSettings) {
    this.#settings = settings;
  }

  get stops(): readonly Stop[] {
    return this.#settings.state.stops;
  }

  /** Those of an earlier run hold on. Before any session connects. */
  restore(): void {
    for (const stop of this.stops) {
      this.#turnOn(stop);
      this.#settings.log(`${subjectText(stop)}: ${stop.why} since ${stop.at}: ${stop.reason}`);
    }
  }

  /** A gate has switched something off. */
  onTrip(lane: StoppableLane, event: LaneEvent): void {
    const scope = stopScopes.find((one) => one === riskScopeNames[event.scope]);
    const why = stopCauses.find((one) => one === reasonCode(event.reason));
    if (scope === undefined || why === undefined) return;
    const { accounts, strategies, instruments } = lane.names;
    const names = { firm: [""], account: accounts, strategy: strategies, instrument: instruments }[scope];
    const name = names[event.strategy] ?? "";
    this.#trip({ scope, name }, why, findingText({ ...event, name }));
  }

  /** Losses of an account or the firm in several lanes, against the limit of all. */
  watch({ accounts, firm }: EffectiveLimits): void {
    const { lanes } = this.#settings;
    if (lanes.length < 2) return;
    this.#watchSum({ scope: "firm", name: "" }, firm.loss?.dollarsMax);
    for (const [name, { loss }] of Object.entries(accounts)) {
      this.#watchSum({ scope: "account", name }, loss?.dollarsMax);
    }
  }

  /** A named person lets what switched itself off trade again, for a cause. Kills stay. */
  rearm(subject: StopSubject, actor: Actor, reason: string): Stop[] {
    return this.#clear(subject, automatic, actor, "rearm", reason);
  }

  /** On: only orders that shrink a position pass there, until a named person says otherwise. */
  reduceOnly(subject: StopSubject, isOn: boolean, actor: Actor, reason: string): void {
    if (!isOn) {
      this.#clear(subject, ["reduce_only"], actor, "reduceOnly off", reason);
      return;
    }
    const { state, audit, log } = this.#settings;
    this.#check(subject);
    const stop: Stop = { ...subject, why: "reduce_only", at: new Date().toISOString(), by: actor.by, reason };
    this.#turnOn(stop);
    log(`${subjectText(subject)}: only orders that shrink a position, by ${actor.by}: ${reason}`);
    this.#attempt("list of stops", () => state.add(stop));
    this.#attempt("audit log", () =>
      audit.append({ actor, what: "reduceOnly", details: { ...subject, reason } }),
    );
  }

  #clear(
    subject: StopSubject,
    which: readonly Stop["why"][],
    actor: Actor,
    what: string,
    reason: string,
  ): Stop[] {
    const { state, audit, log, lanes } = this.#settings;
    const cleared = this.stops.filter((stop) => isOf(stop, subject) && which.includes(stop.why));
    if (cleared.length === 0) {
      this.#check(subject);
      const on = this.stops.map((stop) => `${subjectText(stop)} (${stop.why})`).join(", ") || "nothing";
      throw new HotlaneError(
        "risk/not-stopped",
        `${subjectText(subject)} is not stopped so; stopped is ${on}`,
      );
    }
    const details = { ...subject, reason, stops: cleared.map(({ why, at }) => ({ why, at })) };
    audit.append({ actor, what, details });
    state.remove(subject, which);
    for (const { lane, scope, index } of this.#targets(subject)) {
      if (which.includes("reduce_only")) lanes[lane]?.reduceOnly({ scope, index }, false);
      else lanes[lane]?.rearm({ scope, index });
    }
    log(`${subjectText(subject)}: ${what} by ${actor.by}: ${reason}`);
    return cleared;
  }

  #trip(subject: StopSubject, why: keyof typeof causes | "reduce_only", reason: string): void {
    const { state, audit, log } = this.#settings;
    if (why === "reduce_only" || state.has(subject, why)) return;
    const stop: Stop = { ...subject, why, at: new Date().toISOString(), by: "gate", reason };
    // The lane that told of it is off already; once more does nothing.
    this.#turnOn(stop);
    log(
      `${subjectText(subject)} has switched itself off: ${reason}; a person has to re-arm it (hotlane rearm)`,
    );
    this.#attempt("list of stops", () => state.add(stop));
    this.#attempt("audit log", () =>
      audit.append({ actor: engine, what: "trip", details: { ...subject, why, reason } }),
    );
  }

  #watchSum(subject: StopSubject, dollarsMax: number | undefined): void {
    if (dollarsMax === undefined || this.#settings.state.has(subject, "loss_day")) return;
    const targets = this.#targets(subject);
    if (targets.length < 2) return;
    const profit = targets.reduce((sum, { lane, index }) => {
      const scope = subject.scope === "account" ? "account" : "firm";
      return sum + (this.#settings.lanes[lane]?.reader.usage(scope, index).profit ?? 0);
    }, 0);
    const loss = -profit / ticksPerDollar;
    if (loss > dollarsMax)
      this.#trip(subject, "loss_day", `loss_day over all lanes: $${loss} against $${dollarsMax}`);
  }

  #turnOn(stop: Stop): void {
    const { lanes, log } = this.#settings;
    for (const { lane, scope, index } of this.#targets(stop)) {
      try {
        if (stop.why === "reduce_only") lanes[lane]?.reduceOnly({ scope, index }, true);
        else lanes[lane]?.trip({ scope, index }, causes[stop.why]);
      } catch (error) {
        // A lane that takes no commands is the watchdog's: the others are stopped all the same.
        log(`lane ${lanes[lane]?.names.lane}: the stop did not reach it: ${messageOf(error)}`);
      }
    }
  }

  #targets({ scope, name }: StopSubject): { lane: number; scope: StopSubject["scope"]; index: number }[] {
    const subject: KillSubject = { scope, name };
    return killTargets(
      subject,
      this.#settings.lanes.map(({ names }) => names),
    ).map(({ lane, index }) => ({ lane, scope, index }));
  }

  #check(subject: StopSubject): void {
    checkSubject(
      subject,
      this.#settings.lanes.map(({ names }) => names),
    );
  }

  /** A stop stands whatever becomes of its record; but people are told. */
  #attempt(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#settings.log(`${what}: not written: ${messageOf(error)}; the stop stands`);
    }
  }
}
