/**
 * The thread that reads recorded files and plays them into a lane's queue. It waits where the queue is full; it ends when
 * the lane has had the last packet, or when it is told to stop. What is wrong with a file is told, never thrown.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { ChunkSources } from "../files/chunk-sources.js";
import { describeItchError, itchErrorText } from "../files/itch-error.js";
import { native } from "../lanes/native.js";
import { captureErrorText } from "./capture-error.js";
import type { FilePlayerMessage, FilePlayerSetup, PlayProgress } from "./file-player-setup.js";

/** A lane flat out empties a full queue in about 25 times that. */
const fullPauseMs = 1;
const progressEveryMs = 100;

const { queue, setup, files } = workerData as {
  queue: Uint8Array;
  setup: FilePlayerSetup;
  files: string[];
};
const player = new native.FilePlayer(queue, setup);
const progress: PlayProgress = { ...player.counters(), bytes: 0, bytesRead: 0, errors: [] };
let isStopping = false;
parentPort?.on("message", () => {
  isStopping = true;
});

function tell(message: FilePlayerMessage): void {
  parentPort?.postMessage(message);
}

function refresh(sources: ChunkSources): void {
  Object.assign(progress, player.counters(), { bytes: sources.bytes, bytesRead: sources.bytesRead });
}

/** What is wrong with each file: a broken packing cuts what is in it, so it is the cause. */
function errorsOf(sources: ChunkSources): string[] {
  return files.flatMap((path, file) => {
    const packing = sources.brokenPacking(file);
    if (packing !== undefined) return [packing];
    const { capture, itch } = player.error(file);
    if (capture !== null) return [`${path}: ${captureErrorText(capture)}`];
    return itch === null ? [] : [`${path}: ${itchErrorText(describeItchError(itch))}`];
  });
}

async function readAndPlay(sources: ChunkSources): Promise<void> {
  let toldMs = Date.now();
  while (!isStopping) {
    if (Date.now() - toldMs > progressEveryMs) {
      toldMs = Date.now();
      refresh(sources);
      tell({ kind: "progress", progress });
    }
    if (!player.pump()) {
      await pause(fullPauseMs);
      continue;
    }
    const file = player.wanted();
    if (file < 0) break;
    const chunk = await sources.next(file);
    if (chunk === undefined) player.finish(file);
    else player.feed(file, chunk);
  }
  refresh(sources);
  progress.errors = errorsOf(sources);
}

async function main(): Promise<void> {
  try {
    const sources = await ChunkSources.open(files);
    await readAndPlay(sources).finally(() => sources.close());
  } catch (error) {
    progress.errors = [messageOf(error)];
  }
  // Not where it was stopped: then the recording goes on, and only nobody listens.
  if (!isStopping) player.end(progress.errors.length > 0);
  tell({ kind: "progress", progress });
  while (!isStopping && !player.isPlayed()) await pause(fullPauseMs);
  tell({ kind: "ended", progress, isPlayed: player.isPlayed() });
  parentPort?.close();
}

void main();
