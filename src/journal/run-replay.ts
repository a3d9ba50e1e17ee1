/**
 * Runs one run of a lane's journal again, through the native replay, file by file: to its end, or to a moment. What it
 * finds is held in the outcome; the replayed lane stays readable in `replay`.
 */
import { type JournalReplay, type JournalReplayOptions, native } from "../lanes/native.js";
import type { JournalRun } from "./journal-files.js";
import { type RunReading, readRun } from "./run-reading.js";

export interface RunOutcome extends RunReading {
  readonly run: JournalRun;
  readonly replay: JournalReplay;
}

export async function replayRun(
  run: JournalRun,
  options: JournalReplayOptions,
  onBytes: (count: number) => void = () => undefined,
): Promise<RunOutcome> {
  const replay = new native.JournalReplay(options);
  const { problem, hasTornTail } = await readRun(run, replay, onBytes);
  replay.finish();
  const { failure } = replay.report();
  return { run, replay, problem: problem ?? failure ?? undefined, hasTornTail };
}
