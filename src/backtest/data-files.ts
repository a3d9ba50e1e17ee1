/**
 * The files of a backtest, by trading day: which day a file is of, in which order those of a day follow each other, and
 * what they cannot be (two that overlap, one of another day).
 */
import { basename } from "node:path";
import { timeOfDay } from "../book/book-table.js";
import { HotlaneError, UsageError } from "../errors.js";
import { openInputFile } from "../files/input-file.js";
import { type CalendarDate, isCalendarDate } from "../sessions/wall-clock.js";

export interface DataFile {
  readonly path: string;
  /** Exchange time of its first message, ns since midnight; undefined: it has none. */
  readonly firstNs: number | undefined;
}

export interface DataDay {
  /** Undefined: neither the files' names nor the user say it. */
  readonly date: CalendarDate | undefined;
  /** In the order of their times. */
  readonly files: readonly DataFile[];
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

/** `date`: what the user says of all files; it must not contradict a name. */
export async function daysOf(paths: readonly string[], date: CalendarDate | undefined): Promise<DataDay[]> {
  const repeated = paths.find((path, index) => paths.indexOf(path) < index);
  if (repeated !== undefined) throw new UsageError(`--data: ${repeated} is named twice`);
  const byDate = new Map<CalendarDate | undefined, DataFile[]>();
  for (const path of paths) {
    const told = dateOfName(path);
    if (date !== undefined && told !== undefined && told !== date) {
      throw new UsageError(`--date ${date}: the name of ${path} says ${told}`);
    }
    const its = date ?? told;
    byDate.set(its, [...(byDate.get(its) ?? []), { path, firstNs: await firstTimeOf(path) }]);
  }
  const days = [...byDate].map(([its, files]) => ({ date: its, files: files.sort(byFirstTime) }));
  if (days.length > 1 && byDate.has(undefined)) {
    const undated = byDate.get(undefined)?.[0]?.path ?? "";
    throw new UsageError(
      `--data: the name of ${undated} has no date, others have: say with --date or rename it`,
    );
  }
  return days.sort((a, b) => ((a.date ?? "") < (b.date ?? "") ? -1 : 1));
}

function byFirstTime(a: DataFile, b: DataFile): number {
  return (a.firstNs ?? Number.POSITIVE_INFINITY) - (b.firstNs ?? Number.POSITIVE_INFINITY);
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

const headBytes = 2 + 11;

/** The time stamp of an ITCH file's first message: itch50 §1, six bytes at offset 5. */
async function firstTimeOf(path: string): Promise<number | undefined> {
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of (await openInputFile(path)).chunks()) {
    head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
    if (head.length >= headBytes) break;
  }
  return head.length < headBytes ? undefined : head.readUIntBE(2 + 5, 6);
}
