/**
 * Changes limits while the lanes run: checked, written down, then handed to every lane as one set that holds from one of
 * its turns on. Who may do it, when a raise ends, when a trading day begins. Main thread; one change at a time.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { RiskConfig } from "../config/limit-schema.js";
import type { Actor, AuditLog } from "../engine/audit-log.js";
import { HotlaneError, messageOf } from "../errors.js";
import type { LimitBook, ProposedLimits } from "./limit-book.js";
import { limitName } from "./limit-change.js";
import { type LimitedLane, type LimitSetSettings, limitSetBytes } from "./limit-set.js";
import { leavesOf } from "./live-limits.js";

/** How long a lane may take to have a new set in force before the reply goes without it. */
const patienceMs = 2_000;
const lookMs = 1;
const changesMax = 200;
const raiseHoursMax = 24;
const msPerHour = 3_600_000;
const namesToldMax = 20;

/** A lane as this needs it. */
export interface LimitedRunningLane {
  readonly setup: LimitedLane & { readonly name: string };
  /** False: it has ended. */
  readonly isRunning: boolean;
  /** Of the set that is in force. */
  readonly limitsVersion: number;
  /** It has still to take the set before. */
  readonly hasStagedLimits: boolean;
  stageLimits(bytes: Uint8Array, version: number): void;
}

export interface LimitRequest {
  /** Shaped like the `limits` section; null: as the file says. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly approvedBy?: string | undefined;
  /** ISO 8601, at most a day away. */
  readonly expiresAt?: string | undefined;
}

export interface LimitReport {
  readonly version: number;
  /** What was asked for: by its path in the `limits` section. */
  readonly changes: readonly { readonly limit: string; readonly old: unknown; readonly new: unknown }[];
  /** What lets more through than before. */
  readonly loosened: readonly string[];
  readonly expiresAt?: string | undefined;
  readonly lanes: readonly { readonly lane: string; readonly isInForce: boolean }[];
}

export interface LimitDeskSettings {
  readonly book: LimitBook;
  readonly risk: RiskConfig;
  readonly lanes: readonly LimitedRunningLane[];
  readonly audit: Pick<AuditLog, "append">;
  readonly log: (line: string) => void;
  /** Its number, at an instant. */
  readonly tradingDay: (nowMs: number) => number;
  readonly lanesOfAccount: (account: string) => number;
}

const engine: Actor = { by: "hotlane", origin: "engine" };

/** The set that a lane begins with, and later ones. */
export function limitSetFor(
  book: LimitBook,
  lane: LimitedLane,
  { controlPatienceMs }: RiskConfig,
  rest: Pick<LimitSetSettings, "tradingDay" | "lanesOfAccount">,
): Uint8Array {
  return limitSetBytes(book.limits, lane, { ...rest, version: book.version, controlPatienceMs });
}

export class LimitDesk {
  readonly #settings: LimitDeskSettings;
  #day: number;
  #isBusy = false;
  /** Lanes that have still to be handed the newest set. */
  readonly #waiting = new Set<LimitedRunningLane>();

  constructor(settings: LimitDeskSettings, nowMs: number) {
    this.#settings = settings;
    this.#day = settings.tradingDay(nowMs);
  }

  /** Throws, and changes nothing, where anything speaks against it. */
  async change(request: LimitRequest, actor: Actor, isNamed: boolean): Promise<LimitReport> {
    if (!isNamed)
      throw new HotlaneError("control/by", "limits: found no name, expected whoever answers for it (--by)");
    if (this.#isBusy) throw new HotlaneError("limits/busy", "limits are being changed just now: try again");
    this.#isBusy = true;
    try {
      return await this.#change(request, actor, Date.now());
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends raises, begins days, hands over what could not be handed over before. */
  turn(nowMs: number): void {
    for (const lane of this.#waiting) this.#stage(lane);
    if (this.#isBusy || this.#settings.lanes.some((lane) => lane.isRunning && lane.hasStagedLimits)) return;
    const ended = this.#settings.book.proposeExpiry(nowMs);
    if (ended !== undefined) this.#expire(ended);
    const day = this.#settings.tradingDay(nowMs);
    if (day === this.#day) return;
    this.#day = day;
    this.#settings.book.renew();
    this.#settings.log(`trading day ${day} begins: what is counted by day is at zero`);
    this.#handOver();
  }

  async #change(request: LimitRequest, actor: Actor, nowMs: number): Promise<LimitReport> {
    const { book, audit, log } = this.#settings;
    const { reason, approvedBy, expiresAt } = request;
    checkExpiry(expiresAt, nowMs);
    const asked = leavesOf(request.changes);
    if (asked.length > changesMax)
      throw new HotlaneError(
        "limits/bad-change",
        `changes: found ${asked.length} limits, expected at most ${changesMax}`,
      );
    const proposed = book.propose(request.changes, { by: actor.by, approvedBy, reason, expiresAt }, nowMs);
    const changes = proposed.asked;
    const loosened = proposed.changes.filter(({ isLooser }) => isLooser).map(({ path }) => limitName(path));
    if (loosened.length > 0) this.#checkApproval(actor.by, approvedBy, loosened);
    this.#refuseWaiting();
    const details = { changes, loosened: told(loosened), reason, approvedBy, expiresAt };
    audit.append({ actor, what: "limits.set", details: { ...details, version: book.version + 1 } });
    const version = this.#commit(proposed, actor);
    const until = expiresAt === undefined ? "" : ` until ${expiresAt}`;
    log(
      `limits, version ${version}, by ${actor.by}${until}: ${changes.map(changeText).join(", ")}: ${reason}`,
    );
    this.#handOver();
    const lanes = await this.#untilInForce(version);
    return { version, changes, loosened, expiresAt, lanes };
  }

  #commit(proposed: ProposedLimits, actor: Actor): number {
    const { book, audit } = this.#settings;
    try {
      return book.commit(proposed);
    } catch (error) {
      audit.append({ actor, what: "limits.set failed", details: { why: messageOf(error) } });
      throw error;
    }
  }

  #checkApproval(by: string, approvedBy: string | undefined, loosened: readonly string[]): void {
    if (this.#settings.risk.loosening !== "twoPersons") return;
    const isSame = approvedBy?.trim().toLowerCase() === by.trim().toLowerCase();
    if (approvedBy !== undefined && !isSame) return;
    throw new HotlaneError(
      "limits/second-person",
      `approvedBy: found ${approvedBy === undefined ? "nobody" : "the same person"}, expected a second person, because this loosens ${told(loosened).join(", ")}`,
    );
  }

  #refuseWaiting(): void {
    const late = this.#settings.lanes.find((lane) => lane.isRunning && lane.hasStagedLimits);
    if (late === undefined) return;
    throw new HotlaneError(
      "limits/lane-late",
      `lane ${late.setup.name} has still to take the change before: limits can't be changed until it turns`,
    );
  }

  #expire(ended: ProposedLimits): void {
    const { book, audit, log } = this.#settings;
    try {
      const changes = book.live
        .filter((one) => !ended.live.includes(one))
        .map(({ path, value, by, expiresAt }) => ({ limit: limitName(path), old: value, by, expiresAt }));
      audit.append({
        actor: engine,
        what: "limits.expired",
        details: { changes, version: book.version + 1 },
      });
      const version = book.commit(ended);
      log(`limits, version ${version}: at an end: ${changes.map(({ limit }) => limit).join(", ")}`);
      this.#handOver();
    } catch (error) {
      log(`limits: a raise could not be ended: ${messageOf(error)}; it is tried again`);
    }
  }

  #handOver(): void {
    for (const lane of this.#settings.lanes) if (lane.isRunning) this.#stage(lane);
  }

  /** A lane that has not taken the set before keeps its turn for this one. */
  #stage(lane: LimitedRunningLane): void {
    const { book, risk, lanesOfAccount, log } = this.#settings;
    this.#waiting.delete(lane);
    if (!lane.isRunning) return;
    if (lane.hasStagedLimits) {
      this.#waiting.add(lane);
      return;
    }
    try {
      const bytes = limitSetFor(book, lane.setup, risk, { tradingDay: this.#day, lanesOfAccount });
      lane.stageLimits(bytes, book.version);
    } catch (error) {
      this.#waiting.add(lane);
      log(`lane ${lane.setup.name}: limits not handed over: ${messageOf(error)}; tried again`);
    }
  }

  async #untilInForce(version: number): Promise<LimitReport["lanes"]> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const lanes = this.#settings.lanes.map((lane) => ({
        lane: lane.setup.name,
        isInForce: !lane.isRunning || lane.limitsVersion === version,
      }));
      if (lanes.every(({ isInForce }) => isInForce) || Date.now() > until) return lanes;
      await pause(lookMs);
    }
  }
}

function checkExpiry(expiresAt: string | undefined, nowMs: number): void {
  if (expiresAt === undefined) return;
  const away = Date.parse(expiresAt) - nowMs;
  if (away > 0 && away <= raiseHoursMax * msPerHour) return;
  throw new HotlaneError(
    "limits/bad-expiry",
    `expiresAt: found ${expiresAt}, expected a time within the next ${raiseHoursMax} hours`,
  );
}

function told(names: readonly string[]): string[] {
  const more = names.length - namesToldMax;
  return more > 0 ? [...names.slice(0, namesToldMax), `and ${more} more`] : [...names];
}

function changeText({ limit, old, new: its }: LimitReport["changes"][number]): string {
  return `${limit} ${JSON.stringify(old)} → ${JSON.stringify(its)}`;
}
