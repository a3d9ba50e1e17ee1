/**
 * The engine: its lanes and, where asked for, the embedded venue, from start to report. Main thread. Everything hot
 * happens in the lanes; this watches them, keeps their sessions connected and writes things down.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { HotlaneConfig } from "../config/schema.js";
import { HotlaneError } from "../errors.js";
import { makePrivateFolder } from "../files/durable-file.js";
import { JournalKeeper } from "../journal/journal-keeper.js";
import { bookStateNames } from "../lanes/boundary.js";
import type { WatchReading } from "../lanes/lane-reader.js";
import type { LaneFeed } from "../lanes/lane-setup.js";
import { type LaneWatchdog, native } from "../lanes/native.js";
import { RiskBook, RiskDesk, refusalCounts } from "../risk/risk-desk.js";
import { thisHost } from "../tuning/host-tree.js";
import { AuditLog } from "./audit-log.js";
import { DayKeeper } from "./day-keeper.js";
import type { EmbeddedVenue } from "./embedded-venue.js";
import type { EngineSnapshot, InstrumentSnapshot } from "./engine-snapshot.js";
import { type EngineStatus, laneStatus, memoryStatus } from "./engine-status.js";
import { HeapCollector } from "./heap-collector.js";
import { HeapWatch } from "./heap-watch.js";
import { HiccupDesk } from "./hiccup-desk.js";
import { hostCores } from "./host-cores.js";
import { KillDesk } from "./kill-desk.js";
import { KillState } from "./kill-state.js";
import { firm, subjectText } from "./kill-subject.js";
import { planLanes } from "./lane-plan.js";
import type { RecoveryReport } from "./lane-recovery.js";
import { startLanes } from "./lane-starts.js";
import { type LatencyStatus, latencyStatus } from "./latency-status.js";
import { feedReport, floorReport, ordersReport, stageReports } from "./measurements.js";
import { reconcileLanes } from "./reconcile-lanes.js";
import { buildReport, type HotlaneReport } from "./report.js";
import type { RunningLane } from "./running-lane.js";
import type { OrderSessionSettings } from "./session-keeper.js";
import { SubmissionDesk } from "./submission-desk.js";
import { startWatchdog } from "./watchdog-start.js";

/** How often events are taken and the sessions are looked after. */
const turnMs = 5;
/** A stop that falls into an outage of the embedded venue waits so long for it, so that orders can be cancelled. */
const outagePatienceMs = 2_000;
/** A feed that has ended is heard to its end within this, or not at all. */
const hearingPatienceMs = 10_000;
const answersMs = 200;
/** How often the journals' folders are looked after. */
const journalsMs = 10_000;

export interface EngineSettings {
  readonly config: HotlaneConfig;
  readonly venue: EmbeddedVenue | undefined;
  /** Every feed, addresses resolved. */
  readonly feeds: readonly LaneFeed[];
  /** By lane, in the order of their numbers. A lane without one takes market data only. */
  readonly sessions: ReadonlyMap<string, readonly OrderSessionSettings[]>;
  /** Where kill switches and the audit log are kept; undefined: nowhere, nothing outlives the run. */
  readonly stateFolder?: string | undefined;
  /** Told what an operator should know. */
  readonly log: (line: string) => void;
}

const nsPerMs = 1e6;

export class Engine {
  readonly #settings: EngineSettings;
  readonly #lanes: readonly RunningLane[];
  readonly #timer: NodeJS.Timeout;
  readonly #watchdog: LaneWatchdog | undefined;
  readonly #day: DayKeeper | undefined;
  /** Kill switches: turns them, knows how far they have come. */
  readonly kills: KillDesk;
  /** Limits, and what has switched itself off. */
  readonly risk: RiskDesk;
  /** Who is in the places of its strategies. */
  readonly submissions: SubmissionDesk;
  /** What is done to the engine is written here. */
  readonly audit: AuditLog;
  readonly #hiccups: HiccupDesk;
  readonly #heaps: HeapWatch;
  /** Where this node's V8 can't be asked nothing changes but how memory looks: it collects when it likes. */
  readonly #collector = new HeapCollector(() => native.collectInSteps(), Date.now());
  readonly #journals: readonly JournalKeeper[];
  #journalsKeptMs = 0;
  #startedMs = Date.now();
  #endedMs = 0;
  /** A lane could not be made to end: only the process's end ends it. */
  hasLaneLeftBehind = false;

  private constructor(
    settings: EngineSettings,
    lanes: readonly RunningLane[],
    book: RiskBook,
    day: DayKeeper | undefined,
  ) {
    const { config, stateFolder, log } = settings;
    this.#settings = settings;
    this.#lanes = lanes;
    this.audit = new AuditLog(stateFolder && join(stateFolder, "audit.jsonl"));
    const state = new KillState(stateFolder && join(stateFolder, "kills.json"), log);
    this.kills = new KillDesk({ lanes, state, audit: this.audit, log, ticks: native.cpuTicks });
    this.kills.restore();
    this.risk = new RiskDesk({ config, book, lanes, audit: this.audit, log });
    this.risk.restore();
    this.submissions = new SubmissionDesk(lanes, this.audit, log);
    this.#day = day;
    day?.follow({ lanes, kills: () => this.kills.reports });
    this.#watchdog = startWatchdog(settings.config.watchdog, lanes, settings.log);
    this.#hiccups = new HiccupDesk(lanes, thisHost(), log, Date.now());
    this.#heaps = new HeapWatch(lanes, log);
    this.#journals = lanes
      .filter(({ setup }) => setup.journal.directory !== "")
      .map(({ setup }) => new JournalKeeper(setup.journal.directory, settings.config.journal, settings.log));
    this.#timer = setInterval(() => this.#turn(), turnMs);
  }

  /** Starts the lanes, then the embedded venue, so that the lanes hear its first message. */
  static async start(settings: EngineSettings): Promise<Engine> {
    const { config, venue, feeds, stateFolder } = settings;
    // Besides the main thread: the venue, where it runs here, and who reads recordings.
    const isReading = feeds.some(({ replay }) => replay !== undefined);
    const others = (venue === undefined ? 0 : 1) + (isReading ? 1 : 0);
    const plans = planLanes(config, feeds, { ...hostCores(feeds), others });
    const book = new RiskBook(config, stateFolder, Date.now());
    let engine: Engine | undefined;
    const day = await openDay(settings, (why) => engine?.onRecordFailure(why));
    const lanes = await startLanes(plans, settings, book);
    try {
      if (venue !== undefined) await startVenue(venue, lanes);
      engine = new Engine(settings, lanes, book, day);
    } catch (error) {
      await Promise.allSettled(lanes.map((lane) => lane.stop()));
      throw error;
    }
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
    const areEnded = await Promise.all(this.#lanes.map((lane) => lane.stop()));
    this.hasLaneLeftBehind = areEnded.includes(false);
    this.#watchdog?.stop();
    clearInterval(this.#timer);
    this.kills.turn();
    this.#hiccups.finish(Date.now());
    await Promise.all(this.#journals.map((journal) => journal.stop()));
    const report = await venue?.process.stop();
    const reconciliation = await reconcileLanes(this.#lanes, venue, report !== undefined);
    const { reconciled, differences } = reconciliation;
    const endOfDay = await this.#day?.finish(
      venue === undefined
        ? { compared: false, why: differences.join("; "), differences: [] }
        : { compared: true, differences: reconciled === true ? [] : differences },
    );
    venue?.discard();
    const readers = this.#lanes.map(({ reader }) => reader);
    const positions = (report?.positions ?? []).map(({ symbol, net }) => ({ symbol, net }));
    return buildReport({
      seconds: (this.#endedMs - this.#startedMs) / 1000,
      host: { cores: native.allowedCores().length, lanes: this.#lanes.map(({ host }) => host) },
      feed: feedReport(readers),
      channels: this.#lanes.flatMap(({ channels }) => channels),
      sessions: this.#lanes.flatMap(({ sessions }) => sessions),
      accountsInDoubt: this.accountsInDoubt,
      journals: this.#lanes.flatMap(({ journals }) => journals),
      recovery: this.#recoveries,
      orders: ordersReport(readers),
      refusals: refusalCounts(readers),
      positions: this.#lanes.flatMap((lane) => lane.positions),
      stages: stageReports(readers),
      floor: floorReport(readers),
      hiccups: this.#hiccups.reports,
      strategies: this.submissions.reports,
      venue: { orders: report?.orders ?? 0, trades: report?.trades ?? 0, positions },
      kills: this.kills.reports,
      ...(endOfDay !== undefined && { endOfDay }),
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

  /** Accounts whose trading is stopped until a human has looked: what a venue said may have made them other. */
  get accountsInDoubt(): string[] {
    return [...new Set(this.#lanes.flatMap(({ accountsInDoubt }) => accountsInDoubt))];
  }

  /** A human has looked at an account in doubt: it may trade again. */
  acknowledgeAccount(name: string): void {
    this.checkAccount(name);
    for (const lane of this.#lanes) lane.acknowledgeAccount(name);
  }

  /** Throws where no account has this name. */
  checkAccount(name: string): void {
    const known = [...new Set(this.#lanes.flatMap(({ names }) => names.accounts))];
    if (known.includes(name)) return;
    throw new HotlaneError(
      "engine/unknown-account",
      `account: found "${name}", expected one of: ${known.join(", ")}`,
    );
  }

  /** Tries the order sessions of one lane, or of all, again at once. Gives the names of the lanes. */
  retrySessions(name: string | undefined): string[] {
    const lanes = this.#lanes.filter(({ setup }) => name === undefined || setup.name === name);
    if (lanes.length === 0) {
      const known = this.#lanes.map(({ setup }) => setup.name).join(", ");
      throw new HotlaneError("engine/unknown-lane", `lane: found "${name}", expected one of: ${known}`);
    }
    for (const lane of lanes) lane.retrySession();
    return lanes.map(({ setup }) => setup.name);
  }

  status(): EngineStatus {
    return {
      schema: "hotlane.status/1",
      pid: process.pid,
      startedAt: new Date(this.#startedMs).toISOString(),
      lanes: this.#lanes.map(laneStatus),
      strategies: this.submissions.reports,
      hiccups: this.#hiccups.reports,
      recovery: this.#recoveries,
      killed: this.kills.active,
      accountsInDoubt: this.accountsInDoubt,
      ...(this.#day !== undefined && { dropCopy: this.#day.counts }),
      memory: memoryStatus(),
      watchdog: { isOn: this.#watchdog !== undefined, lateLooks: this.#watchdog?.lateLooks() ?? 0 },
    };
  }

  latency(): LatencyStatus {
    return latencyStatus(this.#lanes);
  }

  get #recoveries(): RecoveryReport[] {
    return this.#lanes.flatMap(({ recovery }) => recovery ?? []);
  }

  snapshot(title: string, totalSeconds: number | undefined, logLine: string): EngineSnapshot {
    const readers = this.#lanes.map(({ reader }) => reader);
    return {
      title,
      elapsedSeconds: (Date.now() - this.#startedMs) / 1000,
      totalSeconds,
      sessionState: this.#lanes.map(({ sessionText }) => sessionText).join(" · "),
      killed: this.kills.active.map(({ subject }) => subjectText(subject)),
      accountsInDoubt: this.accountsInDoubt,
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
    for (const lane of this.#lanes) {
      lane.turn();
      const halt = lane.takeHalt();
      if (halt !== undefined) this.#onHalt(lane, halt);
    }
    this.#hiccups.turn(Date.now());
    this.#heaps.turn(Date.now());
    this.#collector.turn(Date.now());
    this.kills.turn();
    this.risk.turn(Date.now());
    this.#day?.turn();
    this.#keepJournals(Date.now());
  }

  #keepJournals(nowMs: number): void {
    if (nowMs - this.#journalsKeptMs < journalsMs) return;
    this.#journalsKeptMs = nowMs;
    for (const journal of this.#journals) void journal.turn();
  }

  /** Whoever trades on now does so without a record: a person has to decide that. */
  onRecordFailure(why: string): void {
    this.kills.kill(firm, { by: "engine", origin: "engine" }, `the drop copy can't be written: ${why}`);
  }

  /** The watchdog has stopped it from outside; that it stays stopped when it turns again is a kill like any other. */
  #onHalt({ names: { lane } }: RunningLane, { silentNs, shutNs, socketsShut }: WatchReading): void {
    const silent = `no sign of life for ${Math.round(silentNs / nsPerMs)} ms`;
    const cut = `${socketsShut} of its connections cut in all, the last after ${Math.round(shutNs / 1e3)} µs`;
    this.#settings.log(
      `lane ${lane}: halted by the watchdog: ${silent}; ${cut}. Its open orders are the venue's to cancel ` +
        "(cancel on disconnect); where it doesn't, they stand until the lane turns again and is connected",
    );
    this.kills.kill({ scope: "lane", name: lane }, { by: "watchdog", origin: "watchdog" }, silent);
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
  const positions = lane.positions;
  return lane.setup.instruments.map(({ symbol }, instrument) => {
    const { state, bids, asks, lastPriceTicks } = lane.reader.book(instrument);
    // Of all accounts.
    const its = positions.filter((position) => position.symbol === symbol);
    return {
      symbol,
      state: bookStateNames[state] ?? "unknown",
      bidTicks: bids[0]?.priceTicks,
      bidQuantity: bids[0]?.quantity ?? 0,
      askTicks: asks[0]?.priceTicks,
      askQuantity: asks[0]?.quantity ?? 0,
      lastTicks: lastPriceTicks === 0 ? undefined : lastPriceTicks,
      net: its.reduce((sum, { net }) => sum + net, 0),
      profit: its.reduce(
        (sum, { realised, unrealised, fees, rebates }) => sum + realised + unrealised - fees + rebates,
        0,
      ),
    };
  });
}

/** Undefined: there is no place for its records, or none are wanted. */
async function openDay(
  { config, stateFolder, log }: EngineSettings,
  onFailure: (why: string) => void,
): Promise<DayKeeper | undefined> {
  const folder = config.dropCopy.directory ?? stateFolder;
  if (!config.dropCopy.enabled || folder === undefined) return undefined;
  makePrivateFolder(folder);
  return DayKeeper.open({ config, folder, log, onFailure });
}

async function startVenue(venue: EmbeddedVenue, lanes: readonly RunningLane[]): Promise<void> {
  try {
    const { orderPort } = await venue.process.start();
    for (const lane of lanes) lane.moveTo([{ host: "127.0.0.1", port: orderPort }]);
  } catch (error) {
    venue.discard();
    throw error;
  }
}
