/**
 * The main thread's side of the lanes' gates: their limits and who changes them, what has switched itself off, the firm's
 * shares, the sign of life, and what people are told. Made by the engine, turned some 200 times a second.
 */
import { join } from "node:path";
import type { HotlaneConfig } from "../config/schema.js";
import type { AuditLog } from "../engine/audit-log.js";
import { EventKind, riskScopeNames } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import { TradingDay } from "../sessions/trading-day.js";
import type { EffectiveLimits } from "./effective-limits.js";
import { FirmPool } from "./firm-pool.js";
import { LimitBook } from "./limit-book.js";
import { LimitDesk, type LimitedRunningLane, limitSetFor } from "./limit-desk.js";
import { type LimitedLane, lanesOfAccount } from "./limit-set.js";
import { LimitState } from "./limit-state.js";
import type { LiveLimit } from "./live-limits.js";
import { RefusalTeller } from "./refusal-teller.js";
import { reasonCode } from "./refusal-text.js";
import { StopDesk, type StoppableLane } from "./stop-desk.js";
import { type Stop, StopState } from "./stop-state.js";
import { type LimitUsage, limitUsages, UsageWatch } from "./usage-watch.js";

/** Far below any patience that a configuration can set. */
const controlIntervalMs = 50;
const lookIntervalMs = 200;

/** What a lane begins with, before there is a desk. */
export class RiskBook {
  readonly limits: LimitBook;
  readonly stops: StopState;
  readonly #config: HotlaneConfig;
  /** Begins at the market's midnight. */
  readonly #days = new TradingDay("America/New_York", "00:00");

  /** `folder` undefined: nothing outlives the run. Throws when what is in it can't be understood. */
  constructor(config: HotlaneConfig, folder: string | undefined, nowMs: number) {
    this.#config = config;
    this.limits = new LimitBook(config, new LimitState(folder && join(folder, "limits.json")), nowMs);
    this.stops = new StopState(folder && join(folder, "stops.json"));
  }

  /** The number of the trading day: 20260308. */
  dayOf(nowMs: number): number {
    return Number(this.#days.dayOf(nowMs).replaceAll("-", ""));
  }

  /** `plans`: of all lanes. */
  firstSet(plan: LimitedLane, plans: readonly LimitedLane[], nowMs: number): Uint8Array {
    const rest = { tradingDay: this.dayOf(nowMs), lanesOfAccount: lanesOfAccount(plans) };
    return limitSetFor(this.limits, plan, this.#config.risk, rest);
  }
}

/** A lane as this needs it. */
export interface RiskyLane extends LimitedRunningLane, StoppableLane {
  readonly memory: SharedArrayBuffer;
  readonly reader: LaneReader;
  tellRiskEvents(listener: (event: LaneEvent) => void): void;
  tellControl(): void;
}

export interface RiskDeskSettings {
  readonly config: HotlaneConfig;
  readonly book: RiskBook;
  readonly lanes: readonly RiskyLane[];
  readonly audit: AuditLog;
  readonly log: (line: string) => void;
}

/** Where limits stand, `hotlane.limits.view/1`. */
export interface LimitView {
  readonly schema: "hotlane.limits.view/1";
  readonly version: number;
  readonly limits: EffectiveLimits;
  /** Those that were changed live. */
  readonly live: readonly LiveLimit[];
  readonly usage: readonly LimitUsage[];
  readonly stops: readonly Stop[];
  /** Intents by the control that refused them. */
  readonly refusals: Readonly<Record<string, number>>;
}

export class RiskDesk {
  readonly limits: LimitDesk;
  readonly stops: StopDesk;
  readonly #settings: RiskDeskSettings;
  readonly #pool: FirmPool;
  readonly #refusals: RefusalTeller;
  readonly #usage: UsageWatch;
  #controlledMs = 0;
  #lookedMs = 0;

  constructor(settings: RiskDeskSettings) {
    const { config, book, lanes, audit, log } = settings;
    this.#settings = settings;
    this.limits = new LimitDesk(
      {
        ...{ book: book.limits, risk: config.risk, lanes, audit, log },
        tradingDay: (nowMs) => book.dayOf(nowMs),
        lanesOfAccount: lanesOfAccount(lanes.map(({ setup }) => setup)),
      },
      Date.now(),
    );
    this.stops = new StopDesk({ lanes, state: book.stops, audit, log });
    this.#pool = new FirmPool(lanes.map(({ memory }) => memory));
    this.#refusals = new RefusalTeller(log);
    this.#usage = new UsageWatch(log);
    for (const lane of lanes) lane.tellRiskEvents((event) => this.#onEvent(lane, event));
  }

  /** What was changed and what has stopped in an earlier run holds on. Before any session connects. */
  restore(): void {
    const { book, log } = this.#settings;
    for (const { path, value, by, at } of book.limits.live) {
      log(`limits: ${path.join(".")} is ${JSON.stringify(value)} since ${at}, by ${by}`);
    }
    for (const line of book.limits.dropped) log(`limits: ${line}`);
    this.stops.restore();
  }

  turn(nowMs: number): void {
    const { book, lanes } = this.#settings;
    this.limits.turn(nowMs);
    this.#pool.turn(book.limits.limits);
    this.stops.watch(book.limits.limits);
    if (nowMs - this.#controlledMs >= controlIntervalMs) {
      this.#controlledMs = nowMs;
      for (const lane of lanes) this.#tellControl(lane);
    }
    if (nowMs - this.#lookedMs < lookIntervalMs) return;
    this.#lookedMs = nowMs;
    this.#usage.look(limitUsages(book.limits.limits, lanes));
    this.#refusals.turn(nowMs);
  }

  view(): LimitView {
    const { book, lanes } = this.#settings;
    const { limits, version, live } = book.limits;
    return {
      schema: "hotlane.limits.view/1",
      ...{ version, limits, live },
      usage: limitUsages(limits, lanes),
      stops: book.stops.stops,
      refusals: refusalCounts(lanes.map(({ reader }) => reader)),
    };
  }

  #onEvent(lane: RiskyLane, event: LaneEvent): void {
    if (event.kind === EventKind.trip) {
      this.stops.onTrip(lane, event);
      return;
    }
    const { instruments, strategies, accounts } = lane.setup;
    const strategy = strategies[event.strategy];
    const symbol = instruments[event.instrument]?.symbol ?? "no instrument";
    const scope = riskScopeNames[event.scope];
    const account = accounts[strategy?.account ?? 0]?.name;
    const name = { instrument: symbol, strategy: strategy?.name, account }[scope as string] ?? "";
    this.#refusals.onRefusal(event, strategy?.name ?? String(event.strategy), symbol, name, Date.now());
  }

  #tellControl(lane: RiskyLane): void {
    if (!lane.isRunning) return;
    try {
      lane.tellControl();
    } catch {
      // Its ring is full: it has not turned for long, which the watchdog tells of.
    }
  }
}

/** Of all lanes, by reason code, the most frequent first. */
export function refusalCounts(readers: readonly Pick<LaneReader, "refusals">[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { refusals } of readers) {
    for (const [code, count] of Object.entries(refusals)) {
      const name = reasonCode(Number(code));
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return Object.fromEntries([...sums].sort((a, b) => b[1] - a[1]));
}
