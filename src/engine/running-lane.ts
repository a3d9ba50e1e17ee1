/**
 * One lane while it runs, as the main thread sees it: its order session kept connected, its events taken into the record
 * of its orders, and what an operator should know of it said. Made by the engine, turned some 200 times a second.
 */
import { EventKind, SessionState, strategyStateNames } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import { Lane } from "../lanes/lane.js";
import { LaneReader } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import type { VenueAddress } from "../sessions/session-policy.js";
import { type ChannelReport, channelReports } from "./channel-report.js";
import { positionReports } from "./measurements.js";
import { OrderRecord } from "./order-record.js";
import type { LaneHostReport, PositionReport } from "./report.js";
import { type Credentials, SessionKeeper } from "./session-keeper.js";
import { AlertCounts, type SessionReport, sessionReports } from "./session-report.js";

/** Alerts of one kind and session that are told; the rest are counted. */
const alertsToldMax = 10;
/** How old a lane's sign of life may get before the operator is told. */
const heartbeatPatienceMs = 2_000;

/** Where and as whom a session's orders go. */
export interface OrderSessionSettings {
  readonly addresses: readonly VenueAddress[];
  readonly credentials: Credentials;
  readonly reconnect: { readonly firstMs: number; readonly maxMs: number };
}

const codes = native.codes();

export class RunningLane {
  readonly setup: LaneSetup;
  readonly reader: LaneReader;
  readonly #lane: Lane;
  /** By session. */
  readonly #keepers: readonly SessionKeeper[];
  readonly #alerts = new AlertCounts();
  readonly #record: OrderRecord;
  readonly #log: (line: string) => void;
  /** The state of each channel that the operator was last told. */
  readonly #toldChannels = new Map<number, string>();
  #isSilent = false;
  /** Sessions of which it was told that they are down. */
  readonly #toldDown = new Set<number>();
  /** By session. */
  readonly #neverReceivedTold = new Map<number, number>();

  private constructor(lane: Lane, sessions: readonly OrderSessionSettings[], log: (line: string) => void) {
    this.setup = lane.setup;
    this.#lane = lane;
    this.#log = log;
    this.reader = new LaneReader(lane.memory);
    this.#record = new OrderRecord(lane.setup, codes.orderStates);
    this.#keepers = sessions.map(
      ({ addresses, credentials, reconnect }, session) =>
        new SessionKeeper(lane.commands, session, credentials, {
          addresses,
          ...reconnect,
          random: Math.random,
        }),
    );
  }

  /** `sessions`: by number; without one it takes market data only. `log` is told what an operator should know. */
  static async start(
    setup: LaneSetup,
    sessions: readonly OrderSessionSettings[],
    log: (line: string) => void,
  ): Promise<RunningLane> {
    const lane = await Lane.start(setup, ({ strategy, callback, stack }) => {
      const name = setup.strategies[strategy]?.name ?? String(strategy);
      log(`strategy ${name} is stopped and its orders are cancelled: it threw in ${callback}: ${stack}`);
    });
    return new RunningLane(lane, sessions, log);
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
    return sessionReports(this.setup, this.reader, this.#alerts);
  }

  /** Names of its accounts whose trading is stopped until a human has looked. */
  get accountsInDoubt(): string[] {
    return this.setup.accounts.filter((_, account) => this.reader.isInDoubt(account)).map(({ name }) => name);
  }

  /** Settles with the loop's end; rejects when that was a failure. */
  get ended(): Promise<void> {
    return this.#lane.ended;
  }

  /** Orders sent, in the order of their numbers. */
  get orders(): OrderRecord["orders"] {
    return this.#record.orders;
  }

  /** Events that were lost, so that the record of orders is not whole. */
  get droppedEvents(): number {
    return this.#lane.events.dropped;
  }

  get positions(): PositionReport[] {
    return positionReports(this.reader, this.setup);
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

  setKillSwitch(isOn: boolean): void {
    this.#lane.commands.setKillSwitch(isOn);
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
    this.#takeEvents();
    for (const keeper of this.#keepers) keeper.turn();
    const { heartbeatNs } = this.reader;
    // None yet: it still measures its floor.
    const age = heartbeatNs === 0 ? 0 : Date.now() - heartbeatNs / 1e6;
    if (age > heartbeatPatienceMs !== this.#isSilent) {
      this.#isSilent = !this.#isSilent;
      this.#log(this.#isSilent ? `no sign of life for ${Math.round(age)} ms` : "turns again");
    }
  }

  /** Cancels, waits for the answers, logs out; resolves when the loop has returned and its last event is taken. */
  async stop(): Promise<void> {
    for (const keeper of this.#keepers) keeper.stop();
    this.#lane.commands.stop();
    await this.#lane.ended;
    this.#takeEvents();
  }

  #takeEvents(): void {
    this.#lane.events.drain((event) => {
      this.#record.take(event);
      if (event.kind === EventKind.session) this.#onSession(event);
      else if (event.kind === EventKind.alert) this.#onAlert(event);
      else if (event.kind === EventKind.account) this.#onAccount(event);
      else if (event.kind === EventKind.channel) this.#onChannel(event);
      else if (event.kind === EventKind.strategy) this.#onStrategy(event);
    });
  }

  /** "order session", and which where there are several. */
  #nameOf(session: number): string {
    const name = this.setup.sessions.length > 1 ? ` ${this.setup.sessions[session]?.name ?? session}` : "";
    return `order session${name}`;
  }

  #onSession({ session, state, reason }: LaneEvent): void {
    const name = this.#nameOf(session);
    this.#keepers[session]?.onState(state);
    if (state === SessionState.refused) this.#log(`${name}: login refused: not authorised; not tried again`);
    else if (state === SessionState.ready) {
      this.#log(`${name}: ready${this.#lostText(session)}`);
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
    const count = this.#alerts.add(session, words);
    if (count > alertsToldMax) return;
    const order = userRefNum === 0 ? "" : `, order ${userRefNum}`;
    const shares = lastQuantity === 0 ? "" : `, ${lastQuantity} shares at ${lastPriceTicks} ticks`;
    const more = count === alertsToldMax ? "; more of these are counted, not told" : "";
    this.#log(`${this.#nameOf(session)}: alert: ${words}${order}${shares}${more}`);
  }

  #onAccount({ strategy: account, state, reason, session }: LaneEvent): void {
    const name = this.setup.accounts[account]?.name ?? String(account);
    const why = codes.venueAlerts[reason] ?? `alert ${reason}`;
    this.#log(
      state === 0
        ? `account ${name}: trades again: it has been looked at`
        : `account ${name}: in doubt, because ${this.#nameOf(session)} told of ${why}: no new orders, its open ones are cancelled, until it has been looked at`,
    );
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
  #lostText(session: number): string {
    const lost = this.#record.orders.filter(
      (order) => order.session === session && order.state === "never received",
    ).length;
    const news = lost - (this.#neverReceivedTold.get(session) ?? 0);
    this.#neverReceivedTold.set(session, lost);
    return news === 0 ? "" : `; ${news} orders never reached the venue`;
  }

  #onStrategy({ strategy, state }: LaneEvent): void {
    const name = this.setup.strategies[strategy]?.name ?? String(strategy);
    this.#log(`strategy ${name}: ${strategyStateNames[state] ?? "unknown"}`);
  }
}
