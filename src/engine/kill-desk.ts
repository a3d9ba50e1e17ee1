/**
 * Turns kill switches on and off in every lane that they concern, keeps those that are on over a restart, writes both to
 * the audit log, and tells how long each lane took. Main thread. A kill reaches the lanes before anything is written: no
 * disk can hold it back. Turning one off is the other way round: what the disk won't have doesn't happen.
 */
import { HotlaneError, messageOf } from "../errors.js";
import { LaneState } from "../lanes/boundary.js";
import type { KillOrder } from "../lanes/command-writer.js";
import type { KillReading, LaneReader } from "../lanes/lane-reader.js";
import type { Actor, AuditLog } from "./audit-log.js";
import type { Kill, KillState } from "./kill-state.js";
import { checkSubject, type KillSubject, killTargets, type LaneNames, subjectText } from "./kill-subject.js";

/** Of those turned on in this run, the newest ones that are told of. */
const remembered = 256;

/** A lane as this needs it. */
export interface KillableLane {
  readonly names: LaneNames;
  readonly reader: Pick<LaneReader, "kill" | "state">;
  /** How old its sign of life is, ms. */
  readonly silentMs: number;
  turnKillSwitch(order: KillOrder): void;
}

/** What a lane made of a kill. */
export interface LaneKill extends KillReading {
  readonly lane: string;
}

/** A kill, and how far it has come. */
export interface KillReport extends Kill {
  readonly lanes: readonly LaneKill[];
  /** Who turned it off, once that has happened. */
  readonly armed?: { readonly by: string; readonly reason: string; readonly at: string };
}

export interface KillDeskSettings {
  readonly lanes: readonly KillableLane[];
  readonly state: KillState;
  readonly audit: AuditLog;
  readonly log: (line: string) => void;
  /** The counter that the lanes measure by. */
  readonly ticks: () => bigint;
}

/** A lane that is silent for so long obeys nothing now: it is not armed. It says that it turns every millisecond. */
const armSilenceMaxMs = 250;

export class KillDesk {
  readonly #settings: KillDeskSettings;
  #reports: KillReport[] = [];

  constructor(settings: KillDeskSettings) {
    this.#settings = settings;
  }

  /** Those that are on. */
  get active(): readonly Kill[] {
    return this.#settings.state.kills;
  }

  /** Those of this run, the oldest first, as far as they have come. */
  get reports(): readonly KillReport[] {
    return this.#reports;
  }

  /** Turns those of an earlier run on again. Before any session connects. */
  restore(): void {
    for (const kill of this.active) {
      this.#turnOn(kill, kill.id, this.#settings.ticks());
      this.#remember(kill);
      this.#settings.log(
        `${subjectText(kill.subject)} is killed since ${kill.at}, by ${kill.by}: ${kill.reason}`,
      );
    }
  }

  /** Refuses a name that nothing has. Gives the number by which report() tells how far it has come. */
  kill(subject: KillSubject, actor: Actor, reason: string): number {
    const { lanes, state, audit, log, ticks } = this.#settings;
    const switchedTicks = ticks();
    checkSubject(
      subject,
      lanes.map(({ names }) => names),
    );
    const id = state.takeId();
    const at = new Date().toISOString();
    const { by } = actor;
    const origin = actor.origin === "schedule" ? "engine" : actor.origin;
    const kill: Kill = { id, at, subject, by, reason, origin };
    this.#turnOn(kill, id, switchedTicks);
    this.#remember(kill);
    log(`${subjectText(subject)} is killed by ${by}: ${reason}`);
    this.#attempt("kill state", () => state.add(kill));
    this.#attempt("audit log", () =>
      audit.append({ actor, what: "kill", details: { id, ...subject, reason } }),
    );
    return id;
  }

  /** A named person turns it off again, for a cause. Refused, and it stays on, where anything speaks against it. */
  arm(subject: KillSubject, actor: Actor, reason: string): Kill {
    const { lanes, state, audit, log, ticks } = this.#settings;
    const kill = state.find(subject);
    if (kill === undefined) {
      const on = this.active.map((one) => subjectText(one.subject)).join(", ") || "nothing";
      throw new HotlaneError("kill/not-on", `${subjectText(subject)} is not killed; killed is ${on}`);
    }
    const targets = killTargets(
      subject,
      lanes.map(({ names }) => names),
    );
    for (const { lane } of targets) this.#refuseSilent(lanes[lane]);
    audit.append({ actor, what: "arm", details: { id: kill.id, ...subject, reason } });
    state.remove(subject);
    for (const { lane, scope, index } of targets) {
      lanes[lane]?.turnKillSwitch({ scope, index, isOn: false, killId: 0, switchedTicks: ticks() });
    }
    const armed = { by: actor.by, reason, at: new Date().toISOString() };
    this.#reports = this.#reports.map((one) => (one.id === kill.id ? { ...one, armed } : one));
    log(`${subjectText(subject)} is armed by ${actor.by}: ${reason}`);
    return kill;
  }

  /** Looks how far those under way have come. */
  turn(): void {
    this.#reports = this.#reports.map((report) =>
      report.lanes.every(({ step }) => step === "sent") ? report : this.#withReadings(report),
    );
  }

  /** How far it has come by now. */
  report(id: number): KillReport | undefined {
    this.turn();
    return this.#reports.find((report) => report.id === id);
  }

  #turnOn({ subject }: Kill, killId: number, switchedTicks: bigint): void {
    const { lanes, log } = this.#settings;
    for (const { lane, scope, index } of killTargets(
      subject,
      lanes.map(({ names }) => names),
    )) {
      try {
        lanes[lane]?.turnKillSwitch({ scope, index, isOn: true, killId, switchedTicks });
      } catch (error) {
        // A lane that takes no commands is the watchdog's: the others are killed all the same.
        log(`lane ${lanes[lane]?.names.lane}: the kill did not reach it: ${messageOf(error)}`);
      }
    }
  }

  #refuseSilent(lane: KillableLane | undefined): void {
    if (lane === undefined || lane.reader.state !== LaneState.running) return;
    if (lane.silentMs <= armSilenceMaxMs) return;
    const silent = Math.round(lane.silentMs);
    throw new HotlaneError(
      "kill/lane-silent",
      `lane ${lane.names.lane} has given no sign of life for ${silent} ms: it can't be armed before it turns`,
    );
  }

  #withReadings(report: KillReport): KillReport {
    const { lanes } = this.#settings;
    const readings = report.lanes.map((before): LaneKill => {
      const lane = lanes.find(({ names }) => names.lane === before.lane);
      return lane === undefined ? before : { lane: before.lane, ...lane.reader.kill(report.id) };
    });
    return { ...report, lanes: readings };
  }

  #remember(kill: Kill): void {
    const { lanes } = this.#settings;
    const targets = killTargets(
      kill.subject,
      lanes.map(({ names }) => names),
    );
    const concerned = targets.flatMap(({ lane }) => {
      const its = lanes[lane];
      return its === undefined ? [] : [{ lane: its.names.lane, ...its.reader.kill(kill.id) }];
    });
    this.#reports = [...this.#reports, { ...kill, lanes: concerned }].slice(-remembered);
  }

  /** A kill stands whatever becomes of its record; but people are told. */
  #attempt(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#settings.log(`${what}: not written: ${messageOf(error)}; the kill stands`);
    }
  }
}
