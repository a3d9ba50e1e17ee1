/** A venue with a record on disk, in a process of its own, that is killed and started again at the same place. */
import type { ChildProcess } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import type { VenueReady } from "../../src/engine/venue-process.js";
import { hotlane, killProcess, withPatience } from "./processes.js";

export interface VenueSettings {
  readonly folder: string;
  readonly symbols: readonly string[];
  /** Port accounts as `--account` takes them. */
  readonly accounts: readonly string[];
  readonly seed: number;
  readonly cancelOnDisconnect: boolean;
}

export class Venue {
  readonly #settings: VenueSettings;
  #child: ChildProcess | undefined;
  #ready: VenueReady | undefined;
  #onLedger: (() => void) | undefined;

  constructor(settings: VenueSettings) {
    this.#settings = settings;
  }

  /** Where it is; stays so over restarts. */
  get ready(): VenueReady {
    if (this.#ready === undefined) throw new Error("the venue has not been started");
    return this.#ready;
  }

  get recordFile(): string {
    return join(this.#settings.folder, "venue.record");
  }

  get #ledgerFile(): string {
    return join(this.#settings.folder, "ledger.jsonl");
  }

  /** Resolves when it is ready; with a record there it goes on. */
  async start(): Promise<void> {
    const child = hotlane(["venue", "--json", ...this.#arguments()]);
    this.#child = child;
    child.stderr?.on("data", (text) =>
      appendFileSync(join(this.#settings.folder, "venue.log"), String(text)),
    );
    const ready = new Promise<void>((resolve, reject) => {
      child.once("exit", (code, signal) => reject(new Error(`the venue ended with ${code ?? signal}`)));
      createInterface({ input: child.stdout as Readable }).on("line", (line) => {
        const message = JSON.parse(line) as VenueReady | { event: "ledger" };
        if (message.event === "ready") {
          this.#ready = message;
          resolve();
        } else if (message.event === "ledger") this.#onLedger?.();
      });
    });
    await withPatience(ready, "the venue is not ready");
  }

  /** Its orders as they are now. */
  async ledger(): Promise<LedgerOrder[]> {
    const written = new Promise<void>((resolve) => {
      this.#onLedger = resolve;
    });
    this.#child?.kill("SIGUSR2");
    await withPatience(written, "the venue tells no ledger");
    const lines = readFileSync(this.#ledgerFile, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as LedgerOrder);
  }

  async kill(): Promise<void> {
    await killProcess(this.#child);
  }

  #arguments(): string[] {
    const { symbols, accounts, seed, cancelOnDisconnect } = this.#settings;
    const users = accounts.map((account) => account.split(":")[0] ?? "");
    const portOf = (place = ":0"): string => place.split(":")[1] ?? "0";
    const ready = this.#ready;
    return [
      ...["--record", this.recordFile, "--ledger", this.#ledgerFile],
      ...["--symbols", symbols.join(","), "--seed", String(seed), "--rate", "2000"],
      ...["--group", `239.255.71.1:${feedPort}`],
      ...["--port", String(ready?.orderPort ?? 0)],
      ...["--rerequest-port", portOf(ready?.rerequest[0]), "--glimpse-port", portOf(ready?.glimpse[0])],
      ...accounts.flatMap((account) => ["--account", account]),
      ...(cancelOnDisconnect ? users.flatMap((user) => ["--cancel-on-disconnect", user]) : []),
    ];
  }
}

/** Of this process, so that two runs on a host don't hear each other. */
const feedPort = 20_000 + (process.pid % 12_000);
