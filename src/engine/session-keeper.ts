/**
 * Keeps one order session of a lane connected, by its policy, and closes it at the end of its hours: no new order of it
 * leaves, its open ones are cancelled, and when that has been answered it is disconnected. Main thread: told of the
 * session's states, turned some 200 times a second.
 */

import { messageOf } from "../errors.js";
import { SessionState, sessionStateNames } from "../lanes/boundary.js";
import type { CommandWriter } from "../lanes/command-writer.js";
import { SessionPolicy, type SessionPolicySettings, type VenueAddress } from "../sessions/session-policy.js";
import type { SessionSchedule } from "../sessions/session-schedule.js";

export interface Credentials {
  username: string;
  password: string;
}

export interface SessionKeeperSettings {
  /** Of the session in its lane. */
  readonly session: number;
  readonly commands: Pick<CommandWriter, "connectSession" | "disconnectSession" | "turnKillSwitch">;
  /** Asked for at each login, so that they may be mended meanwhile; throws why there are none. */
  readonly credentials: () => Credentials;
  readonly policy: SessionPolicySettings;
  /** Its orders that are open. */
  readonly openOrders: () => number;
  readonly log: (line: string) => void;
  /** Ms since the Unix epoch. */
  readonly now?: () => number;
}

/** The cancels of a session that closes are under way by then; and what is not answered by then is left. */
const closeMinMs = 100;
const closeMaxMs = 5_000;

/** Where and as whom a session's orders go. */
export interface OrderSessionSettings {
  readonly addresses: readonly VenueAddress[];
  /** Asked for at each login; throws why there are none. */
  readonly credentials: () => Credentials;
  readonly reconnect: { readonly firstMs: number; readonly maxMs: number };
  /** Absent: it is to be up at any time. */
  readonly schedule?: SessionSchedule | undefined;
}

export class SessionKeeper {
  readonly #settings: SessionKeeperSettings;
  readonly #policy: SessionPolicy;
  readonly #now: () => number;
  #state: number = SessionState.down;
  #since: number;
  /** Since when it is closing; undefined: it isn't. */
  #closingSince: number | undefined;
  #isDisconnected = false;

  constructor(settings: SessionKeeperSettings) {
    this.#settings = settings;
    this.#policy = new SessionPolicy(settings.policy);
    this.#now = settings.now ?? Date.now;
    this.#since = this.#now();
  }

  /** It may trade, or it is not to: its hours are others. */
  get isReady(): boolean {
    return this.#state === SessionState.ready || this.#policy.opensAt(this.#now()) !== undefined;
  }

  /** In words, for people. */
  get text(): string {
    const now = this.#now();
    const opensAt = this.#policy.opensAt(now);
    if (opensAt !== undefined && this.#state !== SessionState.ready)
      return `closed until ${new Date(opensAt).toISOString()}`;
    const seconds = ((now - this.#since) / 1000).toFixed(0);
    return `${sessionStateNames[this.#state] ?? "unknown"} for ${seconds} s`;
  }

  onState(state: number): void {
    this.#setState(state);
    this.#policy.onState(state, this.#since);
  }

  /** The venue is elsewhere now (an embedded venue that was started again). */
  moveTo(addresses: readonly VenueAddress[]): void {
    this.#policy.moveTo(addresses);
  }

  /** A human wants it tried again, now. */
  retry(): void {
    this.#policy.retry();
  }

  stop(): void {
    this.#policy.stop();
  }

  turn(): void {
    const now = this.#now();
    const action = this.#policy.next(now);
    if (action.kind === "close") this.#close(now);
    else if (action.kind === "connect") this.#connect(action.address);
  }

  #connect({ host, port }: VenueAddress): void {
    const { session, commands, credentials, log } = this.#settings;
    let login: Credentials;
    try {
      login = credentials();
    } catch (error) {
      this.#policy.refuse();
      log(`order session: ${messageOf(error)}; not tried again until told to (hotlane connect)`);
      return;
    }
    if (this.#closingSince !== undefined) {
      this.#closingSince = undefined;
      this.#isDisconnected = false;
      commands.turnKillSwitch({
        scope: "session",
        index: session,
        isOn: false,
        killId: 0,
        switchedTicks: 0n,
      });
    }
    this.#setState(SessionState.connecting);
    commands.connectSession(session, { address: host, port, ...login });
  }

  #close(now: number): void {
    const { session, commands, openOrders, log } = this.#settings;
    if (this.#closingSince === undefined) {
      this.#closingSince = now;
      commands.turnKillSwitch({ scope: "session", index: session, isOn: true, killId: 0, switchedTicks: 0n });
      log("order session: its hours are over: its orders are cancelled, then it is closed");
    }
    const age = now - this.#closingSince;
    if (this.#isDisconnected || age < closeMinMs || (openOrders() > 0 && age < closeMaxMs)) return;
    this.#isDisconnected = true;
    if (openOrders() > 0)
      log(`order session: closed with ${openOrders()} orders open: the venue did not answer`);
    commands.disconnectSession(session);
  }

  #setState(state: number): void {
    this.#state = state;
    this.#since = this.#now();
  }
}
