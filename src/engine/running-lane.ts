/**
 * One lane while it runs, as the main thread sees it: its order session kept connected, its events taken into the record
 * of its orders, and what an operator should know of it said. Made by the engine, turned some 200 times a second.
 */
import { setTimeout as pause } from "node:timers/promises";
import { EventKind, SessionState, strategyStateNames } from "../lanes/boundary.js";
import type { KillOrder } from "../lanes/command-writer.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import { Lane } from "../lanes/lane.js";
import { LaneReader, type WatchReading } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import type { VenueAddress } from "../sessions/session-policy.js";
import type { SessionSchedule } from "../sessions/session-schedule.js";
import { type ChannelReport, channelReports } from "./channel-report.js";
import type { KillableLane } from "./kill-desk.js";
import type { LaneNames } from "./kill-subject.js";
import { positionReports } from "./measurements.js";
import { OrderRecord } from "./order-record.js";
import type { LaneHostReport, PositionReport } from "./report.js";
import { type Credentials, SessionKeeper } from "./session-keeper.js";

/** How old a lane's sign of life may get before the operator is told. */
const heartbeatPatienceMs = 2_000;
/** A lane that is to stop and gives no sign of life for so long is interrupted. */
const stopPatienceMs = 2_000;
/** One that was interrupted has to end within this: as long as a stop may take, and some more. */
const interruptPatienceMs = 10_000;

/** Where and as whom a lane's orders go. */
export interface OrderSessionSettings {
  readonly addresses: readonly VenueAddress[];
  /** Asked for at each login; throws why there are none. */
  readonly credentials: () => Credentials;
  readonly reconnect: { readonly firstMs: number; readonly maxMs: number };
  /** Absent: it is to be up at any time. */
  readonly schedule?: SessionSchedule | undefined;
}

/** Told of each event of an order, with the venue's name of its session. */
export type OrderEventListener = (event: LaneEvent, setup: LaneSetup, venueSession: string) => void;

const codes = native.codes();

export class RunningLane implements KillableLane {
  readonly setup: LaneSetup;
  readonly reader: LaneReader;
  readonly #lane: Lane;
  readonly #keeper: SessionKeeper | undefined;
  readonly #record: OrderRecord;
  readonly #symbols: readonly string[];
  readonly #log: (line: string) => void;
  readonly #venueSessions = new Map<number, string>();
  #onOrderEvent: OrderEventListener | undefined;
  /** The state of each channel that the operator was last told. */
  readonly #toldChannels = new Map<number, string>();
  #haltsTold = 0;
  #isSilent = false;
  #isDownTold = false;
  #neverReceivedTold = 0;

  private constructor(lane: Lane, session: OrderSessionSettings | undefined, log: (line: string) => void) {
    this.setup = lane.setup;
    this.#lane = lane;
    this.#log = log;
    this.reader = new LaneReader(lane.memory);
    this.#symbols = lane.setup.instruments.map(({ symbol }) => symbol);
    this.#record = new OrderRecord(this.#symbols, codes.orderStates);
    if (session !== undefined) {
      const { addresses, credentials, reconnect, schedule } = session;
      this.#keeper = new SessionKeeper({
        session: 0,
        commands: lane.commands,
        credentials,
        policy: { addresses, ...reconnect, schedule, random: Math.random },
        openOrders: () => this.reader.counter("open"),
        log,
      });
    }
  }

  /** Without a session it takes market data only. `log` is told what an operator should know. */
  static async start(
    setup: LaneSetup,
    session: OrderSessionSettings | undefined,
    log: (line: string) => void,
  ): Promise<RunningLane> {
    const lane = await Lane.start(setup, ({ strategy, callback, stack }) => {
      const name = setup.strategies[strategy]?.name ?? String(strategy);
      log(`strategy ${name} is stopped and its orders are cancelled: it threw in ${callback}: ${stack}`);
    });
    return new RunningLane(lane, session, log);
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

  /** Its session may trade, or it has none. */
  get isReady(): boolean {
    return this.#keeper?.isReady ?? true;
  }

  /** Its session in words. */
  get sessionText(): string {
    return this.#keeper?.text ?? "no order session";
  }

  /** Settles with the loop's end; rejects when that was a failure. */
  get ended(): Promise<void> {
    return this.#lane.ended;
  }

  /** Orders sent, in the order of their numbers. */
  get orders(): OrderRecord["orders"] {
    return this.#record.orders;
  }

  /** Another day begins: only what still stands is remembered. */
  beginDay(isStanding: (state: string) => boolean): void {
    this.#record.beginDay(isStanding);
  }

  /** From now on. */
  tellOrderEvents(listener: OrderEventListener): void {
    this.#onOrderEvent = listener;
  }

  /** Events that were lost, so that the record of orders is not whole. */
  get droppedEvents(): number {
    return this.#lane.events.dropped;
  }

  get positions(): PositionReport[] {
    return positionReports(this.reader, this.#symbols, this.setup.strategies.length);
  }

  get channels(): ChannelReport[] {
    return channelReports(
      this.setup.name,
      this.setup.feeds.map(({ name }) => name),
      this.reader,
    );
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

  /** Its session is tried again, now. */
  retrySession(): void {
    this.#keeper?.retry();
  }

  /** The venue is elsewhere now. */
  moveTo(addresses: readonly VenueAddress[]): void {
    this.#keeper?.moveTo(addresses);
  }

  /** Takes its events, looks after its session and its sign of life. */
  turn(): void {
    this.#takeEvents();
    this.#keeper?.turn();
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
    this.#keeper?.stop();
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
      if (event.kind === EventKind.session) this.#venueSessions.delete(event.session);
      if (event.kind === EventKind.order || event.kind === EventKind.fill) {
        const venueSession = this.#venueSession(event.session);
        this.#record.take(event, venueSession);
        this.#onOrderEvent?.(event, this.setup, venueSession);
      }
      if (event.kind === EventKind.session) this.#onSession(event);
      else if (event.kind === EventKind.channel) this.#onChannel(event);
      else if (event.kind === EventKind.strategy) this.#onStrategy(event);
    });
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

  #onSession({ state, reason }: LaneEvent): void {
    this.#keeper?.onState(state);
    if (state === SessionState.refused)
      this.#log("order session: login refused: not authorised; not tried again");
    else if (state === SessionState.ready) {
      this.#log(`order session: ready${this.#lostText()}`);
      this.#isDownTold = false;
    } else if (state === SessionState.down && !this.#isDownTold) {
      const why = codes.sessionFaults[reason];
      this.#log(`order session: down${reason === 0 || why === undefined ? "" : `: ${why}`}; no new orders`);
      this.#isDownTold = true;
    }
  }

  /** A gap that the other line closes at once is counted, not told: on two lines it is everyday. */
  #onChannel({ session: channel, state, side: step, reason: cause, quantity: missing }: LaneEvent): void {
    const name = this.setup.feeds[channel]?.name ?? String(channel);
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
  #lostText(): string {
    const lost = this.#record.orders.filter(({ state }) => state === "never received").length;
    const news = lost - this.#neverReceivedTold;
    this.#neverReceivedTold = lost;
    return news === 0 ? "" : `; ${news} orders never reached the venue`;
  }

  #onStrategy({ strategy, state }: LaneEvent): void {
    const name = this.setup.strategies[strategy]?.name ?? String(strategy);
    this.#log(`strategy ${name}: ${strategyStateNames[state] ?? "unknown"}`);
  }
}
