/**
 * The engine: one lane, its order session and, where asked for, the embedded venue, from start to report. Main thread.
 * Everything hot happens in the lane; this watches, keeps the session connected and writes things down.
 */
import { lookup } from "node:dns/promises";
import type { HotlaneConfig } from "../config/schema.js";
import { HotlaneError } from "../errors.js";
import { EventKind, SessionState, strategyStateNames } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import { Lane } from "../lanes/lane.js";
import { LaneReader } from "../lanes/lane-reader.js";
import { native } from "../lanes/native.js";
import type { VenueAddress } from "../sessions/session-policy.js";
import { type EmbeddedVenue, embeddedAccount } from "./embedded-venue.js";
import type { EngineSnapshot } from "./engine-snapshot.js";
import { laneFeed, planLane } from "./lane-plan.js";
import { feedReport, floorReport, ordersReport, positionReports, stageReports } from "./measurements.js";
import { OrderRecord } from "./order-record.js";
import { type NetPositions, type Reconciliation, readLedger, reconcile } from "./reconcile.js";
import { buildReport, type HotlaneReport, type LaneHostReport, type VenueReport } from "./report.js";
import { type Credentials, SessionKeeper } from "./session-keeper.js";
import type { VenueProcess } from "./venue-process.js";

/** How often events are taken and the session is looked after. */
const turnMs = 5;
/** How often a lane's sign of life is looked at, and how old it may get before the operator is told. */
const heartbeatPatienceMs = 2_000;
/** A stop that falls into an outage of the embedded venue waits so long for it, so that orders can be cancelled. */
const outagePatienceMs = 2_000;

export interface EngineSettings {
  config: HotlaneConfig;
  venue: EmbeddedVenue | undefined;
  /** Addresses and credentials of a real venue's order session. */
  session: { addresses: VenueAddress[]; credentials: Credentials } | undefined;
  /** Told what an operator should know. */
  log: (line: string) => void;
}

export class Engine {
  readonly #settings: EngineSettings;
  readonly #lane: Lane;
  readonly #reader: LaneReader;
  readonly #keeper: SessionKeeper;
  readonly #record: OrderRecord;
  readonly #symbols: string[];
  readonly #codes = native.codes();
  readonly #timer: NodeJS.Timeout;
  #startedMs = Date.now();
  #endedMs = 0;
  #logLine = "";
  #isSilent = false;
  #isDownTold = false;
  #neverReceivedTold = 0;

  private constructor(
    settings: EngineSettings,
    lane: Lane,
    addresses: VenueAddress[],
    credentials: Credentials,
  ) {
    this.#settings = settings;
    this.#lane = lane;
    this.#reader = new LaneReader(lane.memory);
    this.#symbols = lane.setup.instruments.map(({ symbol }) => symbol);
    this.#record = new OrderRecord(this.#symbols, this.#codes.orderStates);
    const { firstMs, maxMs } = settings.config.sessions[0]?.reconnect ?? { firstMs: 50, maxMs: 500 };
    this.#keeper = new SessionKeeper(lane.commands, credentials, {
      addresses,
      firstMs,
      maxMs,
      random: Math.random,
    });
    this.#timer = setInterval(() => this.#turn(), turnMs);
  }

  /** Starts the lane, then the embedded venue, so that the lane hears its first message. */
  static async start(settings: EngineSettings): Promise<Engine> {
    const { config, venue } = settings;
    const configured = config.feeds[0];
    const feed = venue?.feed ?? (configured && laneFeed(configured));
    if (feed === undefined) throw new HotlaneError("config/feeds", "feeds: found none, expected one");
    // The main thread and, where it runs here, the venue.
    const others = venue === undefined ? 1 : 2;
    let engine: Engine | undefined;
    const early: string[] = [];
    const log = (line: string): void => (engine === undefined ? void early.push(line) : engine.#log(line));
    const lane = await Lane.start(planLane(config, feed, native.allowedCores(), others), (failure) => {
      const name = config.strategies[failure.strategy]?.name ?? String(failure.strategy);
      log(
        `strategy ${name} is stopped and its orders are cancelled: it threw in ${failure.callback}: ${failure.stack}`,
      );
    });
    const place = venue === undefined ? undefined : await startVenue(venue, lane);
    const addresses = place === undefined ? (settings.session?.addresses ?? []) : [place];
    engine = new Engine(settings, lane, addresses, settings.session?.credentials ?? embeddedAccount);
    for (const line of early) engine.#log(line);
    engine.#watchVenue(venue?.process);
    return engine;
  }

  /** Resolves once the order session may trade, or after `patienceMs`. */
  async untilReady(patienceMs: number): Promise<boolean> {
    await this.#untilSession(patienceMs);
    this.#startedMs = Date.now();
    return this.#keeper.isReady;
  }

  async #untilSession(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    while (!this.#keeper.isReady && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, turnMs));
  }

  /** Stops in order: cancels, waits for the answers, logs out; then the venue; then holds the records together. */
  async stop(): Promise<HotlaneReport> {
    const { venue } = this.#settings;
    if (venue !== undefined) await this.#untilSession(outagePatienceMs);
    this.#endedMs = Date.now();
    this.#keeper.stop();
    this.#lane.commands.stop();
    await this.#lane.ended;
    clearInterval(this.#timer);
    this.#takeEvents();
    const report = await venue?.process.stop();
    const reconciliation = await this.#reconcile(report !== undefined);
    venue?.discard();
    const positions = (report?.positions ?? []).map(({ symbol, net }) => ({ symbol, net }));
    return this.#report(
      { orders: report?.orders ?? 0, trades: report?.trades ?? 0, positions },
      reconciliation,
    );
  }

  /** The lane's end, should it come before it was asked for. */
  get failed(): Promise<void> {
    return this.#lane.ended;
  }

  setKillSwitch(isOn: boolean): void {
    this.#lane.commands.setKillSwitch(isOn);
  }

  snapshot(title: string, totalSeconds: number | undefined): EngineSnapshot {
    const strategies = this.#lane.setup.strategies.length;
    const positions = positionReports(this.#reader, this.#symbols, strategies);
    return {
      title,
      elapsedSeconds: (Date.now() - this.#startedMs) / 1000,
      totalSeconds,
      sessionState: this.#keeper.text,
      killSwitchOn: this.#reader.isKillSwitchOn,
      instruments: positions.map(({ symbol, net, realised, unrealised }, instrument) => {
        const { bids, asks, lastPriceTicks } = this.#reader.book(instrument);
        return {
          symbol,
          bidTicks: bids[0]?.priceTicks,
          bidQuantity: bids[0]?.quantity ?? 0,
          askTicks: asks[0]?.priceTicks,
          askQuantity: asks[0]?.quantity ?? 0,
          lastTicks: lastPriceTicks === 0 ? undefined : lastPriceTicks,
          net,
          profit: realised + unrealised,
        };
      }),
      feed: feedReport(this.#reader),
      orders: ordersReport(this.#reader),
      stages: stageReports(this.#reader),
      floor: floorReport(this.#reader),
      logLine: this.#logLine,
    };
  }

  #turn(): void {
    this.#takeEvents();
    this.#keeper.turn();
    const { heartbeatNs } = this.#reader;
    // None yet: it still measures its floor.
    const age = heartbeatNs === 0 ? 0 : Date.now() - heartbeatNs / 1e6;
    if (age > heartbeatPatienceMs !== this.#isSilent) {
      this.#isSilent = !this.#isSilent;
      this.#log(this.#isSilent ? `lane: no sign of life for ${Math.round(age)} ms` : "lane: turns again");
    }
  }

  #takeEvents(): void {
    this.#lane.events.drain((event) => {
      this.#record.take(event);
      if (event.kind === EventKind.session) this.#onSession(event);
      else if (event.kind === EventKind.gap) {
        this.#log(`feed: ${event.quantity} messages were lost; the books are stale, no new orders`);
      } else if (event.kind === EventKind.strategy) this.#onStrategy(event);
    });
  }

  #onSession({ state, reason }: LaneEvent): void {
    this.#keeper.onState(state);
    if (state === SessionState.refused)
      this.#log("order session: login refused: not authorised; not tried again");
    else if (state === SessionState.ready) {
      this.#log(`order session: ready${this.#lostText()}`);
      this.#isDownTold = false;
    } else if (state === SessionState.down && !this.#isDownTold) {
      const why = this.#codes.sessionFaults[reason];
      this.#log(`order session: down${reason === 0 || why === undefined ? "" : `: ${why}`}; no new orders`);
      this.#isDownTold = true;
    }
  }

  /** What could not be matched since the last time: the lane has held its orders against the venue's by now. */
  #lostText(): string {
    const lost = this.#record.orders.filter(({ state }) => state === "never received").length;
    const news = lost - this.#neverReceivedTold;
    this.#neverReceivedTold = lost;
    return news === 0 ? "" : `; ${news} orders never reached the venue`;
  }

  #onStrategy({ strategy, state }: LaneEvent): void {
    const name = this.#settings.config.strategies[strategy]?.name ?? String(strategy);
    this.#log(`strategy ${name}: ${strategyStateNames[state] ?? "unknown"}`);
  }

  #watchVenue(venue: VenueProcess | undefined): void {
    venue?.on("lost", (how, isStartedAgain) =>
      this.#log(`${how}; it is ${isStartedAgain ? "started again on its own record" : "not started again"}`),
    );
    venue?.on("ready", (ready) => {
      const torn = ready.bytesCut === 0 ? "" : `; the last ${ready.bytesCut} bytes of its record were torn`;
      this.#log(`venue: up again, session ${ready.session} goes on${torn}`);
      this.#keeper.moveTo([{ host: "127.0.0.1", port: ready.orderPort }]);
    });
  }

  #log(line: string): void {
    this.#logLine = line.split("\n")[0] ?? "";
    this.#settings.log(line);
  }

  async #reconcile(hasVenueReport: boolean): Promise<Reconciliation> {
    const { venue } = this.#settings;
    const dropped = this.#lane.events.dropped;
    const missing = (difference: string): Reconciliation => ({
      reconciled: false,
      differences: [difference],
      differenceCount: 1,
      venueOrders: 0,
    });
    if (venue === undefined)
      return missing("a real venue's own record is not available here: nothing was compared");
    if (!hasVenueReport) return missing("the venue left no record to compare with");
    if (dropped > 0)
      return missing(`${dropped} events of the lane were lost, so our own record is not whole`);
    const net: NetPositions = new Map(
      positionReports(this.#reader, this.#symbols, this.#lane.setup.strategies.length).map((p) => [
        p.symbol,
        p.net,
      ]),
    );
    return reconcile(this.#record.orders, net, await readLedger(venue.ledgerFile, embeddedAccount.username));
  }

  #report(venue: VenueReport, reconciliation: Reconciliation): HotlaneReport {
    const { setup } = this.#lane;
    const isPinned = this.#lane.grants.some(({ what, isGranted }) => isGranted && what.startsWith("pinned"));
    const lane: LaneHostReport = {
      name: setup.name,
      core: isPinned ? setup.core : -1,
      pinned: isPinned,
      poll: setup.isBusyPolling ? "busy" : "yield",
      grants: this.#lane.grants.map(({ what, isGranted, reason }) => ({ what, granted: isGranted, reason })),
    };
    return buildReport({
      seconds: (this.#endedMs - this.#startedMs) / 1000,
      host: { cores: native.allowedCores().length, lanes: [lane] },
      feed: feedReport(this.#reader),
      orders: ordersReport(this.#reader),
      positions: positionReports(this.#reader, this.#symbols, setup.strategies.length),
      stages: stageReports(this.#reader),
      floor: floorReport(this.#reader),
      venue,
      reconciliation,
    });
  }
}

/** A venue that can't start takes the lane down with it. */
async function startVenue(venue: EmbeddedVenue, lane: Lane): Promise<VenueAddress> {
  try {
    const { orderPort } = await venue.process.start();
    return { host: "127.0.0.1", port: orderPort };
  } catch (error) {
    lane.commands.stop();
    await lane.ended;
    venue.discard();
    throw error;
  }
}

/** Names to IPv4 addresses, once, before anything runs. */
export async function resolveAddresses(places: readonly string[]): Promise<VenueAddress[]> {
  return Promise.all(
    places.map(async (place) => {
      const [host = "", port = ""] = place.split(":");
      const { address } = await lookup(host, { family: 4 });
      return { host: address, port: Number(port) };
    }),
  );
}
