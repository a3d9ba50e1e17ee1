/**
 * Runs one run of a lane's journal again, through the native replay, file by file: to its end, or to a moment. What it
 * finds is held in the outcome; the replayed lane stays readable in `replay`.
 */
import { BrokenPackingError, openInputFile } from "../files/input-file.js";
import {
  type JournalFileEnd,
  type JournalReplay,
  type JournalReplayOptions,
  native,
} from "../lanes/native.js";
import type { JournalRun } from "./journal-files.js";

/** Words for how a file ended where that is not its end. */
export const endWords: Readonly<Record<Exclude<JournalFileEnd, "end">, string>> = {
  tornTail: "its last record is not whole",
  corrupt: "it is damaged, with more behind it",
  notALog: "it is no log",
  unknownVersion: "it is a log of another version",
};

export interface RunOutcome {
  readonly run: JournalRun;
  readonly replay: JournalReplay;
  /** What stopped the reading before the run's end; undefined: nothing did. */
  readonly problem: string | undefined;
  /** Bytes at the end that are not whole records: a crash's, or the room that was prepared. */
  readonly hasTornTail: boolean;
}

/** Gives each file's chunks to `replay` until it wants no more. */
async function feedFile(
  replay: JournalReplay,
  file: string,
  onBytes: (count: number) => void,
): Promise<boolean> {
  for await (const chunk of (await openInputFile(file)).chunks()) {
    onBytes(chunk.length);
    if (!replay.feed(chunk)) return false;
  }
  return true;
}

export async function replayRun(
  run: JournalRun,
  options: JournalReplayOptions,
  onBytes: (count: number) => void = () => undefined,
): Promise<RunOutcome> {
  const replay = new native.JournalReplay(options);
  let problem: string | undefined;
  let hasTornTail = false;
  for (const [index, file] of run.files.entries()) {
    const isLast = index === run.files.length - 1;
    let wantsMore = true;
    try {
      wantsMore = await feedFile(replay, file, onBytes);
    } catch (error) {
      if (!(error instanceof BrokenPackingError)) throw error;
      problem = error.message;
      break;
    }
    const { end, offset } = replay.endFile();
    if (!wantsMore && end === "end") break;
    hasTornTail = isLast && end === "tornTail";
    if (end !== "end" && !hasTornTail) {
      problem = `${file}: at byte ${offset}: ${endWords[end]}`;
      break;
    }
  }
  replay.finish();
  const { failure } = replay.report();
  return { run, replay, problem: problem ?? failure ?? undefined, hasTornTail };
}
