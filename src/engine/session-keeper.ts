/**
 * Keeps one order session of a lane connected, by its policy. Main thread: told of the session's states, turned a few
 * times a second.
 */
import { SessionState, sessionStateNames } from "../lanes/boundary.js";
import type { CommandWriter } from "../lanes/command-writer.js";
import { SessionPolicy, type SessionPolicySettings, type VenueAddress } from "../sessions/session-policy.js";

export interface Credentials {
  username: string;
  password: string;
}

export class SessionKeeper {
  readonly #commands: CommandWriter;
  /** Its number in the lane. */
  readonly #session: number;
  readonly #credentials: Credentials;
  readonly #policy: SessionPolicy;
  #state: number = SessionState.down;
  #since = Date.now();
  /** Times it was ready. */
  readyCount = 0;

  constructor(
    commands: CommandWriter,
    session: number,
    credentials: Credentials,
    settings: SessionPolicySettings,
  ) {
    this.#commands = commands;
    this.#session = session;
    this.#credentials = credentials;
    this.#policy = new SessionPolicy(settings);
  }

  get isReady(): boolean {
    return this.#state === SessionState.ready;
  }

  /** In words, for people. */
  get text(): string {
    const seconds = ((Date.now() - this.#since) / 1000).toFixed(0);
    return `${sessionStateNames[this.#state] ?? "unknown"} for ${seconds} s`;
  }

  onState(state: number): void {
    if (state === SessionState.ready) this.readyCount += 1;
    this.#state = state;
    this.#since = Date.now();
    this.#policy.onState(state, this.#since);
  }

  /** The venue is elsewhere now (an embedded venue that was started again). */
  moveTo(addresses: readonly VenueAddress[]): void {
    this.#policy.moveTo(addresses);
  }

  stop(): void {
    this.#policy.stop();
  }

  turn(): void {
    const action = this.#policy.next(Date.now());
    if (action.kind !== "connect") return;
    this.#state = SessionState.connecting;
    this.#since = Date.now();
    this.#commands.connectSession(this.#session, {
      address: action.address.host,
      port: action.address.port,
      ...this.#credentials,
    });
  }
}
