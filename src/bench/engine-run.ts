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

const program = fileURLToPath(new URL("../cli/hotlane.js", import.meta.url));

export interface EngineRunSettings {
  /** What a configuration file says; `folder` is the run's own. Files that it names by whole paths. */
  config: (folder: string) => object;
  /** It ends by itself after so many seconds of trading; absent: with stop(). */
  seconds?: number;
  /** More of `hotlane run`'s options. */
  args?: readonly string[];
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

  constructor({ config, seconds, args = [], environment = {} }: EngineRunSettings) {
    this.folder = mkdtempSync(join(tmpdir(), "hotlane-bench-"));
    const file = join(this.folder, "bench.yaml");
    writeFileSync(file, JSON.stringify(config(this.folder)));
    const until = seconds === undefined ? [] : ["--seconds", String(seconds)];
    const child = spawn(process.execPath, [program, "run", "--json", "--config", file, ...until, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
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
    rmSync(this.folder, { recursive: true, force: true });
  }

  #take(line: string): void {
    this.#lines.push(line);
    for (const { text, done } of this.#waiting) if (line.includes(text)) done();
  }
}
