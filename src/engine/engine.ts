/**
 * The engine: its lanes and, where asked for, the embedded venue, from start to report. Main thread. Everything hot
 * happens in the lanes; this watches them, keeps their sessions connected and writes things down.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { HotlaneConfig } from "../config/schema.js";
import { bookStateNames } from "../lanes/boundary.js";
import type { LaneFeed, LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import type { EmbeddedVenue } from "./embedded-venue.js";
import type { EngineSnapshot, InstrumentSnapshot } from "./engine-snapshot.js";
import { hostCores } from "./host-cores.js";
import { planLanes } from "./lane-plan.js";
import { feedReport, floorReport, ordersReport, stageReports } from "./measurements.js";
import { reconcileLanes } from "./reconcile-lanes.js";
import { buildReport, type HotlaneReport } from "./report.js";
import { type OrderSessionSettings, RunningLane } from "./running-lane.js";

/** How often events are taken and the sessions are looked after. */
const turnMs = 5;
/** A stop that falls into an outage of the embedded venue waits so long for it, so that orders can be cancelled. */
const outagePatienceMs = 2_000;
/** A feed that has ended is heard to its end within this, or not at all. */
const hearingPatienceMs = 10_000;
const answersMs = 200;

export interface EngineSettings {
  readonly config: HotlaneConfig;
  readonly venue: EmbeddedVenue | undefined;
  /** Every feed, addresses resolved. */
  readonly feeds: readonly LaneFeed[];
  /** By lane. A lane without one takes market data only. */
  readonly sessions: ReadonlyMap<string, OrderSessionSettings>;
  /** Told what an operator should know. */
  readonly log: (line: string) => void;
}

export class Engine {
  readonly #settings: EngineSettings;
  readonly #lanes: readonly RunningLane[];
  readonly #timer: NodeJS.Timeout;
  #startedMs = Date.now();
  #endedMs = 0;

  private constructor(settings: EngineSettings, lanes: readonly RunningLane[]) {
    this.#settings = settings;
    this.#lanes = lanes;
    this.#timer = setInterval(() => this.#turn(), turnMs);
  }

  /** Starts the lanes, then the embedded venue, so that the lanes hear its first message. */
  static async start(settings: EngineSettings): Promise<Engine> {
    const { config, venue, feeds } = settings;
    // Besides the main thread: the venue, where it runs here, and who reads recordings.
    const isReading = feeds.some(({ replay }) => replay !== undefined);
    const others = (venue === undefined ? 0 : 1) + (isReading ? 1 : 0);
    const plans = planLanes(config, feeds, { ...hostCores(feeds), others });
    const lanes = await startLanes(plans, settings);
    if (venue !== undefined) await startVenue(venue, lanes);
    const engine = new Engine(settings, lanes);
    engine.#watchVenue();
    return engine;
  }

  /** Resolves once every order session may trade, or after `patienceMs`; then recordings begin to play. */
  async untilReady(patienceMs: number): Promise<boolean> {
    await until(() => this.#isReady, patienceMs);
    this.#startedMs = Date.now();
    for (const lane of this.#lanes) lane.play();
    return this.#isReady;
  }

  get #isReady(): boolean {
    return this.#lanes.every(({ isReady }) => isReady);
  }

  /** Stops in order: the lanes, which cancel and log out; then the venue; then holds the records together. */
  async stop(): Promise<HotlaneReport> {
    const { venue } = this.#settings;
    if (venue !== undefined) await until(() => this.#isReady, outagePatienceMs);
    this.#endedMs = Date.now();
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    clearInterval(this.#timer);
    const report = await venue?.process.stop();
    const reconciliation = await reconcileLanes(this.#lanes, venue, report !== undefined);
    venue?.discard();
    const readers = this.#lanes.map(({ reader }) => reader);
    const positions = (report?.positions ?? []).map(({ symbol, net }) => ({ symbol, net }));
    return buildReport({
      seconds: (this.#endedMs - this.#startedMs) / 1000,
      host: { cores: native.allowedCores().length, lanes: this.#lanes.map(({ host }) => host) },
      feed: feedReport(readers),
      channels: this.#lanes.flatMap(({ channels }) => channels),
      orders: ordersReport(readers),
      positions: this.#lanes.flatMap((lane) => lane.positions),
      stages: stageReports(readers),
      floor: floorReport(readers),
      venue: { orders: report?.orders ?? 0, trades: report?.trades ?? 0, positions },
      reconciliation,
    });
  }

  /** Resolves when every lane has taken message `last` of the embedded venue's feed, or after a while. */
  async untilHeard(last: number): Promise<void> {
    await until(
      () => this.#lanes.every(({ reader }) => reader.channelCounter(0, "nextSequence") > last),
      hearingPatienceMs,
    );
    // What the last messages caused is on its way.
    await pause(answersMs);
  }

  /** Resolves when every feed of every lane is a recording and has been played to its end; else never. */
  get played(): Promise<unknown> {
    return Promise.all(this.#lanes.map(({ played }) => played));
  }

  /** Any lane's end, should it come before it was asked for. */
  get failed(): Promise<unknown> {
    return Promise.race(this.#lanes.map(({ ended }) => ended));
  }

  setKillSwitch(isOn: boolean): void {
    for (const lane of this.#lanes) lane.setKillSwitch(isOn);
  }

  snapshot(title: string, totalSeconds: number | undefined, logLine: string): EngineSnapshot {
    const readers = this.#lanes.map(({ reader }) => reader);
    return {
      title,
      elapsedSeconds: (Date.now() - this.#startedMs) / 1000,
      totalSeconds,
      sessionState: this.#lanes.map(({ sessionText }) => sessionText).join(" · "),
      killSwitchOn: readers.some(({ isKillSwitchOn }) => isKillSwitchOn),
      instruments: this.#lanes.flatMap(instrumentSnapshots),
      feed: feedReport(readers),
      channels: this.#lanes.flatMap(({ channels }) => channels),
      orders: ordersReport(readers),
      stages: stageReports(readers),
      floor: floorReport(readers),
      logLine,
    };
  }

  #turn(): void {
    for (const lane of this.#lanes) lane.turn();
  }

  #watchVenue(): void {
    const { venue, log } = this.#settings;
    venue?.process.on("lost", (how, isStartedAgain) =>
      log(`${how}; it is ${isStartedAgain ? "started again on its own record" : "not started again"}`),
    );
    venue?.process.on("ready", (ready) => {
      const torn = ready.bytesCut === 0 ? "" : `; the last ${ready.bytesCut} bytes of its record were torn`;
      log(`venue: up again, session ${ready.session} goes on${torn}`);
      for (const lane of this.#lanes) lane.moveTo([{ host: "127.0.0.1", port: ready.orderPort }]);
    });
  }
}

/** Resolves when it is so, or after `patienceMs`. */
async function until(isSo: () => boolean, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!isSo() && Date.now() < end) await pause(turnMs);
}

function instrumentSnapshots(lane: RunningLane): InstrumentSnapshot[] {
  return lane.positions.map(({ symbol, net, realised, unrealised }, instrument) => {
    const { state, bids, asks, lastPriceTicks } = lane.reader.book(instrument);
    return {
      symbol,
      state: bookStateNames[state] ?? "unknown",
      bidTicks: bids[0]?.priceTicks,
      bidQuantity: bids[0]?.quantity ?? 0,
      askTicks: asks[0]?.priceTicks,
      askQuantity: asks[0]?.quantity ?? 0,
      lastTicks: lastPriceTicks === 0 ? undefined : lastPriceTicks,
      net,
      profit: realised + unrealised,
    };
  });
}

/** All or none: a lane that can't start takes the others down with it. */
async function startLanes(plans: readonly LaneSetup[], settings: EngineSettings): Promise<RunningLane[]> {
  const starts = await Promise.allSettled(
    plans.map((plan) => {
      const prefix = plans.length === 1 ? "" : `lane ${plan.name}: `;
      const log = (line: string): void => settings.log(`${prefix}${line}`);
      return RunningLane.start(plan, settings.sessions.get(plan.name), log);
    }),
  );
  const lanes = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failure = starts.find((start) => start.status === "rejected");
  if (failure === undefined) return lanes;
  await Promise.allSettled(lanes.map((lane) => lane.stop()));
  throw failure.reason;
}

/** A venue that can't start takes the lanes down with it. */
async function startVenue(venue: EmbeddedVenue, lanes: readonly RunningLane[]): Promise<void> {
  try {
    const { orderPort } = await venue.process.start();
    for (const lane of lanes) lane.moveTo([{ host: "127.0.0.1", port: orderPort }]);
  } catch (error) {
    await Promise.allSettled(lanes.map((lane) => lane.stop()));
    venue.discard();
    throw error;
  }
}
