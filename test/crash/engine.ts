/** The engine in a process of its own, that is killed and started again on its journal. Asked over its control socket. */
import type { ChildProcess } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../../src/control/control-client.js";
import type { EngineStatus } from "../../src/engine/engine-status.js";
import { password, passwordVariable } from "./engine-config.js";
import { hasEnded, hotlane, killProcess } from "./processes.js";

const patienceMs = 30_000;
const by = "crash test";

export class Engine {
  readonly #folder: string;
  #child: ChildProcess | undefined;

  /** `config`: its hotlane.yaml. Nothing runs yet. */
  constructor(folder: string, config: object) {
    this.#folder = folder;
    mkdirSync(join(folder, "run"), { mode: 0o700 });
    writeFileSync(join(folder, "hotlane.yaml"), JSON.stringify(config));
  }

  get journalFolder(): string {
    return join(this.#folder, "journal", "main");
  }

  start(): void {
    const env = { [passwordVariable]: password, XDG_RUNTIME_DIR: join(this.#folder, "run") };
    this.#child = hotlane(["run", "--json", "--config", join(this.#folder, "hotlane.yaml")], env);
    this.#child.stdout?.resume();
    this.note("started");
    this.#child.stderr?.on("data", (text) => this.#log(String(text)));
  }

  /** Into its log, beside what it says itself. */
  note(what: string): void {
    this.#log(`-- ${new Date().toISOString()} ${what}\n`);
  }

  async kill(): Promise<void> {
    await killProcess(this.#child);
    this.note("killed");
  }

  /** Undefined: it does not answer, since it is not up yet. */
  async status(): Promise<EngineStatus | undefined> {
    return this.#ask("status").then(
      (status) => status as EngineStatus,
      () => undefined,
    );
  }

  /** Resolves with the status of which it is so; rejects when the engine has ended, or too long has passed. */
  async until(what: string, isSo: (status: EngineStatus) => boolean): Promise<EngineStatus> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const status = await this.status();
      if (status !== undefined && isSo(status)) return status;
      const isOver = hasEnded(this.#child);
      if (isOver || Date.now() > end) {
        throw new Error(`the engine has ${isOver ? "ended" : "taken too long"} and is not ${what}`);
      }
      await pause(10);
    }
  }

  /** The kill switch of the firm, turned on; resolves when nothing moves any more. */
  async quieten(): Promise<EngineStatus> {
    await this.#ask("kill", { reason: "hold both sides against each other", by });
    let before = "";
    return this.until("quiet", (status) => {
      const now = JSON.stringify(
        status.lanes.map(({ open, sent, fills, cancels }) => [open, sent, fills, cancels]),
      );
      const isQuiet = now === before && isReady(status) && status.lanes.every(({ open }) => open === 0);
      before = now;
      return isQuiet;
    });
  }

  /** Accounts in doubt have been looked at: the comparison has done it. */
  async acknowledge(accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      await this.#ask("acknowledge", { account, reason: "held against the venue's ledger", by });
    }
  }

  async arm(): Promise<void> {
    await this.#ask("arm", { reason: "compared", by });
  }

  #ask(command: string, fields: Readonly<Record<string, unknown>> = {}): Promise<object> {
    return ask({ socket: join(this.#folder, "hotlane.state", "control.sock") }, command, fields);
  }

  #log(text: string): void {
    appendFileSync(join(this.#folder, "engine.log"), text);
  }
}

/** Every session may trade. */
export function isReady({ lanes }: EngineStatus): boolean {
  return lanes.every(({ sessions }) => sessions.every(({ state }) => state === "ready"));
}

export const sentBy = ({ lanes }: EngineStatus): number => lanes.reduce((sum, { sent }) => sum + sent, 0);
