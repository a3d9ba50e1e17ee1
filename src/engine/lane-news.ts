/**
 * What an operator is told of a lane's events: sessions, alerts, accounts in doubt, channels, strategies. Fed by the lane's
 * main-thread side, an event at a time. What is everyday is counted, not told.
 */
import { EventKind, SessionState, strategyStateNames } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import { journalNews } from "./journal-report.js";
import { AlertCounts } from "./session-report.js";
import { formatNs } from "./text-table.js";

/** Alerts of one kind and session that are told; the rest are counted. */
const alertsToldMax = 10;

const codes = native.codes();

/** What events don't say themselves, and who is told. */
export interface LaneNewsSources {
  /** Orders of a session that never reached its venue, in all. */
  readonly neverReceived: (session: number) => number;
  /** Orders of a session that its venue's system cancelled while the connection was lost, in all. */
  readonly cancelledAway: (session: number) => number;
  /** errno of what the journal's writer could not do; 0: none. */
  readonly journalFailure: () => number;
  readonly log: (line: string) => void;
}

export class LaneNews {
  /** What venues said that they should not have. */
  readonly alerts = new AlertCounts();
  readonly #setup: LaneSetup;
  readonly #sources: LaneNewsSources;
  readonly #log: (line: string) => void;
  /** The state of each channel that was told last. */
  readonly #toldChannels = new Map<number, string>();
  /** Sessions of which it was told that they are down. */
  readonly #toldDown = new Set<number>();
  /** By session. */
  readonly #neverReceivedTold = new Map<number, number>();
  readonly #cancelledAwayTold = new Map<number, number>();

  #isJournalTold = false;

  constructor(setup: LaneSetup, sources: LaneNewsSources) {
    this.#setup = setup;
    this.#sources = sources;
    this.#log = sources.log;
  }

  take(event: LaneEvent): void {
    if (event.kind === EventKind.session) this.#onSession(event);
    else if (event.kind === EventKind.alert) this.#onAlert(event);
    else if (event.kind === EventKind.account) this.#onAccount(event);
    else if (event.kind === EventKind.channel) this.#onChannel(event);
    else if (event.kind === EventKind.strategy) this.#onStrategy(event);
    else if (event.kind === EventKind.journal) this.#onJournal(event);
  }

  /** What has been lost so far is no news: an earlier run's. */
  skipLost(): void {
    for (const session of this.#setup.sessions.keys()) {
      this.#neverReceivedTold.set(session, this.#sources.neverReceived(session));
      this.#cancelledAwayTold.set(session, this.#sources.cancelledAway(session));
    }
  }

  /** "order session", and which where there are several. */
  #nameOf(session: number): string {
    const name = this.#setup.sessions.length > 1 ? ` ${this.#setup.sessions[session]?.name ?? session}` : "";
    return `order session${name}`;
  }

  #onSession({ session, state, reason }: LaneEvent): void {
    const name = this.#nameOf(session);
    if (state === SessionState.refused) this.#log(`${name}: login refused: not authorised; not tried again`);
    else if (state === SessionState.ready) {
      this.#log(`${name}: ready${this.#lostText(session)}${this.#cancelledText(session)}`);
      this.#toldDown.delete(session);
    } else if (state === SessionState.down && !this.#toldDown.has(session)) {
      const why = codes.sessionFaults[reason];
      this.#log(`${name}: down${reason === 0 || why === undefined ? "" : `: ${why}`}; no new orders`);
      this.#toldDown.add(session);
    }
  }

  /** The first of a kind are told one by one; a flood is counted for the report. */
  #onAlert({ session, reason, userRefNum, lastQuantity, lastPriceTicks }: LaneEvent): void {
    const words = codes.venueAlerts[reason] ?? `alert ${reason}`;
    const count = this.alerts.add(session, words);
    if (count > alertsToldMax) return;
    const order = userRefNum === 0 ? "" : `, order ${userRefNum}`;
    const shares = lastQuantity === 0 ? "" : `, ${lastQuantity} shares at ${lastPriceTicks} ticks`;
    const more = count === alertsToldMax ? "; more of these are counted, not told" : "";
    this.#log(`${this.#nameOf(session)}: alert: ${words}${order}${shares}${more}`);
  }

  #onAccount({ strategy: account, state, reason, session }: LaneEvent): void {
    const name = this.#setup.accounts[account]?.name ?? String(account);
    const words = codes.venueAlerts[reason] ?? `alert ${reason}`;
    // Without a reason: the journal of an earlier run says so.
    const why = reason === 0 ? "an earlier run left it so" : `${this.#nameOf(session)} told of ${words}`;
    this.#log(
      state === 0
        ? `account ${name}: trades again: it has been looked at`
        : `account ${name}: in doubt, because ${why}: no new orders, its open ones are cancelled, until it has been looked at`,
    );
  }

  /** A gap that the other line closes at once is counted, not told: on two lines it is everyday. */
  #onChannel({ session: channel, state, side: step, reason: cause, quantity: missing }: LaneEvent): void {
    const name = this.#setup.feeds[channel]?.name ?? String(channel);
    const isQuiet = codes.recoverySteps[step] === "other line";
    if (isQuiet) return;
    const stateText = codes.channelStates[state] ?? `state ${state}`;
    const wasQuiet = this.#toldChannels.get(channel) === stateText;
    if (wasQuiet && stateText === "live") return;
    this.#toldChannels.set(channel, stateText);
    const why = cause === 0 ? "" : `: ${codes.channelCauses[cause]}`;
    const what = missing === 0 ? "" : `, ${missing} messages missing`;
    const how = step === 0 ? "" : `, by ${codes.recoverySteps[step]}`;
    const orders = stateText === "live" ? "" : "; no new orders";
    this.#log(`feed ${name}: ${stateText}${why}${what}${how}${orders}`);
  }

  /** What could not be matched since the last time: the lane has held its orders against the venue's by now. */
  #lostText(session: number): string {
    const lost = this.#sources.neverReceived(session);
    const news = lost - (this.#neverReceivedTold.get(session) ?? 0);
    this.#neverReceivedTold.set(session, lost);
    return news === 0 ? "" : `; ${news} orders never reached the venue`;
  }

  /** Cancel on disconnect, where the port has it: expected, so one line and no alert. */
  #cancelledText(session: number): string {
    const cancelled = this.#sources.cancelledAway(session);
    const news = cancelled - (this.#cancelledAwayTold.get(session) ?? 0);
    this.#cancelledAwayTold.set(session, cancelled);
    return news === 0 ? "" : `; ${news} orders were cancelled by the venue while it was away`;
  }

  #onJournal({ state }: LaneEvent): void {
    const words = codes.journalStates[state] ?? "unknown";
    const news = journalNews(words, !this.#isJournalTold, this.#sources.journalFailure());
    this.#isJournalTold = true;
    if (news !== undefined) this.#log(news);
  }

  #onStrategy({ strategy, state, compared, limit }: LaneEvent): void {
    const name = this.#setup.strategies[strategy]?.name ?? String(strategy);
    // Only of one that failed by it.
    const late = limit === 0 ? "" : `: a call took ${formatNs(compared)}, it may take ${formatNs(limit)}`;
    this.#log(`strategy ${name}: ${strategyStateNames[state] ?? "unknown"}${late}`);
  }
}
