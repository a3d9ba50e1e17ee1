/**
 * Holds one run of a lane's journal against a backtest of its strategies over the same data with the recorded latencies:
 * reads the journal twice (native/parity), first for its market and where each order met it, then to run the lane again.
 */
import { dirname } from "node:path";
import { HotlaneError, UsageError } from "../errors.js";
import { type JournalRun, readSegmentHead } from "../journal/journal-files.js";
import { type RecordTaker, type RunReading, readRun } from "../journal/run-reading.js";
import { readPlaces } from "../journal/strategy-record.js";
import { LaneMemory } from "../lanes/boundary.js";
import { native } from "../lanes/native.js";
import type { Parameters } from "../sdk/strategy.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import { type ParityChange, ParityPlaces, type ParityStrategy } from "./parity-places.js";
import type { NativeDifference, ParityCounts, ParityRecordReport } from "./parity-setup.js";
import { tiersOf } from "./parity-tiers.js";

export interface ParityOptions {
  /** Which strategy `file` and `parameters` are for; undefined: the only one. */
  readonly name: string | undefined;
  /** In place of its code that day. */
  readonly file: string | undefined;
  /** In place of its parameters that day, one by one. */
  readonly parameters: Parameters;
  /** Each request's to the market and each answer's back, in place of those of that day; undefined: as that day. */
  readonly latencyNs: number | undefined;
}

export interface ParityResult {
  readonly run: JournalRun;
  readonly record: ParityRecordReport;
  readonly strategies: readonly ParityStrategy[];
  readonly counts: ParityCounts;
  readonly differences: readonly NativeDifference[];
  /** What strategies threw now. */
  readonly throws: readonly string[];
  /** The journal's end is not whole: a crash's. */
  readonly hasTornTail: boolean;
}

const differencesAtOnce = 10_000;

export async function runParity(
  run: JournalRun,
  options: ParityOptions,
  onBytes: (count: number) => void = () => undefined,
): Promise<ParityResult> {
  await checkSegments(run);
  const folder = dirname(run.files[0] ?? "");
  const records = readPlaces(folder, run.runNs);
  const record = new native.ParityRecord();
  const reading = await read(run, record, onBytes);
  const report = record.finish();
  if (report.failure !== null) throw unusable(run, report.failure, reading);
  const changes = await changesOf(report, options);
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const bytes = new Uint8Array(memory);
  record.prepare(bytes);
  const tiers = await tiersOf(records, changes);
  const places = new ParityPlaces(folder, memory, report.strategies, records, changes, tiers);
  const bound = places.make();
  const parity = new native.Parity(
    record,
    bytes,
    bound,
    places.reasons,
    (place) => places.install(place),
    options.latencyNs ?? null,
  );
  const again = await read(run, parity, onBytes);
  const counts = parity.finish();
  if (counts.failure !== null) throw unusable(run, counts.failure, again);
  const differences: NativeDifference[] = [];
  for (let from = 0; from < counts.differences; from += differencesAtOnce)
    differences.push(...parity.differences(from, from + differencesAtOnce));
  const { strategies, throws } = places;
  return { run, record: report, strategies, counts, differences, throws, hasTornTail: reading.hasTornTail };
}

function unusable({ lane }: JournalRun, failure: string, { stopped }: RunReading): HotlaneError {
  const where = stopped === undefined ? "" : `${stopped.file}: before byte ${stopped.offset}: `;
  return new HotlaneError(
    "parity/journal",
    `lane ${lane}: this journal can't be held against a backtest: ${where}${failure}`,
  );
}

/** Another file says so before anything is looked for beside it. */
async function checkSegments({ files }: JournalRun): Promise<void> {
  const [file = ""] = files;
  if ((await readSegmentHead(file)) !== undefined) return;
  throw new HotlaneError(
    "parity/journal",
    `${file}: expected a segment of a lane's journal, found another file`,
  );
}

async function read(
  run: JournalRun,
  taker: RecordTaker,
  onBytes: (count: number) => void,
): Promise<RunReading> {
  const reading = await readRun(run, taker, onBytes);
  if (reading.problem !== undefined)
    throw new HotlaneError("parity/journal", `lane ${run.lane}: ${reading.problem}`);
  return reading;
}

async function changesOf(
  { strategies }: ParityRecordReport,
  { name, file, parameters }: ParityOptions,
): Promise<Map<number, ParityChange>> {
  if (file === undefined && Object.keys(parameters).length === 0) return new Map();
  const names = strategies.map((one) => one.name);
  if (name === undefined && names.length > 1)
    throw new UsageError(`--name: which strategy is meant must be said: ${names.join(", ")}`);
  const place = name === undefined ? 0 : names.indexOf(name);
  if (place < 0)
    throw new UsageError(`--name: expected one of the lane's strategies, ${names.join(", ")}; found ${name}`);
  const code = file === undefined ? undefined : await bundleStrategy(file);
  return new Map([[place, { code, parameters }]]);
}
