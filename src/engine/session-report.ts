/**
 * What the report says of a lane's order sessions: where each stands, what went through it, and what its venue said that
 * it should not have, alert by alert. Read from the lane's shared tables and from its events, on the main thread.
 */
import type { OrderProtocol } from "../config/schema.js";
import { sessionStateNames } from "../lanes/boundary.js";
import type { LaneReader, SessionCounter } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";

export interface SessionReport {
  readonly lane: string;
  readonly name: string;
  readonly protocol: OrderProtocol;
  readonly state: string;
  /** SoupBinTCP: the venue's name of the session, and the next message expected. */
  readonly venueSession: string;
  readonly nextSequence: number;
  readonly logins: number;
  /** Enters and replaces; cancel requests. */
  readonly sent: number;
  readonly cancels: number;
  /** Messages of the venue: understood, not understood, come again. */
  readonly answers: number;
  readonly malformed: number;
  readonly repeated: number;
  readonly open: number;
  /** Alerts by their words; those that never came are left out. */
  readonly alerts: Readonly<Record<string, number>>;
}

/** Alerts told by a lane's events, counted by session. */
export class AlertCounts {
  readonly #counts = new Map<number, Map<string, number>>();

  /** Gives how often this one has come now. */
  add(session: number, words: string): number {
    const its = this.#counts.get(session) ?? new Map<string, number>();
    this.#counts.set(session, its);
    const count = (its.get(words) ?? 0) + 1;
    its.set(words, count);
    return count;
  }

  of(session: number): Record<string, number> {
    return Object.fromEntries(this.#counts.get(session) ?? []);
  }
}

export function sessionReports(
  { name: lane, sessions }: Pick<LaneSetup, "name" | "sessions">,
  reader: LaneReader,
  alerts: AlertCounts,
): SessionReport[] {
  return sessions.map(({ name, protocol }, session) => {
    const counter = (counted: SessionCounter): number => reader.sessionCounter(session, counted);
    const place = reader.sessionPlace(session);
    return {
      lane,
      name,
      protocol,
      state: sessionStateNames[reader.sessionState(session)] ?? "unknown",
      venueSession: place.session,
      nextSequence: place.nextSequence,
      logins: counter("logins"),
      sent: counter("sent"),
      cancels: counter("cancels"),
      answers: counter("answers"),
      malformed: counter("malformed"),
      repeated: counter("repeated"),
      open: counter("open"),
      alerts: alerts.of(session),
    };
  });
}
