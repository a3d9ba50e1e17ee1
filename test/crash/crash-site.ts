// A venue that keeps its record on disk and an engine that keeps a journal, each a process that can be killed and started
// again where it was; and what a person would ask of the engine over its control socket.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../../src/control/control-client.js";
import type { EngineStatus } from "../../src/engine/engine-status.js";
import { HotlaneError } from "../../src/errors.js";
import type { VerifiedRun } from "../../src/journal/replay-text.js";
import { ControlledEngine } from "../integration/controlled-engine.js";
import { VenueUnderTest } from "../integration/venue-under-test.js";
import { engineConfig, environment, type SiteSetup, venueArguments } from "./site-setup.js";

const patienceMs = 20_000;
const lookMs = 5;
const askAgainMs = 50;
/** What an engine on a slow machine answers that may do it a moment later. */
const passing: ReadonlySet<string> = new Set(["kill/lane-silent", "control/no-answer"]);
/** It is armed: asked again, because the first answer did not come in time. */
const notKilled = "kill/not-on";
/** What shows that it trades. */
const tradingOrders = 30;
const tradingFills = 3;
const maySendState = "ready";

export class CrashSite {
  readonly setup: SiteSetup;
  readonly engine: ControlledEngine;
  readonly #venueArgs: readonly string[];
  #venue: VenueUnderTest;
  /** What each engine said that has ended. */
  #said: string[] = [];
  /** Of the venue, where it is being started again. */
  #change: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(
    setup: SiteSetup,
    engine: ControlledEngine,
    args: readonly string[],
    venue: VenueUnderTest,
  ) {
    this.setup = setup;
    this.engine = engine;
    this.#venueArgs = args;
    this.#venue = venue;
  }

  static async open(setup: SiteSetup, seed: number): Promise<CrashSite> {
    const engine = new ControlledEngine([], environment);
    const files = [
      "--record",
      join(engine.folder, "venue.record"),
      "--ledger",
      join(engine.folder, "ledger.jsonl"),
    ];
    const group = `239.255.79.3:${20_000 + ((process.pid * 7 + seed) % 30_000)}`;
    const args = [...venueArguments(setup, seed, group), ...files];
    const venue = await VenueUnderTest.start(...args);
    const { orderPort, glimpse, rerequest } = venue.ready;
    const portOf = (address = ""): string => address.split(":")[1] ?? "";
    const ports = ["--port", String(orderPort), "--glimpse-port", portOf(glimpse[0])];
    const again = [...args, ...ports, "--rerequest-port", portOf(rerequest[0])];
    writeFileSync(engine.config, JSON.stringify(engineConfig(setup, seed, venue.ready)));
    return new CrashSite(setup, engine, again, venue);
  }

  get journalFolder(): string {
    return join(this.engine.folder, "journal");
  }

  get recordFile(): string {
    return join(this.engine.folder, "venue.record");
  }

  get ledgerFile(): string {
    return join(this.engine.folder, "ledger.jsonl");
  }

  startEngine(): void {
    this.#refuseClosed();
    this.engine.start("--seconds", "86400");
  }

  async killEngine(): Promise<void> {
    this.engine.signal("SIGKILL");
    await this.engine.ended;
    this.#said.push(this.engine.stderr);
  }

  killVenue(): Promise<void> {
    const restart = async (): Promise<void> => {
      await this.#venue.kill();
      this.#refuseClosed();
      this.#venue = await VenueUnderTest.start(...this.#venueArgs);
    };
    this.#change = restart();
    return this.#change;
  }

  async status(): Promise<EngineStatus> {
    return (await ask({ socket: this.engine.socket }, "status")) as EngineStatus;
  }

  /** Every session may trade. Resolves with the status that said so. */
  untilReady(): Promise<EngineStatus> {
    return this.#until("ready", ({ lanes }) =>
      lanes.every(({ sessions }) => sessions.every(({ state }) => state === maySendState)),
    );
  }

  /** Its orders reach the venue, and some of them trade. */
  async untilTrading(): Promise<void> {
    const sum = ({ lanes }: EngineStatus, count: "sent" | "fills"): number =>
      lanes.reduce((total, lane) => total + lane[count], 0);
    const before = await this.status();
    await this.#until(
      "trading",
      (now) =>
        sum(now, "sent") >= sum(before, "sent") + tradingOrders &&
        sum(now, "fills") >= sum(before, "fills") + tradingFills,
    );
  }

  /** Nothing of it moves any more: it may send nothing, and nothing of it is open. */
  async calm(): Promise<EngineStatus> {
    await this.#ask("kill", { by: "crash test", reason: "to compare" });
    return this.#until("calm", ({ lanes }) => lanes.every(({ open }) => open === 0));
  }

  /** Whatever is in doubt has been looked at. */
  async resume(): Promise<void> {
    const person = { by: "crash test", reason: "both sides are the same" };
    for (const account of (await this.status()).accountsInDoubt)
      await this.#ask("acknowledge", { account, ...person });
    await this.#ask("arm", person);
  }

  /** The venue's ledger, as it is now, is in its file then. */
  async writeLedger(): Promise<void> {
    await this.#venue.writeLedger();
  }

  /** Runs the newest run's journal again. What is wrong with it, in words; undefined: nothing. The engine must be down. */
  async replay(): Promise<string | undefined> {
    const { stdout, stderr } = await this.engine.plainCommand(
      "replay",
      this.journalFolder,
      "--verify",
      "--json",
    );
    if (stdout === "") return stderr.trim();
    const { identical, runs } = JSON.parse(stdout) as { identical: boolean; runs: VerifiedRun[] };
    return identical ? undefined : JSON.stringify(runs);
  }

  /** Whatever a round has under way ends with it, and starts nothing more. */
  async close(isKept: boolean): Promise<void> {
    this.#isClosed = true;
    await this.#change.catch(() => undefined);
    await this.engine.end();
    await this.#venue.kill();
    if (isKept)
      writeFileSync(
        join(this.engine.folder, "said.txt"),
        [...this.#said, this.engine.stderr].join("\n---\n"),
      );
    else rmSync(this.engine.folder, { recursive: true, force: true });
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error("the site is closed");
  }

  /** Asked again for a while where it can't be done just now: the machine may be slow. */
  async #ask(command: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const end = Date.now() + patienceMs;
    for (let times = 1; ; times += 1) {
      try {
        await ask({ socket: this.engine.socket }, command, fields);
        return;
      } catch (error) {
        const code = error instanceof HotlaneError ? error.code : "";
        if (code === notKilled && times > 1) return;
        if (!passing.has(code) || this.engine.hasEnded || Date.now() > end) throw error;
      }
      await pause(askAgainMs);
    }
  }

  async #until(what: string, isSo: (status: EngineStatus) => boolean): Promise<EngineStatus> {
    const end = Date.now() + patienceMs;
    let newest: EngineStatus | undefined;
    for (;;) {
      // Its socket opens when its code is loaded, and serves when its lanes run.
      newest = await this.status().catch(() => newest);
      if (newest !== undefined && isSo(newest)) return newest;
      if (this.engine.hasEnded)
        throw new Error(`the engine ended and was not ${what}:\n${this.engine.stderr}`);
      if (Date.now() > end) {
        const stands = JSON.stringify(newest?.lanes);
        throw new Error(`not ${what} within ${patienceMs} ms: ${stands}\n${this.engine.stderr}`);
      }
      await pause(lookMs);
    }
  }
}
