// `hotlane run --config FILE --json` as a user starts it, somewhere in a test's network: what its log and the strategy
// of the tests (bookkeeping-strategy.ts) say, line by line, and its report.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { HotlaneReport } from "../../src/engine/report.js";
import { type Host, spawnOn } from "./test-network.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
export const bookkeepingStrategy = resolve(import.meta.dirname, "bookkeeping-strategy.ts");
/** The environment variable that the configuration's passwords name. */
export const passwordVariable = "HOTLANE_TEST_PASSWORD";

export interface BookAtTheEnd {
  symbol: string;
  /** Price in ticks and shares, best first. */
  bids: [number, number][];
  asks: [number, number][];
  /** Price and shares of the last trade. */
  last: [number, number];
}

export class EngineUnderTest {
  readonly #child: ReturnType<typeof spawnOn>;
  readonly #folder: string;
  readonly #lines: string[] = [];
  #output = "";

  /** `config`: what a configuration file says; JSON is YAML. */
  constructor(host: Host, config: object, password: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "hotlane-engine-"));
    const file = join(this.#folder, "hotlane.yaml");
    writeFileSync(file, JSON.stringify(config));
    this.#child = spawnOn(host, process.execPath, [program, "run", "--json", "--config", file], {
      [passwordVariable]: password,
    });
    this.#child.stdout.on("data", (chunk) => {
      this.#output += String(chunk);
    });
    createInterface({ input: this.#child.stderr }).on("line", (line) => this.#lines.push(line));
  }

  /** All it said so far, for people. */
  get log(): string {
    return this.#lines.join("\n");
  }

  /** What the strategy told. */
  has(event: "started" | "live" | "traded" | "over"): boolean {
    return this.#lines.some((line) => line.startsWith(`{"event":"${event}"`));
  }

  /** The operator was told so. */
  hasSaid(text: string): boolean {
    return this.#lines.some((line) => line.startsWith("hotlane: ") && line.includes(text));
  }

  /** As they were when all of the day had been applied. */
  get books(): BookAtTheEnd[] {
    const line = this.#lines.find((one) => one.startsWith('{"event":"over"'));
    return line === undefined ? [] : (JSON.parse(line) as { books: BookAtTheEnd[] }).books;
  }

  /** Ends it as Ctrl-C would, and gives its report. */
  async stop(): Promise<HotlaneReport> {
    this.#child.kill("SIGINT");
    if (this.#child.exitCode === null) await once(this.#child, "close");
    return JSON.parse(this.#output) as HotlaneReport;
  }

  /** Whatever state it is in. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, "close");
      this.#child.kill("SIGKILL");
      await closed;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
