/** `hotlane replay JOURNAL`: runs a journal's lanes again: verifies, stops at a moment, or tells an order's story. */
import { InvalidArgumentError } from "commander";
import { formatCount } from "../engine/text-table.js";
import { HotlaneError } from "../errors.js";
import { showProgress } from "../files/progress-line.js";
import { type JournalRun, runsToReplay } from "../journal/journal-files.js";
import {
  type LaneMoment,
  momentsText,
  storyText,
  type VerifiedRun,
  verdictText,
} from "../journal/replay-text.js";
import { type RunOutcome, replayRun } from "../journal/run-replay.js";
import { momentText, parseMoment } from "../journal/run-time.js";
import type { JournalReplayOptions, JournalReplayReport, StoryEvent } from "../lanes/native.js";

/** An order by its strategy's number of it, or by the number it went out under. */
export type OrderName = { strategy: string; order: number } | { number: number };

export interface JournalOptions {
  verify?: true;
  until?: string;
  order?: OrderName;
  levels: number;
  json?: true;
}

export function parseOrder(text: string): OrderName {
  const match = /^(?:([a-z][a-zA-Z0-9-]*)\/)?(\d{1,10})$/.exec(text);
  if (match === null) throw new InvalidArgumentError(`Expected STRATEGY/N or N, found "${text}".`);
  const [, strategy, number] = match;
  return strategy === undefined ? { number: Number(number) } : { strategy, order: Number(number) };
}

export function parseLevels(text: string): number {
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError(`Expected a count, 0 for all, found "${text}".`);
  return Number(text);
}

/** BigInts as text: a number can't hold them. */
function print(json: true | undefined, value: object, text: () => string): void {
  const plain = (_: string, field: unknown): unknown =>
    typeof field === "bigint" ? field.toString() : field;
  process.stdout.write(json ? `${JSON.stringify(value, plain)}\n` : text());
}

async function replayWithProgress(run: JournalRun, options: JournalReplayOptions): Promise<RunOutcome> {
  let bytes = 0;
  const hide = showProgress(() => `replaying lane ${run.lane}: ${formatCount(bytes / 2 ** 20)} MiB`);
  return replayRun(run, options, (count) => {
    bytes += count;
  }).finally(hide);
}

function problemOf({ replay, problem }: RunOutcome): string | undefined {
  const { difference, inputs } = replay.report();
  // Nothing compared is nothing proven.
  if (difference === null)
    return problem ?? (inputs === 0 ? "it holds nothing that a lane was told" : undefined);
  const { timeNs, what, recorded, replayed } = difference;
  return `at ${momentText(timeNs)}: ${what}: recorded ${recorded || "nothing"}, replayed ${replayed || "nothing"}`;
}

function verifiedOf(outcome: RunOutcome): VerifiedRun {
  const { run, replay } = outcome;
  const { lane, records, inputs, outputs, hashes, bytesSent, firstNs, lastNs, isEnded } = replay.report();
  const problem = problemOf(outcome);
  return {
    lane: lane || run.lane,
    run: momentText(run.runNs),
    files: run.files.length,
    records,
    inputs,
    outputs,
    hashes,
    bytesSent,
    from: momentText(firstNs),
    to: momentText(lastNs),
    isComplete: isEnded,
    ...(problem === undefined ? {} : { problem }),
  };
}

async function verify(path: string, runs: readonly JournalRun[], json: true | undefined): Promise<void> {
  const verified: VerifiedRun[] = [];
  for (const run of runs) verified.push(verifiedOf(await replayWithProgress(run, {})));
  const sum = (count: (run: VerifiedRun) => number): number =>
    verified.reduce((total, run) => total + count(run), 0);
  const wrong = verified.find(({ problem }) => problem !== undefined);
  const report = {
    schema: "hotlane.journal/1",
    identical: wrong === undefined,
    outputs: sum(({ outputs }) => outputs),
    hashes: sum(({ hashes }) => hashes),
    inputs: sum(({ inputs }) => inputs),
    bytesSent: sum(({ bytesSent }) => bytesSent),
    runs: verified,
  };
  print(json, report, () => verdictText(verified));
  if (wrong !== undefined) {
    throw new HotlaneError("replay/not-identical", `${path}: lane ${wrong.lane}: ${wrong.problem}`);
  }
}

/** What its beginning says: strategies, the first input's time. */
async function headOf(run: JournalRun): Promise<JournalReplayReport> {
  return (await replayRun(run, { untilNs: 0n })).replay.report();
}

async function showMoment(
  runs: readonly JournalRun[],
  until: string,
  options: JournalOptions,
): Promise<void> {
  const moments: LaneMoment[] = [];
  for (const run of runs) {
    const untilNs = parseMoment(until, (await headOf(run)).firstNs);
    const outcome = await replayWithProgress(run, { untilNs });
    const { replay, problem } = outcome;
    if (problem !== undefined || replay.report().difference !== null) {
      throw new HotlaneError("replay/not-identical", `lane ${run.lane}: ${problemOf(outcome)}`);
    }
    const { lane, lastNs } = replay.report();
    moments.push({
      lane,
      at: momentText(lastNs),
      books: replay.books(options.levels),
      orders: replay.orders(),
      positions: replay.positions(),
    });
  }
  print(options.json, { schema: "hotlane.journal/1", lanes: moments }, () => momentsText(moments));
}

/** The strategy's index and its number of the order; undefined: this run knows none such. */
async function findOrder(
  run: JournalRun,
  name: OrderName,
): Promise<{ strategy: number; order: number } | undefined> {
  if ("number" in name) return (await replayRun(run, { find: name.number })).replay.found() ?? undefined;
  const { strategies } = await headOf(run);
  const strategy = strategies.indexOf(name.strategy);
  return strategy < 0 ? undefined : { strategy, order: name.order };
}

async function tellStory(
  path: string,
  runs: readonly JournalRun[],
  name: OrderName,
  json: true | undefined,
): Promise<void> {
  const wanted = "number" in name ? `number ${name.number}` : `${name.strategy}/${name.order}`;
  for (const run of runs) {
    const order = await findOrder(run, name);
    if (order === undefined) continue;
    const { replay, problem } = await replayWithProgress(run, { order });
    const events: StoryEvent[] = replay.story();
    if (events.length === 0) continue;
    const { lane, strategies } = replay.report();
    const strategy = strategies[order.strategy] ?? String(order.strategy);
    const title = `order ${order.order} of strategy ${strategy}, lane ${lane}, run of ${momentText(run.runNs)}`;
    const report = { schema: "hotlane.journal/1", lane, strategy, order: order.order, events };
    print(json, report, () => storyText(title, events));
    if (problem !== undefined) throw new HotlaneError("replay/not-identical", `lane ${lane}: ${problem}`);
    return;
  }
  const known = await Promise.all(runs.map(async (run) => (await headOf(run)).strategies));
  throw new HotlaneError(
    "replay/no-such-order",
    `${path}: order ${wanted} is not in it; its strategies are ${[...new Set(known.flat())].join(", ")}`,
  );
}

export async function runJournal(path: string, options: JournalOptions): Promise<void> {
  const runs = await runsToReplay(path);
  if (options.order !== undefined) await tellStory(path, runs, options.order, options.json);
  else if (options.until !== undefined) await showMoment(runs, options.until, options);
  else await verify(path, runs, options.json);
}
