// The books of `hotlane book` against an independent party's: LOBSTER's five levels of AMZN, 21 June 2012, at the
// end of each of its time stamps. First the native books that the command reads, at all of them; then the command
// itself, at some drawn from a seed.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { BookFileReport } from "../../src/book/book-file.js";
import { timeOfDay } from "../../src/book/book-table.js";
import type { BookFileInstrument, BookLevel, NativeAddon } from "../../src/lanes/native.js";
import { seededRandom, seedNote, wholeBetween } from "../unit/seeded-random.js";
import { type LobsterBook, type LobsterLevel, lobsterDay } from "./lobster-day.js";

const root = resolve(import.meta.dirname, "../..");
const shared = process.env.HOTLANE_SHARED ?? "";
const itchFile = join(shared, "data/itch/aapl-amzn-2012-06-21.itch.gz");
const lobsterFile = join(shared, "data/lobster/AMZN_2012-06-21_5-levels.zip");
const compared = shared !== "" && existsSync(itchFile) && existsSync(lobsterFile) ? it : it.skip;

const symbol = "AMZN";
const levels = 5;
const timeStamps = 148_577;
const shareEqualMin = 0.999;
const commandRuns = 20;

function equals(ours: readonly BookLevel[], theirs: readonly LobsterLevel[], depth: number): boolean {
  const levelsOfOurs = ours.slice(0, depth).map(([price, shares]) => [price, shares]);
  return JSON.stringify(levelsOfOurs) === JSON.stringify(theirs.slice(0, depth));
}

function equalsToDepth(
  book: BookFileInstrument | undefined,
  { bids, asks }: LobsterBook,
  depth: number,
): boolean {
  return book !== undefined && equals(book.bids, bids, depth) && equals(book.asks, asks, depth);
}

/** Calls `visit` with AMZN's native book at the end of each time stamp of `day`. */
function visitBooks(
  day: readonly LobsterBook[],
  visit: (book: BookFileInstrument | undefined, theirs: LobsterBook) => void,
): void {
  const load = createRequire(import.meta.url);
  const { BookFile } = load(join(root, "build/addon/Release/hotlane.node")) as NativeAddon;
  const books = new BookFile(undefined);
  const bytes = gunzipSync(readFileSync(itchFile));
  // A frame is a length of 2 bytes and a message, whose time stamp is the 6 bytes at 5.
  const stampAt = (frame: number): number => bytes.readUIntBE(frame + 2 + 5, 6);
  let end = 0;
  for (const theirs of day) {
    const start = end;
    while (end < bytes.length && stampAt(end) <= theirs.ns) end += 2 + bytes.readUInt16BE(end);
    if (end > start) books.feed(bytes.subarray(start, end));
    visit(
      books.instruments(levels).find((book) => book.symbol === symbol),
      theirs,
    );
  }
  expect(books.summary().error).toBeUndefined();
}

describe("hotlane book, beside LOBSTER's own book of AMZN,", () => {
  let day: LobsterBook[] = [];
  /** Time stamps at which our five levels are not LOBSTER's. */
  const differing = new Set<number>();
  let bestDiffering = 0;

  beforeAll(() => {
    day = lobsterDay(lobsterFile);
    visitBooks(day, (book, theirs) => {
      if (!equalsToDepth(book, theirs, levels)) differing.add(theirs.ns);
      if (!equalsToDepth(book, theirs, 1)) bestDiffering += 1;
    });
  });

  compared(
    `has its five levels at ${shareEqualMin * 100}% of its time stamps or more, and its best ones at all`,
    () => {
      const equal = (day.length - differing.size) / day.length;
      console.log(
        `five levels equal at ${(equal * 100).toFixed(4)}% of ${day.length} time stamps (${differing.size} differ)`,
      );
      expect(day.length).toBe(timeStamps);
      expect(equal).toBeGreaterThanOrEqual(shareEqualMin);
      expect(bestDiffering).toBe(0);
    },
  );

  compared(`shows them as a command, at ${commandRuns} random time stamps`, () => {
    const random = seededRandom();
    const candidates = day.filter(({ ns }) => !differing.has(ns));
    for (let run = 0; run < commandRuns; run += 1) {
      const theirs = candidates[wholeBetween(random, 0, candidates.length - 1)];
      if (theirs === undefined) throw new Error("no time stamp to compare at");
      const at = timeOfDay(theirs.ns);
      const args = ["book", itchFile, "--at", at, "--symbols", symbol, "--levels", String(levels), "--json"];
      const output = execFileSync(process.execPath, [join(root, "build/ts/cli/hotlane.js"), ...args]);
      const report = JSON.parse(output.toString("utf8")) as BookFileReport;
      const [book] = report.instruments;
      const sides = [book?.bids, book?.asks].map((side) => side?.map(([price, shares]) => [price, shares]));
      expect(report.instruments.length, seedNote).toBe(1);
      expect(sides, `at ${at}; ${seedNote}`).toEqual([theirs.bids, theirs.asks]);
    }
  });
});
