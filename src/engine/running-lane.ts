/**
 * One lane while it runs, as the main thread sees it: its order session kept connected, its events taken into the record
 * of its orders, and what an operator should know of it said. Made by the engine, turned some 200 times a second.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { EarlierRun } from "../journal/earlier-run.js";
import { EventKind } from "../lanes/boundary.js";
import type { KillOrder, StopSubject } from "../lanes/command-writer.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import { Lane } from "../lanes/lane.js";
import { LaneReader, type WatchReading } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import { limitSetVersion } from "../risk/limit-set.js";
import type { VenueAddress } from "../sessions/session-policy.js";
import { type ChannelReport, channelReports } from "./channel-report.js";
import { EarlierOrders } from "./earlier-orders.js";
import { type JournalReport, journalReports, tailNews } from "./journal-report.js";
import type { KillableLane } from "./kill-desk.js";
import type { LaneNames } from "./kill-subject.js";
import { withInputs } from "./lane-inputs.js";
import { LaneNews } from "./lane-news.js";
import { LanePlaces } from "./lane-places.js";
import { LanePlayers } from "./lane-players.js";
import { LaneRecovery, type RecoveryReport } from "./lane-recovery.js";
import { positionReports } from "./measurements.js";
import { OrderRecord } from "./order-record.js";
import type { LaneHostReport, PositionReport } from "./report.js";
import { type OrderSessionSettings, SessionKeeper } from "./session-keeper.js";
import { type SessionReport, sessionReports } from "./session-report.js";

/** How old a lane's sign of life may get before the operator is told. */
const heartbeatPatienceMs = 2_000;
/** A lane that is to stop and gives no sign of life for so long is interrupted. */
const stopPatienceMs = 2_000;
/** One that was interrupted has to end within this: as long as a stop may take, and some more. */
const interruptPatienceMs = 10_000;

/** Told of each event of an order, with the venue's name of its session. */
export type OrderEventListener = (event: LaneEvent, setup: LaneSetup, venueSession: string) => void;

export class RunningLane implements KillableLane {
  readonly setup: LaneSetup;
  readonly reader: LaneReader;
  readonly #lane: Lane;
  /** By session. */
  readonly #keepers: readonly SessionKeeper[];
  readonly #news: LaneNews;
  readonly #record: OrderRecord;
  readonly #players: LanePlayers;
  readonly #log: (line: string) => void;
  readonly #venueSessions = new Map<number, string>();
  #onOrderEvent: OrderEventListener | undefined;
  #haltsTold = 0;
  #isSilent = false;
  #onRiskEvent: (event: LaneEvent) => void = () => undefined;
  /** Of the limit set that was handed over last. */
  #stagedVersion: number;
  #hasEnded = false;
  /** Undefined: it began anew. */
  #recovery: LaneRecovery | undefined;
  readonly #earlierOrders = new EarlierOrders();
  /** Of its strategies: who is there. */
  readonly places: LanePlaces;

  private constructor(
    lane: Lane,
    places: LanePlaces,
    limits: Uint8Array,
    players: LanePlayers,
    sessions: readonly OrderSessionSettings[],
    log: (line: string) => void,
  ) {
    this.setup = lane.setup;
    this.places = places;
    this.#players = players;
    this.#lane = lane;
    this.#log = log;
    this.reader = new LaneReader(lane.memory);
    this.#stagedVersion = limitSetVersion(limits);
    const end = (): void => {
      this.#hasEnded = true;
    };
    lane.ended.then(end, end);
    this.#record = new OrderRecord(lane.setup, native.codes().orderStates);
    this.#news = new LaneNews(lane.setup, {
      neverReceived: (session) => this.#neverReceived(session),
      cancelledAway: (session) => this.reader.sessionCounter(session, "cancelledAway"),
      journalFailure: () => this.reader.journal.failure,
      log,
    });
    this.#keepers = sessions.map(
      ({ addresses, credentials, reconnect, schedule }, session) =>
        new SessionKeeper({
          session,
          commands: lane.commands,
          credentials,
          policy: { addresses, ...reconnect, schedule, random: Math.random },
          openOrders: () => this.reader.sessionCounter(session, "open"),
          log,
        }),
    );
  }

  /**
   * `sessions`: by number; without one it takes market data only. `log` is told what an operator should know. `earlier`:
   * the run that it goes on from; absent: it begins anew.
   */
  static async start(
    setup: LaneSetup,
    limits: Uint8Array,
    sessions: readonly OrderSessionSettings[],
    log: (line: string) => void,
    earlier?: EarlierRun,
  ): Promise<RunningLane> {
    const players = new LanePlayers(setup, log);
    const told = withInputs(setup, players.byChannel);
    const places = new LanePlaces(setup.strategies, log);
    const lane = new Lane(told, limits, earlier?.bytes ?? null, places);
    places.follow(lane);
    const running = new RunningLane(lane, places, limits, players, sessions, log);
    if (earlier === undefined) await lane.ready;
    else await running.#goOnFrom(earlier);
    const tail = tailNews(lane.journalTail);
    if (tail !== undefined) log(tail);
    return running;
  }

  /** Hears what the lane takes over of the earlier run's orders, until it is ready. */
  async #goOnFrom(earlier: EarlierRun): Promise<void> {
    await this.#earlierOrders.hear(this.#lane, (event) => this.#takeEvent(event));
    this.#venueSessions.clear();
    this.#news.skipLost();
    this.#recovery = new LaneRecovery(earlier, this, this.#log);
  }

  /** Begins to play its recordings. */
  play(): void {
    this.#players.start(this.#lane.ended);
  }

  /** Resolves when all its channels are recordings and have been played; else never. */
  get played(): Promise<unknown> {
    return this.#players.played;
  }

  get hasSession(): boolean {
    return this.#keepers.length > 0;
  }

  get names(): LaneNames {
    const { name, accounts, strategies, instruments } = this.setup;
    return {
      lane: name,
      accounts: accounts.map((account) => account.name),
      strategies: strategies.map((strategy) => strategy.name),
      instruments: instruments.map(({ symbol }) => symbol),
    };
  }

  /** All that it shares, for the watchdog. */
  get memory(): SharedArrayBuffer {
    return this.#lane.memory;
  }

  /** How old its sign of life is, ms. 0: it has given none yet, since it still measures its floor. */
  get silentMs(): number {
    const { heartbeatNs } = this.reader;
    return heartbeatNs === 0 ? 0 : Math.max(0, Date.now() - heartbeatNs / 1e6);
  }

  /** All its sessions may trade, or it has none. */
  get isReady(): boolean {
    return this.#keepers.every(({ isReady }) => isReady);
  }

  /** Its sessions in words. */
  get sessionText(): string {
    if (this.#keepers.length === 0) return "no order session";
    if (this.#keepers.length === 1) return this.#keepers[0]?.text ?? "";
    return this.#keepers
      .map(({ text }, session) => `${this.setup.sessions[session]?.name} ${text}`)
      .join(", ");
  }

  get sessions(): SessionReport[] {
    return sessionReports(this.setup, this.reader, this.#news.alerts);
  }

  /** Names of its accounts whose trading is stopped until a human has looked. */
  get accountsInDoubt(): string[] {
    return this.setup.accounts.filter((_, account) => this.reader.isInDoubt(account)).map(({ name }) => name);
  }

  /** Settles with the loop's end; rejects when that was a failure. */
  get ended(): Promise<void> {
    return this.#lane.ended;
  }

  /** Orders sent. */
  get orders(): OrderRecord {
    return this.#record;
  }

  /** Another day begins: only what still stands is remembered. */
  beginDay(isStanding: (state: string) => boolean): void {
    this.#record.beginDay(isStanding);
  }

  /** From now on; trades of the run that it went on from first. */
  tellOrderEvents(listener: OrderEventListener): void {
    this.#onOrderEvent = listener;
    this.#earlierOrders.tellTo(listener, this.#lane);
  }

  /** Events that were lost, so that the record of orders is not whole. */
  get droppedEvents(): number {
    return this.#lane.events.dropped;
  }

  get positions(): PositionReport[] {
    return positionReports(this.reader, this.setup);
  }

  get channels(): ChannelReport[] {
    return channelReports(this.setup, this.reader).map((report, channel) => {
      const player = this.#players.byChannel[channel];
      return player === undefined ? report : { ...report, replay: player.report };
    });
  }

  get journals(): JournalReport[] {
    return journalReports(this.setup, this.reader, this.#lane.journalTail, native.codes().journalStates);
  }

  /** What it found that an earlier run had left; undefined: it began anew. */
  get recovery(): RecoveryReport | undefined {
    return this.#recovery?.report;
  }

  get host(): LaneHostReport {
    const { setup } = this;
    const isPinned = this.#lane.grants.some(({ what, isGranted }) => isGranted && what.startsWith("pinned"));
    return {
      name: setup.name,
      core: isPinned ? setup.core : -1,
      pinned: isPinned,
      poll: setup.isBusyPolling ? "busy" : "yield",
      grants: this.#lane.grants.map(({ what, isGranted, reason }) => ({ what, granted: isGranted, reason })),
    };
  }

  /** Throws when its ring is full: it has not turned for long. */
  turnKillSwitch(order: KillOrder): void {
    this.#lane.commands.turnKillSwitch(order);
  }

  /** Told of its gate's refusals and trips, from now on. */
  tellRiskEvents(listener: (event: LaneEvent) => void): void {
    this.#onRiskEvent = listener;
  }

  get isRunning(): boolean {
    return !this.#hasEnded;
  }

  get limitsVersion(): number {
    return this.reader.limitsVersion;
  }

  /** It has still to take the limits that were handed over last. */
  get hasStagedLimits(): boolean {
    return this.limitsVersion !== this.#stagedVersion;
  }

  /** Throws when its ring is full: it has not turned for long. */
  stageLimits(limits: Uint8Array, version: number): void {
    this.#lane.stageLimits(limits, version);
    this.#stagedVersion = version;
  }

  reduceOnly(subject: StopSubject, isOn: boolean): void {
    this.#lane.commands.reduceOnly(subject, isOn);
  }

  rearm(subject: StopSubject): void {
    this.#lane.commands.rearm(subject);
  }

  trip(subject: StopSubject, why: "lossDay" | "repeatExecution" | "refusalStreak"): void {
    this.#lane.commands.trip(subject, why);
  }

  /** The main thread's sign of life, without which nothing new leaves. */
  tellControl(): void {
    this.#lane.commands.control();
  }

  /** Its session is tried again, now. */
  retrySession(): void {
    for (const keeper of this.#keepers) keeper.retry();
  }

  /** A human has looked at an account in doubt. */
  acknowledgeAccount(name: string): void {
    const account = this.setup.accounts.findIndex((one) => one.name === name);
    if (account >= 0) this.#lane.commands.acknowledgeAccount(account);
  }

  /** The venue of all its sessions is elsewhere now. */
  moveTo(addresses: readonly VenueAddress[]): void {
    for (const keeper of this.#keepers) keeper.moveTo(addresses);
  }

  /** Takes its events, looks after its sessions and its sign of life. */
  turn(): void {
    this.#earlierOrders.forget();
    this.#takeEvents();
    for (const keeper of this.#keepers) keeper.turn();
    this.#recovery?.turn(this.isReady);
    const age = this.silentMs;
    if (age > heartbeatPatienceMs !== this.#isSilent) {
      this.#isSilent = !this.#isSilent;
      this.#log(this.#isSilent ? `no sign of life for ${Math.round(age)} ms` : "turns again");
    }
  }

  /** What the watchdog has done to it since the last look; undefined: nothing. */
  takeHalt(): WatchReading | undefined {
    const { watch } = this.reader;
    if (watch.halts === this.#haltsTold) return undefined;
    this.#haltsTold = watch.halts;
    return watch;
  }

  /**
   * Cancels, waits for the answers, logs out; resolves when the loop has returned and its last event is taken. A lane
   * that hangs in its strategy is interrupted, one that hangs even then is left behind: false.
   */
  async stop(): Promise<boolean> {
    this.#lane.commands.stop();
    const ended = this.#lane.ended.then(() => "ended" as const);
    // Its session is kept meanwhile: only over that can orders be cancelled.
    while ((await Promise.race([ended, pause(100)])) !== "ended") {
      if (this.silentMs > stopPatienceMs) return this.#interrupt(ended);
    }
    for (const keeper of this.#keepers) keeper.stop();
    await this.#players.stop();
    this.#takeEvents();
    return true;
  }

  /** Its strategies' JavaScript is broken off: the loop gets its thread back, cancels and ends. */
  async #interrupt(ended: Promise<unknown>): Promise<boolean> {
    this.#log(`it hangs in a strategy: interrupted after ${Math.round(this.silentMs)} ms`);
    const terminated = Promise.allSettled([this.#lane.interrupt(), ended]).then(() => true);
    const givenUp = pause(interruptPatienceMs, false, { ref: false });
    const isEnded = await Promise.race([terminated, givenUp]);
    if (!isEnded) this.#log("it could not be interrupted and is left behind: its orders may stand");
    this.#takeEvents();
    return isEnded;
  }

  #takeEvents(): void {
    this.#lane.events.drain((event) => {
      const venueSession = this.#takeEvent(event);
      const isOfOrder = event.kind === EventKind.order || event.kind === EventKind.fill;
      if (isOfOrder) this.#onOrderEvent?.(event, this.setup, venueSession);
      if (event.kind === EventKind.session) this.#keepers[event.session]?.onState(event.state);
      if (event.kind === EventKind.refusal || event.kind === EventKind.trip) this.#onRiskEvent(event);
    });
  }

  /** Gives the venue's name of an order's session. */
  #takeEvent(event: LaneEvent): string {
    this.#news.take(event);
    if (event.kind === EventKind.session) this.#venueSessions.delete(event.session);
    if (event.kind !== EventKind.order && event.kind !== EventKind.fill) return "";
    const venueSession = this.#venueSession(event.session);
    this.#record.take(event, venueSession);
    return venueSession;
  }

  /** Orders of a session that never reached its venue. */
  #neverReceived(session: number): number {
    return this.#record.count(session, "never received");
  }

  /** The venue's name of a session, as the lane published it before anything that the session brought. */
  #venueSession(session: number): string {
    let name = this.#venueSessions.get(session);
    if (name === undefined) {
      name = this.reader.sessionPlace(session).session;
      this.#venueSessions.set(session, name);
    }
    return name;
  }
}
