/**
 * Recorded files played into one channel of a lane, as the main thread holds them: the queue that the lane takes packets
 * from, the thread that fills it, and how far it is. Made before the lane, started when the lane turns.
 */
import { Worker } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import type { FilePlayerMessage, FilePlayerSetup, PlayProgress, Replay } from "./file-player-setup.js";

/** The MoldUDP64 session of an ITCH file, which has none. */
const itchSession = "ITCHFILE";

export interface PlayReport extends PlayProgress {
  readonly files: readonly string[];
  /** Times the recorded speed. */
  readonly speed: number | "max";
  /** The lane has had the last packet. */
  readonly isPlayed: boolean;
}

export class FilePlayer {
  /** Shared by the lane and the reading thread. */
  readonly queue: Uint8Array;
  /** Resolves when the lane has had the last packet, or the reading thread has ended for another reason. */
  readonly ended: Promise<void>;
  readonly #replay: Replay;
  readonly #setup: FilePlayerSetup;
  #progress: PlayProgress = { played: 0, lines: [], skipped: {}, bytes: 0, bytesRead: 0, errors: [] };
  #isPlayed = false;
  #worker: Worker | undefined;
  #markEnded: () => void = () => undefined;

  constructor(replay: Replay, channel: number, session: string) {
    this.queue = new Uint8Array(new SharedArrayBuffer(native.playQueueBytes));
    native.makePlayQueue(this.queue);
    this.#replay = replay;
    const { kind, files, lines, speed, fromNs, toNs } = replay;
    this.#setup = {
      kind,
      files: files.length,
      lines,
      session: session === "" && kind === "itch" ? itchSession : session,
      channel,
      isAtOnce: speed === 0,
      ...(fromNs === undefined ? {} : { fromNs }),
      ...(toNs === undefined ? {} : { toNs }),
    };
    this.ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
  }

  start(): void {
    const worker = new Worker(new URL("./file-player-worker.js", import.meta.url), {
      workerData: { queue: this.queue, setup: this.#setup, files: this.#replay.files },
      name: "file player",
    });
    this.#worker = worker;
    worker.on("message", (message: FilePlayerMessage) => {
      this.#progress = message.progress;
      if (message.kind === "ended") this.#isPlayed = message.isPlayed;
    });
    worker.on("error", (error) => {
      this.#progress = { ...this.#progress, errors: [`its reader failed: ${messageOf(error)}`] };
      // In its place, so that the lane does not wait for ever.
      new native.FilePlayer(this.queue, this.#setup).end(true);
    });
    worker.on("exit", () => this.#markEnded());
  }

  /** Ends the reading, wherever it is. */
  async stop(): Promise<void> {
    if (this.#worker === undefined) return;
    this.#worker.postMessage("stop");
    await this.ended;
  }

  get report(): PlayReport {
    const { files, speed } = this.#replay;
    return { files, speed: speed === 0 ? "max" : speed, ...this.#progress, isPlayed: this.#isPlayed };
  }
}
