/**
 * When and where an order session connects: in the hours of its schedule at once, then again after each loss, with a
 * back-off that doubles and is jittered, over its addresses in turn, the primary first; at the end of its hours it is
 * closed. The lane does the talking; this decides. Pure: time and events in, orders out.
 */
import { SessionState } from "../lanes/boundary.js";
import type { SessionSchedule, SessionWindow } from "./session-schedule.js";

export interface VenueAddress {
  host: string;
  port: number;
}

export interface SessionPolicySettings {
  addresses: readonly VenueAddress[];
  /** First wait after a loss, and the longest. */
  firstMs: number;
  maxMs: number;
  /** Gives 0 to 1, for the jitter. */
  random: () => number;
  /** Absent: at any time. */
  schedule?: Pick<SessionSchedule, "windowFrom"> | undefined;
}

/** What to do now: connect to an address, close the session, or nothing before a time. */
export type SessionAction =
  | { kind: "connect"; address: VenueAddress }
  | { kind: "close" }
  | { kind: "wait"; untilMs: number }
  | { kind: "none" };

export class SessionPolicy {
  readonly #settings: SessionPolicySettings;
  #addresses: readonly VenueAddress[];
  #attempt = 0;
  #nextAttemptMs = 0;
  #isOut = false;
  #isRefused = false;
  #isStopped = false;
  /** The venue has ended the session of this window: it is over until the next. */
  #endedWindow: SessionWindow | undefined;

  constructor(settings: SessionPolicySettings) {
    this.#settings = settings;
    this.#addresses = settings.addresses;
  }

  /** Tells what became of the session. A refused login is not tried again: that needs a human. */
  onState(state: number, nowMs: number): void {
    if (state === SessionState.ready) this.#attempt = 0;
    if (state === SessionState.refused) this.refuse();
    if (state === SessionState.ended) this.#endedWindow = this.#settings.schedule?.windowFrom(nowMs);
    if (state === SessionState.down || state === SessionState.ended) {
      this.#isOut = false;
      this.#nextAttemptMs = nowMs + this.#backOffMs();
    }
  }

  /** From now on only these addresses, the first of them first and at once: that they are known is a sign of life. */
  moveTo(addresses: readonly VenueAddress[]): void {
    this.#addresses = addresses;
    this.#attempt = 0;
    this.#nextAttemptMs = 0;
  }

  /** No more attempts until a human has seen to it. */
  refuse(): void {
    this.#isOut = false;
    this.#isRefused = true;
  }

  /** A human has seen to what was refused, or won't wait: at once, the primary address first. */
  retry(): void {
    this.#isRefused = false;
    this.#attempt = 0;
    this.#nextAttemptMs = 0;
  }

  /** No more attempts: the engine is stopping. */
  stop(): void {
    this.#isStopped = true;
  }

  /** When its hours begin; undefined: they are now, or never. */
  opensAt(nowMs: number): number | undefined {
    const window = this.#settings.schedule?.windowFrom(nowMs);
    if (window === undefined) return undefined;
    const isOver = window.day === this.#endedWindow?.day;
    const next = isOver ? this.#settings.schedule?.windowFrom(window.closeMs) : window;
    return next === undefined || nowMs >= next.openMs ? undefined : next.openMs;
  }

  next(nowMs: number): SessionAction {
    if (this.#isStopped) return { kind: "none" };
    const { schedule } = this.#settings;
    const opensAt = this.opensAt(nowMs);
    const isOpen =
      schedule === undefined || (schedule.windowFrom(nowMs) !== undefined && opensAt === undefined);
    if (!isOpen && this.#isOut) return { kind: "close" };
    if (this.#isOut || this.#isRefused) return { kind: "none" };
    if (!isOpen) return opensAt === undefined ? { kind: "none" } : { kind: "wait", untilMs: opensAt };
    if (nowMs < this.#nextAttemptMs) return { kind: "wait", untilMs: this.#nextAttemptMs };
    const address = this.#addresses[this.#attempt % this.#addresses.length];
    if (address === undefined) return { kind: "none" };
    this.#attempt += 1;
    this.#isOut = true;
    return { kind: "connect", address };
  }

  /** Doubles with each attempt in a row; between half of it and all of it, so that clients don't come back in step. */
  #backOffMs(): number {
    const { firstMs, maxMs, random } = this.#settings;
    const full = Math.min(maxMs, firstMs * 2 ** Math.max(0, Math.min(this.#attempt - 1, 20)));
    return full * (0.5 + random() / 2);
  }
}
