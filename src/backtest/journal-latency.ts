/**
 * Latencies out of a live run's journal, by its own stamps (native/replay/recorded_latencies.hpp): the newest run of each of
 * its lanes, all together.
 */

import { formatCount } from "../engine/text-table.js";
import { HotlaneError } from "../errors.js";
import { showProgress } from "../files/progress-line.js";
import { type JournalRun, readSegmentHead, runsToReplay } from "../journal/journal-files.js";
import { type RecordTaker, readRun } from "../journal/run-reading.js";
import { momentText } from "../journal/run-time.js";
import { native } from "../lanes/native.js";
import { type MeasuredLatencies, weighted } from "./latency-choice.js";

/** Ns; of `decisionToWireNs` and `wireToAnswerNs` each entry is of the same order. */
export interface RecordedLatenciesReport {
  /** Why the journal can't be used; null: it can. */
  failure: string | null;
  orders: number;
  dataToDecisionNs: Float64Array;
  takenToDecisionNs: Float64Array;
  decisionToWireNs: Float64Array;
  wireToAnswerNs: Float64Array;
}

export interface NativeRecordedLatencies extends RecordTaker {
  finish(): RecordedLatenciesReport;
}

const wrong = (words: string): HotlaneError =>
  new HotlaneError("backtest/latency", `--latency journal:${words}`);

async function recordedIn(
  run: JournalRun,
  onBytes: (count: number) => void,
): Promise<RecordedLatenciesReport> {
  const [file = ""] = run.files;
  if ((await readSegmentHead(file)) === undefined)
    throw wrong(`${file}: expected a segment of a lane's journal, found another file`);
  const taker = new native.RecordedLatencies();
  const { problem } = await readRun(run, taker, onBytes);
  const report = taker.finish();
  if (report.failure !== null || problem !== undefined)
    throw wrong(`lane ${run.lane}: ${report.failure ?? problem}`);
  return report;
}

const joined = (
  all: readonly RecordedLatenciesReport[],
  of: (one: RecordedLatenciesReport) => Float64Array,
) => Float64Array.from(all.flatMap((one) => [...of(one)]));

/** Throws where it holds no order that was answered, or is damaged. */
export async function journalLatencies(path: string): Promise<MeasuredLatencies> {
  const runs = await runsToReplay(path).catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw isMissing ? wrong(`${path}: found no such file or folder`) : error;
  });
  let bytes = 0;
  const hide = showProgress(() => `latencies: ${formatCount(bytes / 2 ** 20)} MiB of the journal read`);
  const all: RecordedLatenciesReport[] = [];
  try {
    for (const run of runs) {
      const report = await recordedIn(run, (count) => {
        bytes += count;
      });
      all.push(report);
    }
  } finally {
    hide();
  }
  const toWire = joined(all, (one) => one.decisionToWireNs);
  const toAnswer = joined(all, (one) => one.wireToAnswerNs);
  const orders = all.reduce((sum, one) => sum + one.orders, 0);
  if (toAnswer.length === 0)
    throw wrong(
      `${path}: expected orders that were answered, found ${orders === 0 ? "no order" : `${orders} orders, none answered`}`,
    );
  const fromHost = joined(all, (one) => one.dataToDecisionNs);
  const fromLane = joined(all, (one) => one.takenToDecisionNs);
  const feed = fromHost.length > 0 ? fromHost : fromLane;
  if (feed.length === 0)
    throw wrong(
      `${path}: expected orders that market data caused, found ${orders} that timers or answers did`,
    );
  const where =
    fromHost.length > 0 ? "its reaching the host" : "the lane's taking it, for the host gave no stamps";
  const times = runs.map(({ lane, runNs }) => `lane ${lane}'s of ${momentText(runNs)}`).join(", ");
  return {
    from:
      `measured in the journal ${path} (${times}): market data from ${where} to the decision; ` +
      "an order's way from its decision to the wire and half of the time to its answer; an answer's, the other half",
    feed: weighted(feed),
    order: weighted(toWire.map((ns, row) => Math.round(ns + (toAnswer[row] ?? 0) / 2))),
    answer: weighted(toAnswer.map((ns) => Math.round(ns / 2))),
  };
}
