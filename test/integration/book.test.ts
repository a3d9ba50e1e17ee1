// `hotlane book` as a user starts it: on whole files, on files that are cut, corrupt, missing or of another kind.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { BookFileReport } from "../../src/book/book-file.js";
import { timeOfDay } from "../../src/book/book-table.js";
import { seededRandom, seedNote, wholeBetween } from "../unit/seeded-random.js";
import { countsByType, framesOf } from "./itch-frames.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
const shared = process.env.HOTLANE_SHARED ?? "";
const sample = (name: string): string => join(shared, "data/itch", name);
const withData = shared !== "" && existsSync(sample("nasdaq-open-1000.itch")) ? it : it.skip;
const random = seededRandom();

const scratch = mkdtempSync(join(tmpdir(), "hotlane-book-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

function book(...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [program, "book", ...args],
      { maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        done({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

/** The report of a run that has to succeed and to say nothing on standard error. */
async function reportOn(...args: string[]): Promise<BookFileReport> {
  const { exitCode, stdout, stderr } = await book(...args, "--json");
  expect({ exitCode, stderr }, `${args.join(" ")}; ${seedNote}`).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout) as BookFileReport;
}

/** The report of a run that has to end with exit code 1, and what it said. */
async function brokenReportOn(file: string): Promise<{ report: BookFileReport; stderr: string }> {
  const { exitCode, stdout, stderr } = await book(file, "--levels", "0", "--json");
  expect(exitCode, stderr).toBe(1);
  return { report: JSON.parse(stdout) as BookFileReport, stderr };
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return path;
}

const openFile = (): Buffer => readFileSync(sample("nasdaq-open-1000.itch"));

describe("hotlane book on whole files", () => {
  // Counts as the data's README has them; the unknown references of the open are counted in test/native too.
  const samples = [
    {
      name: "aapl-amzn-2012-06-21.itch.gz",
      byType: { A: 128_613, D: 117_944, E: 13_041, U: 7_931, X: 5_436, P: 4_646, S: 6, R: 2, H: 2 },
      instruments: 2,
      resting: 1_200,
      unknownReferences: 0,
    },
    {
      name: "nasdaq-open-1000.itch",
      byType: { A: 367, U: 225, F: 193, D: 167, E: 28, X: 6, I: 4, P: 4, Q: 4, S: 1, C: 1 },
      resting: 532,
      unknownReferences: 399,
    },
    {
      name: "nasdaq-directory-1000.itch",
      byType: { R: 993, H: 3, Y: 3, S: 1 },
      instruments: 993,
      resting: 0,
      unknownReferences: 0,
    },
  ];

  for (const { name, byType, instruments, resting, unknownReferences } of samples) {
    withData(`reports ${name} as hotlane.book/1, with the counts of its README`, async () => {
      const report = await reportOn(sample(name), "--levels", "0");
      const messages = Object.values(byType).reduce((sum, count) => sum + count, 0);
      expect(report).toMatchObject({ schema: "hotlane.book/1", file: sample(name), messages, byType });
      expect(report.byType).toEqual(byType);
      expect(report).toMatchObject({ malformed: 0, unknownTypes: 0, unknownReferences });
      expect(Object.keys(report)).toEqual([
        ...["schema", "file", "messages", "byType", "firstNs", "lastNs", "malformed"],
        ...["unknownReferences", "unknownTypes", "refused", "instruments"],
      ]);
      if (instruments !== undefined) expect(report.instruments.length).toBe(instruments);
      expect(report.instruments.reduce((sum, { orders }) => sum + orders, 0)).toBe(resting);
      const locates = report.instruments.map(({ locate }) => locate);
      expect(locates).toEqual([...locates].sort((a, b) => a - b));
      for (const instrument of report.instruments) {
        const { orders, bids, asks, bidLevels, askLevels } = instrument;
        expect(Object.keys(instrument)).toEqual(
          ["symbol", "locate", "orders", "bidLevels", "askLevels", "bids", "asks"], // and nothing else
        );
        expect([bids.length, asks.length]).toEqual([bidLevels, askLevels]);
        expect([...bids, ...asks].reduce((sum, [, , count]) => sum + count, 0)).toBe(orders);
        expect(bids.map(([price]) => price)).toEqual(bids.map(([price]) => price).sort((a, b) => b - a));
        expect(asks.map(([price]) => price)).toEqual(asks.map(([price]) => price).sort((a, b) => a - b));
      }
    });
  }

  withData("takes a gzip file for what is in it", async () => {
    const { file: _, ...packed } = await reportOn(write("open.any-name", gzipSync(openFile())));
    const { file: __, ...plain } = await reportOn(sample("nasdaq-open-1000.itch"));
    expect(packed).toEqual(plain);
  });

  withData("stops, with --at, before the first message that is later", async () => {
    const file = openFile();
    const frames = framesOf(file);
    for (let run = 0; run < 5; run += 1) {
      const ns = frames[wholeBetween(random, 0, frames.length - 1)]?.ns ?? 0;
      const later = frames.findIndex((frame) => frame.ns > ns);
      const head = file.subarray(0, frames[later]?.offset ?? file.length);
      const { file: _, ...until } = await reportOn(
        sample("nasdaq-open-1000.itch"),
        "--at",
        timeOfDay(ns),
        "--levels",
        "0",
      );
      const { file: __, ...ofHead } = await reportOn(write("head.itch", head), "--levels", "0");
      expect(until, `at ${ns}; ${seedNote}`).toEqual(ofHead);
      expect(until.lastNs, seedNote).toBe(ns);
    }
    expect((await reportOn(sample("nasdaq-open-1000.itch"), "--at", "09:29")).messages).toBe(0);
  });

  withData("shows the symbols and the levels that were asked for", async () => {
    const file = sample("aapl-amzn-2012-06-21.itch.gz");
    const all = await reportOn(file, "--levels", "0");
    const cut = (levels: number) =>
      all.instruments.map((one) => ({
        ...one,
        bids: one.bids.slice(0, levels),
        asks: one.asks.slice(0, levels),
      }));
    expect((await reportOn(file)).instruments).toEqual(cut(5));
    expect((await reportOn(file, "--levels", "7", "--symbols", "AMZN")).instruments).toEqual([cut(7)[1]]);
    expect((await reportOn(file, "--symbols", "AMZN, AAPL")).instruments).toEqual(cut(5));
    const absent = await book(file, "--symbols", "AMZN,NONE", "--json");
    expect(absent).toMatchObject({ exitCode: 0, stderr: `hotlane: ${file} names no NONE\n` });
  });

  withData("prints tables for people", async () => {
    const file = sample("nasdaq-open-1000.itch");
    expect(await book(file, "--symbols", "ACGL")).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: [
        `${file}: 1000 messages, 09:30:00.000000230 to 09:30:00.002364611`,
        "A 367, U 225, F 193, D 167, E 28, X 6, I 4, P 4, Q 4, C 1, S 1",
        "399 refused: unknown reference",
        "",
        "ACGL: 3 orders, 2 bid levels, 1 ask level",
        " orders    shares         bid |         ask    shares orders",
        "      1       100     41.6100 |     44.6900       100      1",
        "      1       100     40.3300 |                             ",
        "",
      ].join("\n"),
    });
  });
});

describe("hotlane book on files that are not whole", () => {
  /** The report must be that of the whole frames before `offset`, and say what was expected there. */
  async function expectGoodUpTo(
    name: string,
    bytes: Buffer,
    error: { offset: number; expected: string; found: string },
  ): Promise<void> {
    const path = write(name, bytes);
    const { report, stderr } = await brokenReportOn(path);
    const head = bytes.subarray(0, error.offset);
    const good = await reportOn(write("good.itch", head), "--levels", "0");
    expect(report, seedNote).toEqual({ ...good, file: path, malformed: 1, error });
    expect(report.byType, seedNote).toEqual(countsByType(framesOf(head)));
    expect(stderr).toBe(
      `hotlane: ${path}: at byte ${error.offset}: expected ${error.expected}, found ${error.found}; ` +
        "what was good before it is reported\n",
    );
  }

  withData("tells where a file was cut, and reports what was whole before", async () => {
    const file = openFile();
    const frames = framesOf(file);
    for (let run = 0; run < 5; run += 1) {
      const cut = frames[wholeBetween(random, 0, frames.length - 1)] ?? { offset: 0, length: 0 };
      const kept = wholeBetween(random, 1, cut.length + 1);
      const error =
        kept === 1
          ? { expected: "a message length of 2 bytes", found: "the end of the file after 1" }
          : {
              expected: `a message of ${cut.length} bytes`,
              found: `the end of the file after ${kept - 2} of them`,
            };
      const bytes = file.subarray(0, cut.offset + kept);
      await expectGoodUpTo("cut.itch", bytes, { offset: cut.offset, ...error });
    }
  });

  withData("tells where lengths stop making sense, and reports what was good before", async () => {
    const frames = framesOf(openFile());
    const at = frames[wholeBetween(random, 1, frames.length - 2)] ?? { offset: 0, length: 0, type: "" };
    const withLength = (length: number): Buffer => {
      const bytes = openFile();
      bytes.writeUInt16BE(length, at.offset);
      return bytes;
    };
    await expectGoodUpTo("short.itch", withLength(at.length - 1), {
      offset: at.offset,
      expected: `${at.length} bytes for message type ${at.type}`,
      found: `a length of ${at.length - 1}`,
    });
    await expectGoodUpTo("long.itch", withLength(40_000), {
      offset: at.offset,
      expected: "a message of at most 1024 bytes",
      found: "a length of 40000",
    });
  });

  withData("takes a length of 0 for the end, and anything after it for an error", async () => {
    const file = openFile();
    const end = Buffer.alloc(2);
    const ended = await reportOn(write("ended.itch", Buffer.concat([file, end])));
    expect(ended).toMatchObject({ messages: 1_000, malformed: 0 });
    const { report } = await brokenReportOn(write("after.itch", Buffer.concat([file, end, file])));
    expect(report).toMatchObject({
      messages: 1_000,
      malformed: 1,
      error: {
        offset: file.length + end.length,
        expected: "nothing after the end of session (a length of 0)",
        found: "more bytes",
      },
    });
  });

  withData("reports what a gzip file that was cut still holds", async () => {
    const packed = readFileSync(sample("aapl-amzn-2012-06-21.itch.gz"));
    const path = write("cut.itch.gz", packed.subarray(0, wholeBetween(random, 200_000, packed.length - 9)));
    const { report, stderr } = await brokenReportOn(path);
    expect(report.messages, seedNote).toBeGreaterThan(10_000);
    expect(report).toMatchObject({ malformed: 1, unknownReferences: 0, unknownTypes: 0 });
    expect(report.error?.expected).toBe("a whole gzip stream");
    expect(stderr).toContain(`at byte ${report.error?.offset}: expected a whole gzip stream`);
    const until = timeOfDay((report.lastNs ?? 0) - 1);
    const ofCut = await reportOn(path, "--at", until);
    const ofWhole = await reportOn(sample("aapl-amzn-2012-06-21.itch.gz"), "--at", until);
    expect(ofCut, seedNote).toEqual({ ...ofWhole, file: path });
  });

  withData("counts messages of unknown types and goes on", async () => {
    const file = openFile();
    const unknown = Buffer.from([0, 3, 0x7e, 1, 2, 0, 2, 0x01, 9]);
    const report = await reportOn(write("unknown.itch", Buffer.concat([unknown, file])));
    expect(report).toMatchObject({ messages: 1_002, unknownTypes: 2, malformed: 0 });
    expect(report.byType).toMatchObject({ "~": 1, "0x01": 1, A: 367 });
    expect(report.firstNs).toBe(34_200_000_000_230);
  });
});

describe("hotlane book on other input", () => {
  it("says that a file is missing, with exit code 1", async () => {
    const path = join(scratch, "nowhere.itch");
    const { exitCode, stdout, stderr } = await book(path, "--json");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(`hotlane: cannot open ${path}: ENOENT`);
  });

  it("says that a file is not of ITCH, with exit code 1", async () => {
    const path = write("letter.txt", Buffer.from("Dear Sir or Madam, this is not market data.\n"));
    const { report, stderr } = await brokenReportOn(path);
    expect(report).toMatchObject({ messages: 0, malformed: 1, instruments: [], firstNs: null, lastNs: null });
    expect(stderr).toContain("at byte 0: expected a message of at most 1024 bytes, found a length of 17509");
  });

  it("says that a folder is no file, with exit code 1", async () => {
    const { exitCode, stderr } = await book(scratch);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`hotlane: cannot read ${scratch}: EISDIR`);
  });

  it("reports an empty file as one without messages", async () => {
    expect(await reportOn(write("empty.itch", Buffer.alloc(0)))).toMatchObject({ messages: 0, malformed: 0 });
  });

  it("refuses a wrong option with exit code 2, naming it and what was expected", async () => {
    const wrong = [
      [["--at", "25:00"], "--at", "Expected HH:MM, HH:MM:SS or HH:MM:SS.n"],
      [["--levels", "-1"], "--levels", "Expected a count, 0 for all"],
      [["--symbols", "TOOLONGNAME"], "--symbols", "Expected symbols of 1 to 8 characters"],
      [["--level", "3"], "--level", "Did you mean --levels?"],
    ] as const;
    for (const [args, option, expected] of wrong) {
      const { exitCode, stdout, stderr } = await book(join(scratch, "empty.itch"), ...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain(option);
      expect(stderr).toContain(expected);
    }
    expect(await book()).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("explains itself with --help", async () => {
    const { exitCode, stdout, stderr } = await book("--help");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const word of ["<file>", "--at <time>", "--symbols <list>", "--levels <n>", "--json", "Example"]) {
      expect(stdout).toContain(word);
    }
  });
});
