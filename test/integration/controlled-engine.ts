// `hotlane run --json` as a user starts it, and the commands that a user gives it while it runs. Each has a folder of its
// own for its configuration, its state and the user's run folder, so that tests beside each other never meet.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { EngineStatus } from "../../src/engine/engine-status.js";
import type { KillReport } from "../../src/engine/kill-desk.js";
import type { HotlaneReport } from "../../src/engine/report.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
export const marketMaker = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const outputBytesMax = 64 << 20;
const patienceMs = 60_000;

/** The embedded venue and the example strategy on some of its symbols. */
export const embeddedTrading = [
  "instruments: [{ symbol: ALFA }, { symbol: BRAVO }, { symbol: CHARLIE }, { symbol: DELTA }]",
  `strategies: [{ name: maker, file: ${marketMaker} }]`,
  "venue: {}",
];

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class ControlledEngine {
  readonly folder: string;
  readonly config: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #ended: Promise<number> = Promise.resolve(0);
  stdout = "";
  stderr = "";

  /** `lines`: its hotlane.yaml. Nothing runs yet. */
  constructor(lines: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "hotlane-engine-"));
    const runtime = join(this.folder, "run");
    mkdirSync(runtime, { mode: 0o700 });
    this.config = join(this.folder, "hotlane.yaml");
    this.configure(lines);
    this.#env = { ...process.env, XDG_RUNTIME_DIR: runtime, ...env };
  }

  /** From its next start on. */
  configure(lines: readonly string[]): void {
    writeFileSync(this.config, `${lines.join("\n")}\n`);
  }

  /** Where it keeps what outlives it. */
  get stateFolder(): string {
    return join(this.folder, "hotlane.state");
  }

  get socket(): string {
    return join(this.stateFolder, "control.sock");
  }

  get hasEnded(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(...args: string[]): this {
    return this.#start([], args);
  }

  /** With options of Node's own. */
  startWith(...nodeOptions: string[]): this {
    return this.#start(nodeOptions, []);
  }

  /** From now on what it says on standard error meets a broken pipe. */
  stopListening(): void {
    this.#child?.stderr?.destroy();
  }

  #start(nodeOptions: readonly string[], args: readonly string[]): this {
    const command = [
      ...nodeOptions,
      program,
      "run",
      "--json",
      "--config",
      this.config,
      "--seconds",
      "120",
      ...args,
    ];
    const child = spawn(process.execPath, command, { env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.stdout = "";
    this.stderr = "";
    child.stdout.on("data", (chunk) => {
      this.stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      this.stderr += String(chunk);
    });
    this.#ended = new Promise((done) => child.once("close", (code) => done(code ?? -1)));
    return this;
  }

  /** Resolves when it has said so on standard error; rejects when it ends, or a minute has passed. */
  async untilSaid(words: string, times = 1): Promise<void> {
    await this.until(`said "${words}"`, () => this.stderr.split(words).length > times);
  }

  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!(await isSo())) {
      const why = this.#child?.exitCode !== null ? "the engine ended" : "a minute has passed";
      if (this.#child?.exitCode !== null || Date.now() > end) {
        throw new Error(`${why} and it has not ${what}:\n${this.stderr}`);
      }
      await pause(10);
    }
  }

  /** Resolves once it trades. */
  async untilTrading(): Promise<void> {
    await this.untilSaid("order session: ready");
    await this.until("traded", async () => (await this.status()).lanes.every(({ sent }) => sent > 20));
  }

  /** `hotlane ARGS`, told which engine. */
  command(...args: string[]): Promise<CommandOutcome> {
    return this.plainCommand(...args, "--config", this.config);
  }

  plainCommand(...args: string[]): Promise<CommandOutcome> {
    return new Promise((done) => {
      const options = { env: this.#env, maxBuffer: outputBytesMax };
      execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  }

  async status(): Promise<EngineStatus> {
    return JSON.parse((await this.command("status", "--json")).stdout) as EngineStatus;
  }

  async kill(...args: string[]): Promise<KillReport> {
    const { stdout, stderr } = await this.command("kill", "--json", ...args);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as KillReport;
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** Its exit code, once it has ended. */
  get ended(): Promise<number> {
    return this.#ended;
  }

  /** Ends it as Ctrl-C does. */
  async stop(): Promise<HotlaneReport> {
    this.signal("SIGINT");
    await this.#ended;
    return this.report;
  }

  get report(): HotlaneReport {
    if (this.stdout === "") throw new Error(`no report:\n${this.stderr}`);
    return JSON.parse(this.stdout) as HotlaneReport;
  }

  get auditLog(): { what: string; actor: Record<string, unknown>; details: Record<string, unknown> }[] {
    const lines = readFileSync(join(this.stateFolder, "audit.jsonl"), "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  /** Every file that it left, by path, with what it holds. */
  get files(): Map<string, string> {
    const names = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
    const paths = names.map((name) => join(this.folder, name)).filter((path) => statSync(path).isFile());
    return new Map(paths.map((path) => [path, readFileSync(path, "latin1")]));
  }

  /** At once, if it still runs. */
  async end(): Promise<void> {
    if (this.hasEnded) return;
    this.signal("SIGKILL");
    await this.#ended;
  }

  async discard(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
