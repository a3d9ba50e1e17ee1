/**
 * One lane while it runs, as the main thread sees it: its order session kept connected, its events taken into the record
 * of its orders, and what an operator should know of it said. Made by the engine, turned some 200 times a second.
 */
import { FilePlayer, type PlayReport } from "../feed/file-player.js";
import type { Replay } from "../feed/file-player-setup.js";
import { recordingFile } from "../feed/recording-file.js";
import { EventKind, linesMax, SessionState, strategyStateNames } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import { Lane } from "../lanes/lane.js";
import { LaneReader } from "../lanes/lane-reader.js";
import type { LaneChannelSetup, LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import type { VenueAddress } from "../sessions/session-policy.js";
import { type ChannelReport, channelReports } from "./channel-report.js";
import { positionReports } from "./measurements.js";
import { OrderRecord } from "./order-record.js";
import type { LaneHostReport, PositionReport } from "./report.js";
import { type Credentials, SessionKeeper } from "./session-keeper.js";

/** How old a lane's sign of life may get before the operator is told. */
const heartbeatPatienceMs = 2_000;

/** Where and as whom a lane's orders go. */
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
  readonly #keeper: SessionKeeper | undefined;
  readonly #record: OrderRecord;
  readonly #symbols: readonly string[];
  /** By channel: what plays files into it; undefined: it has lines. */
  readonly #players: readonly (FilePlayer | undefined)[];
  readonly #log: (line: string) => void;
  /** The state of each channel that the operator was last told. */
  readonly #toldChannels = new Map<number, string>();
  #isSilent = false;
  #isDownTold = false;
  #neverReceivedTold = 0;

  private constructor(
    lane: Lane,
    players: readonly (FilePlayer | undefined)[],
    session: OrderSessionSettings | undefined,
    log: (line: string) => void,
  ) {
    this.setup = lane.setup;
    this.#players = players;
    this.#lane = lane;
    this.#log = log;
    this.reader = new LaneReader(lane.memory);
    this.#symbols = lane.setup.instruments.map(({ symbol }) => symbol);
    this.#record = new OrderRecord(this.#symbols, codes.orderStates);
    if (session !== undefined) {
      const { addresses, credentials, reconnect } = session;
      this.#keeper = new SessionKeeper(lane.commands, credentials, {
        addresses,
        ...reconnect,
        random: Math.random,
      });
    }
  }

  /** Without a session it takes market data only. `log` is told what an operator should know. */
  static async start(
    setup: LaneSetup,
    session: OrderSessionSettings | undefined,
    log: (line: string) => void,
  ): Promise<RunningLane> {
    const players = setup.feeds.map(({ replay, session: name }, channel) =>
      replay === undefined ? undefined : new FilePlayer(replay, channel, name),
    );
    const lane = await Lane.start(withInputs(setup, players), ({ strategy, callback, stack }) => {
      const name = setup.strategies[strategy]?.name ?? String(strategy);
      log(`strategy ${name} is stopped and its orders are cancelled: it threw in ${callback}: ${stack}`);
    });
    return new RunningLane(lane, players, session, log);
  }

  /** Begins to play its recordings. */
  play(): void {
    for (const [channel, player] of this.#players.entries()) {
      if (player === undefined) continue;
      player.start();
      void player.ended.then(() => this.#tellPlayed(channel, player.report));
      // Nobody takes from its queue any more.
      this.#lane.ended.catch(() => player.stop());
    }
  }

  /** Resolves when all its channels are recordings and have been played; else never. */
  get played(): Promise<unknown> {
    return Promise.all(this.#players.map((player) => player?.ended ?? new Promise<never>(() => undefined)));
  }

  get hasSession(): boolean {
    return this.#keeper !== undefined;
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

  /** Events that were lost, so that the record of orders is not whole. */
  get droppedEvents(): number {
    return this.#lane.events.dropped;
  }

  get positions(): PositionReport[] {
    return positionReports(this.reader, this.#symbols, this.setup.strategies.length);
  }

  get channels(): ChannelReport[] {
    return channelReports(this.setup, this.reader).map((report, channel) => {
      const player = this.#players[channel];
      return player === undefined ? report : { ...report, replay: player.report };
    });
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

  /** The venue is elsewhere now. */
  moveTo(addresses: readonly VenueAddress[]): void {
    this.#keeper?.moveTo(addresses);
  }

  /** Takes its events, looks after its session and its sign of life. */
  turn(): void {
    this.#takeEvents();
    this.#keeper?.turn();
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
    this.#keeper?.stop();
    this.#lane.commands.stop();
    await Promise.all([this.#lane.ended, ...this.#players.map((player) => player?.stop())]);
    this.#takeEvents();
  }

  #tellPlayed(channel: number, { files, played, errors, isPlayed }: PlayReport): void {
    const name = this.setup.feeds[channel]?.name ?? String(channel);
    for (const error of errors) this.#log(`feed ${name}: ${error}; what was good before it was played`);
    if (isPlayed)
      this.#log(`feed ${name}: ${played} packets of ${files.join(", ")} were played; no more comes`);
  }

  #takeEvents(): void {
    this.#lane.events.drain((event) => {
      this.#record.take(event);
      if (event.kind === EventKind.session) this.#onSession(event);
      else if (event.kind === EventKind.channel) this.#onChannel(event);
      else if (event.kind === EventKind.strategy) this.#onStrategy(event);
    });
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

/** Where each channel's packets come from and are kept, once the lane is about to start. */
function withInputs(setup: LaneSetup, players: readonly (FilePlayer | undefined)[]): LaneSetup {
  const start = new Date();
  const feeds = setup.feeds.map((feed, channel): LaneChannelSetup => {
    const { name, replay, recordDirectory } = feed;
    const player = players[channel];
    return {
      ...feed,
      ...(recordDirectory === undefined
        ? {}
        : { recordFile: recordingFile(recordDirectory, `${setup.name}-${name}`, start) }),
      ...(replay === undefined || player === undefined
        ? {}
        : { play: { queue: player.queue, lines: linesOf(replay), speed: replay.speed } }),
    };
  });
  return { ...setup, feeds };
}

/** As many as the recording can have: captures that don't say may have two. */
function linesOf({ kind, lines }: Replay): number {
  if (kind === "itch") return 1;
  return lines.length === 0 ? linesMax : lines.length;
}
