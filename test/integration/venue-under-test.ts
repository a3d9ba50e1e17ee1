// `hotlane venue --json` as a user starts it: the built program as a process of its own, its events read line by line.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { VenueReady } from "../../src/engine/venue-process.js";
import type { VenueOutcome } from "../../src/venue/venue-setup.js";
import { type Host, loopback, spawnOn } from "./test-network.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");

export class VenueUnderTest {
  readonly ready: VenueReady;
  readonly #child: ChildProcess;
  readonly #report: Promise<VenueOutcome>;
  #onLedger: () => void = () => undefined;

  private constructor(child: ChildProcess, ready: VenueReady, report: Promise<VenueOutcome>) {
    this.#child = child;
    this.ready = ready;
    this.#report = report;
  }

  static start(...args: string[]): Promise<VenueUnderTest> {
    return VenueUnderTest.startOn(loopback().venue, ...args);
  }

  static startOn(host: Host, ...args: string[]): Promise<VenueUnderTest> {
    const child = spawnOn(host, process.execPath, [program, "venue", "--json", ...args]);
    child.stderr.pipe(process.stderr);
    return new Promise((resolve, reject) => {
      let onLedger = (): void => undefined;
      const report = new Promise<VenueOutcome>((tell) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
          const message = JSON.parse(line) as
            | VenueReady
            | ({ event: "report" } & VenueOutcome)
            | { event: "ledger" };
          if (message.event === "report") tell(message);
          else if (message.event === "ledger") onLedger();
          else if (message.event === "ready") {
            const venue = new VenueUnderTest(child, message, report);
            onLedger = () => venue.#onLedger();
            resolve(venue);
          }
        });
      });
      child.once("exit", (code) => reject(new Error(`the venue ended with code ${code}`)));
    });
  }

  /** Ends its day: from now on it announces the end. */
  endDay(): void {
    this.#child.kill("SIGTERM");
  }

  /** Ends its day, or after endDay() itself, and gives its report; not after kill(). */
  stop(): Promise<VenueOutcome> {
    this.#child.kill("SIGTERM");
    return this.#report;
  }

  /** Resolves when it has written its ledger (`--ledger`) as it is now. One at a time. */
  writeLedger(): Promise<void> {
    return new Promise((resolve) => {
      this.#onLedger = resolve;
      this.#child.kill("SIGUSR2");
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
