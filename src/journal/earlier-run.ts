/**
 * The run that a lane goes on from after its engine was killed, or stopped in mid-day: the newest one of the trading day in
 * its journal. Read before the lanes start, on the main thread; what the lane is to know of it comes out as one buffer.
 */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { HotlaneError } from "../errors.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { native } from "../lanes/native.js";
import { type JournalRun, listRuns } from "./journal-files.js";
import { readRun } from "./run-reading.js";
import { momentText } from "./run-time.js";

const nsPerMs = 1_000_000n;

export interface EarlierRun {
  /** When it began: its name. */
  readonly run: string;
  /** It was stopped in order. */
  readonly isEnded: boolean;
  /** For the lane, which takes it over. */
  readonly bytes: ArrayBuffer;
  /** When the reading of it began, ms since the Unix epoch. */
  readonly begunMs: number;
}

const wayOut =
  "Put it right, or start without what that run knew (hotlane run --no-recover, or journal.recover: false): " +
  "its positions then count as 0, its open orders are the venue's to tell of";

const dayOfFile = async (run: JournalRun, dayOf: (ms: number) => string): Promise<string> =>
  dayOf((await stat(run.files.at(-1) ?? "")).mtimeMs);

/**
 * Undefined: there is none, or it is of another trading day. Throws where it can't be gone on from; nothing must start
 * then. `dayOf`: a moment's trading day. `log` is told why an earlier run is left alone.
 */
export async function readEarlierRun(
  setup: LaneSetup,
  dayOf: (ms: number) => string,
  log: (line: string) => void,
): Promise<EarlierRun | undefined> {
  const { directory } = setup.journal;
  if (directory === "" || !existsSync(directory)) return undefined;
  const begunMs = Date.now();
  const today = dayOf(begunMs);
  for (const run of (await listRuns(directory)).toReversed()) {
    // Nothing is written to a file after its run: it need not be read to know that it is an older day's.
    if ((await dayOfFile(run, dayOf)) < today) return undefined;
    const name = momentText(run.runNs);
    const journal = new native.EarlierRun();
    const { problem } = await readRun(run, journal);
    const { isStarted, isEnded, newestNs, failure } = journal.report();
    const obstacle = problem ?? failure;
    if (obstacle !== undefined && obstacle !== null) {
      throw new HotlaneError(
        "journal/not-recovered",
        `lane ${setup.name}: the run of ${name} can't be gone on from: ${obstacle}. ${wayOut}`,
      );
    }
    // It was killed before it had done anything: the one before knows all.
    if (!isStarted) continue;
    const day = dayOf(Number(newestNs / nsPerMs));
    if (day !== today) {
      log(`recovery: the run of ${name} is of trading day ${day}, today is ${today}: it is not gone on from`);
      return undefined;
    }
    const difference = journal.difference(setup);
    if (difference !== "") {
      throw new HotlaneError(
        "journal/other-configuration",
        `lane ${setup.name}: the run of ${name} can't be gone on from, since its orders would mean something else: ` +
          `${difference}. ${wayOut}`,
      );
    }
    return { run: name, isEnded, bytes: journal.log(), begunMs };
  }
  return undefined;
}
