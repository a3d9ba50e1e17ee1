// Recorded files as a lane's feed, as a user starts it: `hotlane run` on a configuration that plays an ITCH file or
// captures of two lines; what a bad file does; and the books, compared with those of `hotlane book`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { BookFileReport } from "../../src/book/book-file.js";
import type { ChannelReport } from "../../src/engine/channel-report.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import type { LaneFeed } from "../../src/lanes/lane-setup.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";
import { destinations, type TwoLines, twoLines } from "./capture-file.js";
import { hotlane, type Outcome } from "./run-program.js";

const built = resolve(import.meta.dirname, "../../build/ts");
const { RunningLane } = (await import(
  join(built, "engine/running-lane.js")
)) as typeof import("../../src/engine/running-lane.js");
const { RiskBook } = (await import(
  join(built, "risk/risk-desk.js")
)) as typeof import("../../src/risk/risk-desk.js");
const { planLanes } = (await import(
  join(built, "engine/lane-plan.js")
)) as typeof import("../../src/engine/lane-plan.js");
const { resolveFeeds } = (await import(
  join(built, "engine/feed-addresses.js")
)) as typeof import("../../src/engine/feed-addresses.js");
const { configSchema } = (await import(
  join(built, "config/schema.js")
)) as typeof import("../../src/config/schema.js");

const folder = mkdtempSync(join(tmpdir(), "hotlane-recordings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const strategy = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");

/** Engines so far: each has its own configuration, and its state beside it. */
let played = 0;

/** Runs an engine on a feed's `replay`, written as YAML, to its end. */
async function play(replay: object, feed: object = {}): Promise<Outcome & { report: HotlaneReport }> {
  const file = join(folder, `hotlane-${++played}.yaml`);
  const config = {
    feeds: [{ replay, ...feed }],
    instruments: [{ symbol: "AAPL" }, { symbol: "AMZN" }],
    strategies: [{ name: "watcher", file: strategy }],
  };
  writeFileSync(file, JSON.stringify(config)); // JSON is YAML
  const outcome = await hotlane("run", "--json", "--config", file);
  return { ...outcome, report: JSON.parse(outcome.stdout || "{}") as HotlaneReport };
}

const onlyChannel = ({ channels }: HotlaneReport): ChannelReport => {
  expect(channels).toHaveLength(1);
  return channels[0] as ChannelReport;
};

function inFile(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The books that a lane has when it has been played `feed`, ten levels a side. */
async function booksOf(replay: object): Promise<object[]> {
  const config = configSchema.parse({
    lanes: [{ poll: "yield" }],
    feeds: [{ replay }],
    instruments: [{ symbol: "AAPL" }, { symbol: "AMZN" }],
  });
  const feeds: LaneFeed[] = await resolveFeeds(config);
  const plans = planLanes(config, feeds, {
    topology: { cpus: [], nodes: [0], cards: [] },
    allowed: [0, 1],
    others: 1,
    card: undefined,
  });
  const [plan] = plans;
  if (plan === undefined) throw new Error("no lane was planned");
  const limits = new RiskBook(config, undefined, 0).firstSet(plan, plans, 0);
  const lane = await RunningLane.start(plan, limits, [], () => undefined);
  lane.play();
  await lane.played;
  const books = plan.instruments.map(({ symbol }, instrument) => {
    const { bids, asks } = lane.reader.book(instrument);
    return { symbol, bids, asks };
  });
  await lane.stop();
  return books;
}

async function booksOfTool(file: string, ...args: string[]): Promise<object[]> {
  const { stdout } = await hotlane("book", file, "--json", "--levels", "10", ...args);
  const report = JSON.parse(stdout) as BookFileReport;
  const levels = (side: [number, number, number][]): object[] =>
    side.map(([priceTicks, quantity, orders]) => ({ priceTicks, quantity, orders }));
  return report.instruments
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    .map(({ symbol, bids, asks }) => ({ symbol, bids: levels(bids), asks: levels(asks) }));
}

const shared = process.env.HOTLANE_SHARED ?? resolve(import.meta.dirname, "../../../shared");
const sample = join(shared, "data/itch/aapl-amzn-2012-06-21.itch.gz");
const sampleMessages = 277_621;
const hasZstd = spawnSync("zstd", ["--version"]).status === 0;

describe.skipIf(!existsSync(sample))("a lane that plays recorded files", () => {
  const unpacked = existsSync(sample) ? gunzipSync(readFileSync(sample)) : Buffer.alloc(0);
  const captured: TwoLines = twoLines(unpacked, 40_000, seededRandom());
  const [lineA, lineB] = [
    inFile("a.pcap", captured.files[0]),
    inFile("b.pcap.gz", gzipSync(captured.files[1])),
  ];
  const both = inFile("both.pcap", captured.files[2]);
  const firstMessages = inFile("first.itch", itchPrefix(unpacked, captured.messages));

  it("takes an ITCH file to its end, counts what it holds, and has nothing sent on what it tells", async () => {
    const { code, report, stderr } = await play({ files: [sample], speed: "max" });
    expect(code, stderr).toBe(0);
    expect(report.feed).toMatchObject({ messages: sampleMessages, gaps: 0, lost: 0, malformed: 0 });
    expect(report.reconciled).toBe(true);
    expect(report.orders.sent).toBe(0);
    expect(report.orders.refused).toBeGreaterThan(0);
    expect(report.stages.book.count).toBeGreaterThan(0);
    // Flat out a packet has no time at which it should have been there.
    expect(report.stages.wire.count).toBe(0);
    const channel = onlyChannel(report);
    expect(channel).toMatchObject({ state: "ended", cause: "none", nextSequence: sampleMessages + 1 });
    expect(channel.lines.map(({ name, packets }) => [name, packets])).toEqual([["A", report.feed.packets]]);
    expect(channel.replay).toMatchObject({ files: [sample], speed: "max", isPlayed: true, errors: [] });
    expect(channel.replay?.played).toBe(report.feed.packets);
    expect(stderr).toContain("feed itch: ended");
  });

  it.each(["plain", "gzip", "zstd"])("has the books of the file, packed as %s", async (packing) => {
    if (packing === "zstd" && !hasZstd) return;
    const packed =
      packing === "plain"
        ? unpacked
        : packing === "gzip"
          ? gzipSync(unpacked)
          : spawnSync("zstd", ["-q", "-c"], { input: unpacked, maxBuffer: 64 << 20 }).stdout;
    const file = inFile(`day.${packing}`, packed);
    expect(await booksOf({ files: [file], speed: "max" })).toEqual(await booksOfTool(sample));
  });

  it("has the books of any time of the day, where the recording is told to end", async () => {
    // `to` is the first time that is not played any more, --at the last one that is.
    const books = await booksOf({ files: [sample], speed: "max", from: "09:31", to: "09:45" });
    expect(books).toEqual(await booksOfTool(sample, "--at", "09:44:59.999999999"));
  });

  it("has the same books from both lines of captures, in one file or in two, whichever comes first", async () => {
    const expected = await booksOfTool(firstMessages);
    for (const files of [[both], [lineA, lineB], [lineB, lineA]]) {
      expect(await booksOf({ files, speed: "max" }), seedNote).toEqual(expected);
    }
  });

  it("arbitrates captured lines alike at every speed: what a line lost, won and led by is the recording's", async () => {
    const outcomes = await Promise.all([
      play({ files: [both], speed: "max" }),
      play({ files: [lineA, lineB], speed: 500_000, lines: [...destinations] }),
    ]);
    const channels = outcomes.map(({ code, report, stderr }) => {
      expect(code, stderr).toBe(0);
      return onlyChannel(report);
    });
    const [flatOut, paced] = channels;
    expect(flatOut, seedNote).toMatchObject({
      state: "ended",
      messages: captured.messages,
      gaps: 0,
      lost: 0,
      nextSequence: captured.messages + 1,
    });
    expect(flatOut?.lines.map(({ packets }) => packets)).toEqual(captured.packets);
    expect(flatOut?.lines.every(({ lost, wins }) => lost > 0 && wins > 0)).toBe(true);
    expect(flatOut?.lines[0]?.lead.count).toBeGreaterThan(1_000);
    expect(paced?.lines, seedNote).toEqual(flatOut?.lines);
    expect(paced?.replay?.lines).toEqual([...destinations]);
    // With a time of its own each packet has one at which it should have been there.
    expect(outcomes[1]?.report.stages.wire.count).toBe(captured.packets[0] + captured.packets[1]);
  });

  it("counts what a capture holds beside its lines", async () => {
    const { report } = await play({ files: [both], speed: "max", lines: [destinations[1]] });
    const channel = onlyChannel(report);
    expect(channel.lines.map(({ packets }) => packets)).toEqual([captured.packets[1]]);
    expect(channel.replay?.skipped).toEqual({ "UDP to other destinations": captured.packets[0] });
    // One line alone has lost for good what the other one brought.
    expect(channel.state).toBe("lost");
    expect(channel.lost).toBeGreaterThan(0);
  });

  it.each([
    [
      "an ITCH file",
      () => [inFile("cut.itch", unpacked.subarray(0, 1_000_001))],
      /cut\.itch: at byte \d+: expected a message/,
    ],
    [
      "a packed ITCH file",
      () => [inFile("cut.itch.gz", readFileSync(sample).subarray(0, 1_000_001))],
      /cut\.itch\.gz: expected a whole gzip stream/,
    ],
    [
      "a capture",
      () => [inFile("cut.pcap", captured.files[2].subarray(0, 1_000_001))],
      /cut\.pcap: at byte \d+: expected \d+ bytes, found the end of the file/,
    ],
    [
      "one of two captures",
      () => [inFile("cut-a.pcap", captured.files[0].subarray(0, 500_001)), lineB],
      /cut-a\.pcap: at byte \d+: expected \d+ bytes, found the end of the file/,
    ],
  ])("plays %s that is cut up to there, says where, and calls its channel lost", async (_, make, message) => {
    const { code, report, stderr } = await play({ files: make(), speed: "max" });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    const channel = onlyChannel(report);
    expect(channel).toMatchObject({ state: "lost", cause: "the recording breaks off" });
    expect(channel.replay?.errors).toHaveLength(1);
    expect(channel.replay?.errors[0]).toMatch(message);
    expect(channel.replay?.isPlayed).toBe(true);
    expect(channel.messages).toBeGreaterThan(5_000);
  });

  it("goes on through packets that make no sense, and counts them", async () => {
    const mangled = Buffer.from(captured.files[0]);
    // The message count of the tenth packet's header: more than there are.
    let at = 24;
    for (let index = 0; index < 9; ++index) at += 16 + mangled.readUInt32LE(at + 8);
    mangled.writeUInt16BE(700, at + 16 + 14 + 20 + 8 + 18);
    const { code, report } = await play({ files: [inFile("mangled.pcap", mangled), lineB], speed: "max" });
    expect(code).toBe(0);
    expect(report.feed.malformed).toBe(1);
    expect(onlyChannel(report).lines[0]?.malformed).toBe(1);
  });

  it("refuses what is no recording, or not one together, before anything starts", async () => {
    const text = inFile("notes.txt", Buffer.from("not a recording at all, but a text of some length\n"));
    const broken = await play({ files: [text], speed: "max" });
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(
      /notes\.txt: at byte 0: expected a message of at most 1024 bytes, found a length of/,
    );
    expect(onlyChannel(broken.report)).toMatchObject({ state: "lost", messages: 0 });
    const empty = await play({ files: [inFile("empty", Buffer.alloc(0))] });
    expect(empty).toMatchObject({ code: 1, stdout: "" });
    expect(empty.stderr).toContain("found 0 bytes, expected a capture or an ITCH 5.0 file");
    const mixed = await play({ files: [both, firstMessages] });
    expect(mixed).toMatchObject({ code: 2, stdout: "" });
    expect(mixed.stderr).toContain("feeds[0].replay.files[1]: found an ITCH file");
    const named = await play({ files: [firstMessages], lines: [...destinations] });
    expect(named).toMatchObject({ code: 2, stdout: "" });
    expect(named.stderr).toContain("feeds[0].replay.lines");
  });

  it("can be stopped in the middle of a day at its own speed", async () => {
    const file = join(folder, "slow.yaml");
    const config = { feeds: [{ replay: { files: [sample] } }], instruments: [{ symbol: "AAPL" }] };
    writeFileSync(file, JSON.stringify(config));
    const { code, stdout, stderr } = await hotlane("run", "--json", "--seconds", "1", "--config", file);
    expect(code, stderr).toBe(0);
    const channel = onlyChannel(JSON.parse(stdout) as HotlaneReport);
    expect(channel.replay).toMatchObject({ isPlayed: false, errors: [] });
    expect(channel.state).toBe("live");
    expect(channel.messages).toBeLessThan(sampleMessages);
  });
});

/** The first messages of an ITCH file, whole. */
function itchPrefix(file: Buffer, messages: number): Buffer {
  let at = 0;
  for (let index = 0; index < messages && at < file.length; ++index) at += 2 + file.readUInt16BE(at);
  return file.subarray(0, at);
}
