/**
 * The files of a backtest, by trading day: what kind they are, which day each is of, in which order those of a day follow
 * each other, and what they cannot be (two that overlap, one of another day).
 */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { timeOfDay } from "../book/book-table.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { kindOfFile } from "../feed/file-kind.js";
import { openInputFile } from "../files/input-file.js";
import { isLog, runsToReplay } from "../journal/journal-files.js";
import { type CalendarDate, isCalendarDate, WallClock } from "../sessions/wall-clock.js";
import type { DataKind } from "./backtest-setup.js";

/** The exchange's clock, which ITCH's times of day are of. */
const exchangeZone = "America/New_York";

export interface DataFile {
  readonly path: string;
  /** Exchange time of an ITCH file's first message, ns since midnight; undefined: not known. */
  readonly firstNs: number | undefined;
}

export interface DataDay {
  /** Undefined: neither the files nor the user say it. */
  readonly date: CalendarDate | undefined;
  readonly kind: DataKind;
  /** In the order of their times; of captures, side by side. */
  readonly files: readonly DataFile[];
  /** Ns since the Unix epoch of the midnight that its times count from. */
  readonly midnightNs: bigint;
}

interface Found {
  kind: DataKind;
  date: CalendarDate | undefined;
  /** By UTC, where its times are of that. */
  isUtc: boolean;
  files: DataFile[];
}

/** The forms in which data vendors write a date into a name. Nasdaq: 01302019.NASDAQ_ITCH50.gz, S020719-v50.txt.gz. */
const dateForms: readonly [RegExp, (parts: string[]) => string][] = [
  [/(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)/, ([y, m, d]) => `${y}-${m}-${d}`],
  [/(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)/, ([m, d, y]) => `${y}-${m}-${d}`],
  [/(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)/, ([m, d, y]) => `20${y}-${m}-${d}`],
];

/** The date that a file's name tells, if it does. */
export function dateOfName(path: string): CalendarDate | undefined {
  for (const [form, write] of dateForms) {
    const match = form.exec(basename(path));
    const date = match === null ? "" : write(match.slice(1));
    if (isCalendarDate(date)) return date;
  }
  return undefined;
}

/** `date`: what the user says of all files; it must not contradict what they tell themselves. */
export async function daysOf(paths: readonly string[], date: CalendarDate | undefined): Promise<DataDay[]> {
  const repeated = paths.find((path, index) => paths.indexOf(path) < index);
  if (repeated !== undefined) throw new UsageError(`--data: ${repeated} is named twice`);
  const days: Found[] = [];
  for (const path of paths) {
    const found = await look(path);
    if (date !== undefined && found.date !== undefined && found.date !== date)
      throw new UsageError(`--date ${date}: ${path} is of ${found.date}`);
    const its = { ...found, date: date ?? found.date };
    const same = days.find((day) => day.date === its.date);
    if (same === undefined) days.push(its);
    else join(same, its, path);
  }
  const undated = days.find((day) => day.date === undefined)?.files[0]?.path;
  if (days.length > 1 && undated !== undefined) {
    throw new UsageError(
      `--data: nothing in the name of ${undated} is a date, other files have one: say it with --date`,
    );
  }
  return days
    .sort((a, b) => ((a.date ?? "") < (b.date ?? "") ? -1 : 1))
    .map((day) => ({
      date: day.date,
      kind: day.kind,
      files: day.kind === "itch" ? day.files.sort(byFirstTime) : day.files,
      midnightNs: midnightOf(day),
    }));
}

function join(day: Found, more: Found, path: string): void {
  if (day.kind !== more.kind || day.kind === "journal") {
    const other = day.files[0]?.path ?? "";
    throw new UsageError(
      `--data: ${other} and ${path} are of one day: expected one journal, or files of one kind`,
    );
  }
  day.files.push(...more.files);
}

function midnightOf({ date, isUtc }: Found): bigint {
  if (date === undefined) return 0n;
  const ms = isUtc
    ? Date.parse(`${date}T00:00:00Z`)
    : new WallClock(exchangeZone).when({ date, timeMs: 0 }).firstMs;
  return BigInt(ms) * 1_000_000n;
}

function byFirstTime(a: DataFile, b: DataFile): number {
  return (a.firstNs ?? Number.POSITIVE_INFINITY) - (b.firstNs ?? Number.POSITIVE_INFINITY);
}

const headBytes = 34;
const dbnMagic = "DBN";
/** Of the metadata's `start` in a DBN file: native/wire/dbn.hpp. */
const dbnStart = 8 + 18;
const nsPerMs = 1_000_000n;

async function look(path: string): Promise<Found> {
  const info = await stat(path).catch((error: unknown) => {
    throw new HotlaneError("input/unreadable-file", `cannot open ${path}: ${messageOf(error)}`);
  });
  if (info.isDirectory() || (await isLog(path))) return journalOf(path);
  const head = await firstBytes(path, headBytes);
  if (head.toString("latin1", 0, 3) === dbnMagic && head.length === headBytes) {
    const start = new Date(Number(head.readBigUInt64LE(dbnStart) / nsPerMs));
    const date = start.toISOString().slice(0, 10);
    return { kind: "dbn", date, isUtc: true, files: [{ path, firstNs: undefined }] };
  }
  const kind = await kindOfFile(path);
  const firstNs = kind === "itch" && head.length >= itchHeadBytes ? head.readUIntBE(itchTime, 6) : undefined;
  return { kind, date: dateOfName(path), isUtc: false, files: [{ path, firstNs }] };
}

/** Of the first message behind its length: itch50 §1, a time stamp of six bytes at offset 5. */
const itchTime = 2 + 5;
const itchHeadBytes = 2 + 11;

async function journalOf(path: string): Promise<Found> {
  const runs = await runsToReplay(path);
  const [run] = runs;
  if (run === undefined || runs.length > 1) {
    const lanes = runs.map(({ lane }) => lane).join(", ");
    throw new UsageError(`--data ${path}: found the journals of ${lanes}, expected that of one lane`);
  }
  const date = new Date(Number(run.runNs / nsPerMs)).toISOString().slice(0, 10);
  const files = run.files.map((file) => ({ path: file, firstNs: undefined }));
  return { kind: "journal", date, isUtc: true, files };
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of (await openInputFile(path)).chunks()) {
    head = Buffer.concat([head, chunk.subarray(0, count)]);
    if (head.length >= count) break;
  }
  return head.subarray(0, count);
}

/** Where the next file begins must not be before where the one before it ended. */
export function checkFollows(previous: DataFile, lastNs: number | null, next: DataFile): void {
  if (lastNs === null || next.firstNs === undefined || next.firstNs >= lastNs) return;
  throw new HotlaneError(
    "backtest/overlap",
    `${next.path} begins at ${timeOfDay(next.firstNs)}, before ${previous.path} ends at ${timeOfDay(lastNs)}: ` +
      "expected files of one day that follow each other; files of several days need their dates in their names",
  );
}
