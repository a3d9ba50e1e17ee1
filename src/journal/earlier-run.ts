/**
 * What a lane goes on from: the newest run in its journal's folder that can be gone on from, read before the lane starts.
 * Main thread.
 */
import { stat } from "node:fs/promises";
import { HotlaneError } from "../errors.js";
import { BrokenPackingError, openInputFile } from "../files/input-file.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { type EarlierRunReport, native } from "../lanes/native.js";
import type { TradingDay } from "../sessions/trading-day.js";
import { type JournalRun, listRuns } from "./journal-files.js";
import { identityDifference, identityOf } from "./run-identity.js";
import { endWords } from "./run-replay.js";
import { momentText } from "./run-time.js";

export interface EarlierRun {
  /** ISO, when it began: its name. */
  readonly run: string;
  /** It was stopped in order. */
  readonly isEnded: boolean;
  /** New orders that its journal knows of. */
  readonly orders: number;
  /** For LaneSetup's `earlier`. */
  readonly log: Uint8Array;
  /** When its reading began, ms. */
  readonly beganMs: number;
}

/** What an operator can do who wants nothing of it. */
const wayOut = "start with --no-recover (journal.recover: false) to begin anew without it";

interface ReadRun extends EarlierRunReport {
  readonly log: () => Uint8Array;
}

/** A torn tail of the newest file is what a crash leaves; anything else that does not read is for a person. */
async function readRun(run: JournalRun): Promise<ReadRun> {
  const earlier = new native.EarlierRun();
  const unreadable = (why: string): HotlaneError =>
    new HotlaneError("journal/unreadable", `${why}; the lane can't go on from it: ${wayOut}`);
  for (const [index, file] of run.files.entries()) {
    try {
      for await (const chunk of (await openInputFile(file)).chunks()) if (!earlier.feed(chunk)) break;
    } catch (error) {
      if (error instanceof BrokenPackingError) throw unreadable(error.message);
      throw error;
    }
    const { end, offset } = earlier.endFile();
    const { failure } = earlier.report();
    if (failure !== null) throw unreadable(`${file}: ${failure}`);
    const isTorn = end === "tornTail" && index === run.files.length - 1;
    if (end !== "end" && !isTorn) throw unreadable(`${file}: at byte ${offset}: ${endWords[end]}`);
  }
  return { ...earlier.report(), log: () => earlier.log() };
}

/**
 * The newest run that had begun to work. Undefined: there is none of this trading day, and the lane begins anew. Throws
 * where there is one that the lane can't go on from. `log` is told which, in words.
 */
export async function readEarlierRun(
  setup: LaneSetup,
  tradingDay: TradingDay,
  log: (line: string) => void,
): Promise<EarlierRun | undefined> {
  const beganMs = Date.now();
  const { directory } = setup.journal;
  const isThere = await stat(directory).catch(() => undefined);
  if (isThere === undefined) return undefined;
  for (const run of (await listRuns(directory)).toReversed()) {
    const { isComplete, isEnded, newestNs, orders, identity, log: logOf } = await readRun(run);
    // One that was killed before it had taken over all that the one before it knew: that one still counts.
    if (!isComplete || identity === null) continue;
    const name = momentText(run.runNs);
    const day = tradingDay.dayOf(Number(newestNs / 1_000_000n));
    const today = tradingDay.dayOf(beganMs);
    if (day !== today) {
      log(`journal: the newest run, of ${name}, ended on trading day ${day}, today is ${today}: begins anew`);
      return undefined;
    }
    const difference = identityDifference(identity, identityOf(setup));
    if (difference !== undefined) {
      throw new HotlaneError(
        "journal/other-lane",
        `lane ${setup.name}: its journal's run of ${name} can't be gone on from, for its ${difference}. ` +
          `Go back to that configuration, or ${wayOut}: then nothing is known of that run's orders and positions`,
      );
    }
    return { run: name, isEnded, orders, log: logOf(), beganMs };
  }
  return undefined;
}
