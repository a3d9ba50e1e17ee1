/**
 * One lane as the main thread holds it: its shared memory, its worker, its rings. `ready` settles once its loop
 * turns, `ended` when the loop has returned.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { type ErrorCode, HotlaneError } from "../errors.js";
import { LaneMemory, LimitSet } from "./boundary.js";
import { CommandWriter } from "./command-writer.js";
import { EventReader } from "./event-reader.js";
import { endWithProcess } from "./lane-exit.js";
import { LaneReader } from "./lane-reader.js";
import type { HostGrant, JournalTail, LaneMessage, LaneSetup, Submission } from "./lane-setup.js";
import { workerYoungHeapMiB } from "./small-heaps.js";

export interface StrategyFailure {
  strategy: number;
  callback: string;
  /** The stack as the strategy's author wrote it: file and line of the source. */
  stack: string;
}

/** What becomes of the strategies' places. */
export type PlaceMessage = Extract<LaneMessage, { kind: "made" | "installed" | "notInstalled" }>;

/** Who hears what the lane's strategies do. */
export interface StrategyListener {
  onFailure(failure: StrategyFailure): void;
  onPlace(message: PlaceMessage): void;
}

export class Lane {
  readonly setup: LaneSetup;
  readonly memory: SharedArrayBuffer;
  readonly commands: CommandWriter;
  readonly events: EventReader;
  /** What the host granted; filled when the lane is ready. */
  grants: HostGrant[] = [];
  receiveBufferBytes = 0;
  /** What an earlier run had left of its journal; null: nothing, or none is kept. */
  journalTail: JournalTail | null = null;
  /** Settles when the loop has returned; rejects when it failed. */
  readonly ended: Promise<void>;
  /** Resolves when the loop turns; rejects when it can't start. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #submissions: MessagePort;

  /**
   * Starts it. `limits`: what holds from its first turn on. `earlier`: what it is to go on from (journal/earlier-run.ts),
   * which goes over to it; null: nothing. What it takes over of orders it tells by events before it is ready, and waits
   * for them to be taken.
   */
  constructor(setup: LaneSetup, limits: Uint8Array, earlier: ArrayBuffer | null, listener: StrategyListener) {
    this.setup = setup;
    this.memory = new SharedArrayBuffer(LaneMemory.size);
    this.#stage(limits);
    this.commands = new CommandWriter(this.memory);
    this.events = new EventReader(this.memory);
    const { port1, port2 } = new MessageChannel();
    this.#submissions = port1;
    port1.unref();
    const worker = new Worker(new URL("./lane-worker.js", import.meta.url), {
      workerData: { memory: this.memory, setup, earlier, submissions: port2 },
      // The earlier run may be large, and is of no use here any more.
      transferList: earlier === null ? [port2] : [port2, earlier],
      name: `lane ${setup.name}`,
      resourceLimits: { maxYoungGenerationSizeMb: workerYoungHeapMiB },
    });
    this.#worker = worker;
    let markReady: () => void;
    const turns = new Promise<void>((resolve) => {
      markReady = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      worker.on("message", (message: LaneMessage) => {
        if (message.kind === "ready") {
          this.grants = message.grants;
          this.receiveBufferBytes = message.receiveBufferBytes;
          this.journalTail = message.journalTail;
          markReady();
        } else if (message.kind === "strategyThrew") listener.onFailure(message);
        else if (message.kind === "failed")
          reject(new HotlaneError(message.code as ErrorCode, message.message));
        else if (message.kind === "ended") resolve();
        else listener.onPlace(message);
      });
      worker.on("error", reject);
      worker.on("exit", (code) =>
        reject(new HotlaneError("lane/ended", `lane ${setup.name}: its thread ended with code ${code}`)),
      );
    });
    this.ready = Promise.race([turns, this.ended]);
    const reader = new LaneReader(this.memory);
    endWithProcess(
      {
        name: setup.name,
        state: () => reader.state,
        tellToStop: () => this.commands.stop(),
        interrupt: () => void this.interrupt(),
      },
      this.ended,
    );
  }

  /** Hands over what is to take a place; what comes of it, `onPlace` hears. The one before must have been taken. */
  submit(submission: Submission, isLive: boolean): void {
    this.#submissions.postMessage(submission);
    this.commands.installStrategy(submission.place, isLive);
  }

  /** Hands over a limit set (risk/limit-set.ts), for setLimits(). The one before must have been taken. */
  stageLimits(limits: Uint8Array, version: number): void {
    this.#stage(limits);
    this.commands.setLimits(version);
  }

  #stage(limits: Uint8Array): void {
    new Uint8Array(this.memory, LaneMemory.stagedLimits, LimitSet.size).set(limits);
  }

  /** Breaks off the JavaScript that runs in its thread, for good: the loop goes on without strategies. */
  async interrupt(): Promise<void> {
    await this.#worker.terminate();
  }
}
