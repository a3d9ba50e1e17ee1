/**
 * A day of the venue, with one setup and one journal policy, through some rounds. A round: the engine trades, it or the
 * venue is killed, is started again and recovers; then all stands still and both sides are held against each other.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { compare, type Differences } from "./comparison.js";
import { Engine, isReady, sentBy } from "./engine.js";
import { configOf, type DayPlan, password, portAccountsOf, symbolsOf } from "./engine-config.js";
import { journalledOrders, receivedOrders } from "./order-numbers.js";
import { type RecoveryNews, recoveryOf } from "./recovery-status.js";
import { Venue } from "./venue.js";

/** Orders after which it counts as trading. */
const ordersAtLeast = 30;
const tradingMsMax = 900;
/** A second kill may fall anywhere between the start and well after recovery. */
const secondKillMsMax = 900;
/** A venue that is down is missed for so long. */
const downMsMax = 300;

export interface Round {
  readonly victim: "engine" | "venue";
  /** Killed again while it comes up. */
  readonly isKilledTwice: boolean;
  /** 0 to 1, by the seed. */
  readonly random: () => number;
}

export interface RoundOutcome {
  readonly engineKills: number;
  readonly venueKills: number;
  /** Of an engine: from its start until every session may trade. */
  readonly recoveryMs: number | undefined;
  readonly recovery: RecoveryNews | undefined;
  readonly differences: Differences;
  /** Orders that the venue has taken in so far today. */
  readonly received: number;
}

export class Day {
  readonly #plan: DayPlan;
  readonly #venue: Venue;
  readonly #engine: Engine;
  /** Orders that the journals lack and that were explained. */
  readonly #explained = new Set<string>();
  /** Kills of the engine since both sides were last compared. */
  #killsSince = 0;

  private constructor(plan: DayPlan, venue: Venue, engine: Engine) {
    this.#plan = plan;
    this.#venue = venue;
    this.#engine = engine;
  }

  /** Both are up when it resolves. */
  static async begin(folder: string, plan: DayPlan): Promise<Day> {
    mkdirSync(folder, { recursive: true });
    const { seed, cancelOnDisconnect } = plan;
    const accounts = portAccountsOf(plan).map(({ user, protocol }) => `${user}:${password}:${protocol}`);
    const venue = new Venue({ folder, symbols: symbolsOf(plan), accounts, seed, cancelOnDisconnect });
    await venue.start();
    const engine = new Engine(folder, configOf(plan, venue.ready));
    engine.start();
    return new Day(plan, venue, engine);
  }

  async play({ victim, isKilledTwice, random }: Round): Promise<RoundOutcome> {
    const engine = this.#engine;
    const before = await engine.until("ready", isReady);
    await engine.until("trading", (status) => sentBy(status) > sentBy(before) + ordersAtLeast);
    await pause(random() * tradingMsMax);
    if (victim === "engine") {
      await this.#killEngine();
      if (isKilledTwice) {
        await pause(random() * secondKillMsMax);
        await this.#killEngine();
      }
    } else {
      await this.#venue.kill();
      await pause(random() * downMsMax);
      await this.#venue.start();
      if (isKilledTwice) await this.#killEngine();
    }
    const restarted = performance.now();
    await engine.until("recovered", isReady);
    const recoveryMs = this.#killsSince === 0 ? undefined : performance.now() - restarted;
    const engineKills = (victim === "engine" ? 1 : 0) + (isKilledTwice ? 1 : 0);
    return { engineKills, venueKills: victim === "venue" ? 1 : 0, recoveryMs, ...(await this.#compare()) };
  }

  async end(): Promise<void> {
    await this.#engine.kill();
    await this.#venue.kill();
  }

  /** Up again at once. */
  async #killEngine(): Promise<void> {
    await this.#engine.kill();
    this.#killsSince += 1;
    this.#engine.start();
  }

  /** Stands still, is looked at, trades on. */
  async #compare(): Promise<Omit<RoundOutcome, "engineKills" | "venueKills" | "recoveryMs">> {
    const status = await this.#engine.quieten();
    const recovery = recoveryOf(status);
    const protocols = portAccountsOf(this.#plan).map(({ protocol }) => protocol);
    const ledger = await this.#venue.ledger();
    const received = receivedOrders(this.#venue.recordFile, protocols);
    const differences = compare({
      plan: this.#plan,
      status,
      ledger,
      received,
      journalled: journalledOrders(this.#engine.journalFolder),
      explained: this.#explained,
      // A run that goes on has told of its adoptions before.
      adopted: this.#killsSince === 0 ? 0 : (recovery?.adoptedOrders ?? 0),
      hasUntoldRun: this.#killsSince > 1,
    });
    for (const name of differences.adopted) this.#explained.add(name);
    this.#killsSince = 0;
    await this.#engine.acknowledge(status.accountsInDoubt);
    await this.#engine.arm();
    return { recovery, differences, received: received.length };
  }
}

export const dayFolder = (folder: string, day: number): string => join(folder, `day-${day + 1}`);
