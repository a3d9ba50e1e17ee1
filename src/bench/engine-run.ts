/**
 * The engine as its users start it, for a benchmark: `hotlane run --json` as a process of its own, on a configuration in a
 * folder of its own, which goes with it. With a `venue` section it brings its own venue, another process.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { HotlaneReport } from "../engine/report.js";
import { HotlaneError } from "../errors.js";

/** Those that have not been discarded: whoever stops a benchmark stops them, whose lanes would else keep their cores. */
const running = new Set<EngineRun>();
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function discardAll(signal: NodeJS.Signals): void {
  for (const run of running) run.discard();
  process.kill(process.pid, signal);
}

const program = fileURLToPath(new URL("../cli/hotlane.js", import.meta.url));

export interface EngineRunSettings {
  /** What a configuration file says; `folder` is the run's own. Files that it names by whole paths. */
  config: (folder: string) => object;
  /** It ends by itself after so many seconds of trading; absent: with stop(). */
  seconds?: number;
  /** More of `hotlane run`'s options. */
  args?: readonly string[];
  /** Goes before its command: where it is to run. */
  enter?: readonly string[];
  /** Of the process, besides this one's environment. */
  environment?: Readonly<Record<string, string>>;
}

export class EngineRun {
  /** Its own, until discard(). */
  readonly folder: string;
  /** Its report, once it has ended; rejects when it leaves none, with what it said. */
  readonly report: Promise<HotlaneReport>;
  readonly #child: ReturnType<typeof spawn>;
  readonly #lines: string[] = [];
  readonly #waiting: { text: string; done: () => void }[] = [];

  constructor({ config, seconds, args = [], enter = [], environment = {} }: EngineRunSettings) {
    this.folder = mkdtempSync(join(tmpdir(), "hotlane-bench-"));
    const file = join(this.folder, "bench.yaml");
    writeFileSync(file, JSON.stringify(config(this.folder)));
    const until = seconds === undefined ? [] : ["--seconds", String(seconds)];
    const command = [process.execPath, program, "run", "--json", "--config", file, ...until, ...args];
    const [first = "", ...rest] = [...enter, ...command];
    const child = spawn(first, rest, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    if (running.size === 0) for (const signal of stopSignals) process.once(signal, discardAll);
    running.add(this);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    createInterface({ input: child.stderr }).on("line", (line) => this.#take(line));
    this.report = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        if (output.trim() !== "") resolve(JSON.parse(output) as HotlaneReport);
        else reject(new HotlaneError("bench/engine", `the engine ended with ${code}: ${this.log}`));
      });
    });
    // Whoever waits for it hears of a failure; until then it is nobody's unhandled one.
    this.report.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** All that it has said for people. */
  get log(): string {
    return this.#lines.join("\n");
  }

  /** Resolves when it has said a line with `text`; rejects when it ends before. */
  async said(text: string): Promise<void> {
    if (this.#lines.some((line) => line.includes(text))) return;
    const heard = new Promise<void>((done) => this.#waiting.push({ text, done }));
    const ended = this.report.then(() => {
      throw new HotlaneError("bench/engine", `the engine ended and never said "${text}": ${this.log}`);
    });
    await Promise.race([heard, ended]);
  }

  /** Ends it as Ctrl-C would, and gives its report. */
  async stop(): Promise<HotlaneReport> {
    this.#child.kill("SIGINT");
    return this.report;
  }

  /** Ends it however it stands, and removes its folder. */
  discard(): void {
    this.#child.kill("SIGKILL");
    running.delete(this);
    if (running.size === 0) for (const signal of stopSignals) process.off(signal, discardAll);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #take(line: string): void {
    this.#lines.push(line);
    for (const { text, done } of this.#waiting) if (line.includes(text)) done();
  }
}
