/**
 * When and where an order session connects: at once, then again after each loss, with a back-off that doubles and is
 * jittered, over its addresses in turn. The lane does the talking; this decides. Pure: time and events in, orders out.
 */
import { SessionState } from "../lanes/boundary.js";

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
}

/** What to do now: connect to an address, or nothing before a time. */
export type SessionAction =
  | { kind: "connect"; address: VenueAddress }
  | { kind: "wait"; untilMs: number }
  | { kind: "none" };

export class SessionPolicy {
  readonly #settings: SessionPolicySettings;
  #addresses: readonly VenueAddress[];
  #attempt = 0;
  #nextAttemptMs = 0;
  #isOut = false;
  #isStopped = false;

  constructor(settings: SessionPolicySettings) {
    this.#settings = settings;
    this.#addresses = settings.addresses;
  }

  /** Tells what became of the session. A refused login is not tried again: that needs a human. */
  onState(state: number, nowMs: number): void {
    if (state === SessionState.ready) this.#attempt = 0;
    if (state === SessionState.refused) this.#isStopped = true;
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

  /** No more attempts: the engine is stopping. */
  stop(): void {
    this.#isStopped = true;
  }

  next(nowMs: number): SessionAction {
    if (this.#isStopped || this.#isOut) return { kind: "none" };
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
