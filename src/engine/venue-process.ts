/**
 * The embedded venue: `hotlane venue --json` as a child process, watched. When it dies it is started again on its own
 * record and, where it can be had, on the same order port, so that its session goes on; when the engine stops it is
 * asked to end, and its report is taken. Main thread.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { HotlaneError } from "../errors.js";

/** First line of `hotlane venue --json`: where it is to be found. */
export interface VenueReady {
  event: "ready";
  group: string;
  feedPort: number;
  /** Line B, where it has one. */
  groupB?: string;
  feedPortB?: number;
  interface: string;
  orderPort: number;
  /** HOST:PORT of its re-request and GLIMPSE servers. */
  rerequest: string[];
  glimpse: string[];
  session: string;
  /** It goes on from its record, of which so many bytes at the end were torn. */
  isResumed: boolean;
  bytesCut: number;
}

/** Last line: what it saw. */
export interface VenueReport {
  event: "report";
  orders: number;
  trades: number;
  positions: { account: string; symbol: string; net: number }[];
  [field: string]: unknown;
}

interface VenueFinished {
  event: "finished";
  messages: number;
}

interface VenueEvents {
  ready: [VenueReady];
  /** It died: how, and whether it is started again. */
  lost: [string, boolean];
}

/** Restarts in a row that end before it is ready mean that it can't run at all; so many in all, that it can't stay. */
const restartsInVainMax = 5;
const restartsMax = 100;
/** Its ledger of a day of millions of orders takes some seconds to write. */
const endPatienceMs = 60_000;

export class VenueProcess extends EventEmitter<VenueEvents> {
  #finish: (messages: number) => void = () => {};
  /** A historical file has been played to its end: messages published in all. It may be before anybody asks. */
  readonly finished = new Promise<number>((resolve) => {
    this.#finish = resolve;
  });
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #restarts = 0;
  #restartsInVain = 0;
  #orderPort = 0;
  #isStopping = false;
  #report: VenueReport | undefined;
  #exited: Promise<void> = Promise.resolve();

  /** `args`: of `hotlane venue`, without `--json` and `--port`. */
  constructor(args: readonly string[]) {
    super();
    this.#args = args;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with where it is; rejects when it ends before it is ready. */
  start(): Promise<VenueReady> {
    return new Promise((resolve, reject) => {
      this.once("ready", resolve);
      this.#spawn((message) => reject(new HotlaneError("venue/start", message)));
    });
  }

  /** Asks it to end and gives its report, undefined when it left none. */
  async stop(): Promise<VenueReport | undefined> {
    this.#isStopping = true;
    this.#child?.kill("SIGTERM");
    const killer = setTimeout(() => this.#child?.kill("SIGKILL"), endPatienceMs);
    await this.#exited;
    clearTimeout(killer);
    return this.#report;
  }

  #spawn(onEarlyEnd?: (message: string) => void): void {
    const program = fileURLToPath(new URL("../cli/hotlane.js", import.meta.url));
    // Its standard input is ours: when this process dies, however that is, the venue ends too.
    // A process group of its own: Ctrl-C in the terminal reaches the engine, which then stops the venue in order.
    const port = ["--port", String(this.#orderPort)];
    const child = spawn(
      process.execPath,
      [program, "venue", "--json", "--until-stdin-ends", ...port, ...this.#args],
      {
        stdio: ["pipe", "pipe", "pipe"],
        detached: true,
      },
    );
    this.#child = child;
    let isReady = false;
    let complaint = "";
    child.stderr.on("data", (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-2_000);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = JSON.parse(line) as VenueReady | VenueReport | VenueFinished;
      if (message.event === "ready") {
        isReady = true;
        this.#restartsInVain = 0;
        this.#orderPort = message.orderPort;
        this.emit("ready", message);
      } else if (message.event === "report") this.#report = message;
      else if (message.event === "finished") this.#finish(message.messages);
    });
    this.#exited = new Promise((resolve) => {
      child.on("exit", (code, signal) => {
        resolve();
        if (this.#isStopping) return;
        const how = `the venue ended with ${signal ?? `code ${code}`}${complaint === "" ? "" : `: ${complaint.trim()}`}`;
        if (!isReady && onEarlyEnd) onEarlyEnd(how);
        else this.#restart(how, isReady);
      });
    });
  }

  #restart(how: string, wasReady: boolean): void {
    this.#restarts += 1;
    if (!wasReady) {
      this.#restartsInVain += 1;
      // Someone else may have taken its port meanwhile.
      this.#orderPort = 0;
    }
    const isTriedAgain = this.#restarts <= restartsMax && this.#restartsInVain <= restartsInVainMax;
    this.emit("lost", how, isTriedAgain);
    if (isTriedAgain) this.#spawn();
  }
}
