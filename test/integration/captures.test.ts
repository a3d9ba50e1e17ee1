// `hotlane feed`, `record` and `replay` as a user starts them, on real captures and on a venue's live feed; and what
// tshark, which reads the same protocols, says of our captures.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { FeedReport } from "../../src/feed/feed-report.js";
import type { RecordReport } from "../../src/feed/recording.js";
import type { ReplayReport } from "../../src/feed/replaying.js";
import { hotlane, program, run } from "./run-program.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-captures-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function feed(...args: string[]): Promise<FeedReport> {
  const { code, stdout, stderr } = await hotlane("feed", "--json", ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as FeedReport;
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

/** A packet is of a channel, or foreign, or malformed: none is left over, and none counted twice. */
function expectExplained(report: FeedReport): void {
  const inChannels = report.channels.reduce((all, channel) => all + channel.packets, 0);
  expect(inChannels + report.foreign + sum(report.malformed)).toBe(report.packets);
  expect(report.channels.reduce((all, channel) => all + channel.messages, 0)).toBe(report.messages);
  expect(sum(report.byType)).toBe(report.messages);
}

const captures = join(process.env.HOTLANE_SHARED ?? "", "data/pcap");
const hasShared = process.env.HOTLANE_SHARED !== undefined && existsSync(captures);
const filesIn = (name: string): string[] =>
  hasShared ? readdirSync(join(captures, name)).map((file) => join(captures, name, file)) : [];

/** ITCH 5.0 types by what the captures of 2023 are called. */
const typeOfFile: Record<string, string> = {
  AddOrderMpidAttributionMessage: "F",
  AddOrderNoMPID: "A",
  AddOrderNoMpidAttributionMessage: "A",
  AddOrderWithMPID: "F",
  CrossTrade: "Q",
  LULDAuctionCollar: "J",
  MarketParticipantPosition: "L",
  NetOrderImbalanceIndicator: "I",
  NonCrossTrade: "P",
  NonCrossTradeMessage: "P",
  OrderCancel: "X",
  OrderCancelMessage: "X",
  OrderDelete: "D",
  OrderDeleteMessage: "D",
  OrderExecuted: "E",
  OrderExecutedMessage: "E",
  OrderExecutedWithPrice: "C",
  OrderExecutedWithPriceMessage: "C",
  OrderReplace: "U",
  OrderReplaceMessage: "U",
  RegSHORestriction: "Y",
  RegShoShortSalePriceTestRestrictedIndicatorMessage: "Y",
  RetailInterestMessage: "N",
  StockTradingAction: "H",
  StockTradingActionMessage: "H",
  SystemEvent: "S",
  SystemEventMessage: "S",
};

describe.skipIf(!hasShared)("hotlane feed on real captures", () => {
  const blanked = [...filesIn("totalview-itch-2023"), ...filesIn("bx-itch-2023")];

  it("counts the bodies of captures whose envelope was blanked, type by type", async () => {
    const reports = await Promise.all(blanked.map((file) => feed("--bodies", file)));
    for (const report of reports) {
      const name = basename(report.files[0] ?? "", ".pcap");
      const expected = name.startsWith("SystemEvent") ? 1 : 5;
      expect(report.byType, name).toEqual({ [typeOfFile[name] ?? ""]: expected });
      expect(report.packets, name).toBe(expected);
      expect(report.malformed).toEqual({});
      expectExplained(report);
    }
    expect(reports.length).toBe(27);
  });

  it("says of the same captures that their numbers are no sequence", async () => {
    const report = await feed(...blanked);
    expect(report.packets).toBe(25 * 5 + 2);
    expect(report.malformed).toEqual({ "sequence zero": report.packets });
    expectExplained(report);
    const { stdout } = await hotlane("feed", ...blanked);
    expect(stdout).toContain("--bodies counts what they carry");
  });

  it("follows real sessions and sequence numbers, a heartbeat among them", async () => {
    const report = await feed(...filesIn("moldudp64-real-envelope"));
    expect(report).toMatchObject({ packets: 6, messages: 6, heartbeats: 1, foreign: 0, malformed: {} });
    const [ise, jnx] = [...report.channels].sort((a, b) => a.firstSequence - b.firstSequence).reverse();
    expect(ise).toEqual({
      destination: "233.54.12.158:18024",
      session: "000008367I",
      firstSequence: 329_712,
      lastSequence: 383_264,
      packets: 3,
      messages: 2,
      gaps: 2,
      lost: 53_551,
      duplicates: 0,
    });
    expect(jnx).toMatchObject({
      destination: "232.66.1.2:11002",
      session: "1670788904",
      packets: 3,
      messages: 4,
    });
    expectExplained(report);
  });

  it("calls order sessions TCP, not a feed", async () => {
    const files = [...filesIn("ouch50"), ...filesIn("soupbintcp-jnx")];
    const report = await feed(...files);
    expect(report).toMatchObject({ packets: 6, messages: 0, foreign: 6, channels: [], malformed: {} });
    const { stdout } = await hotlane("feed", ...files);
    expect(stdout).toMatch(/TCP, not a feed +6/);
  });

  it("calls another exchange's multicast UDP that is not MoldUDP64, and says why, out of a packed pcapng", async () => {
    const [file = ""] = filesIn("cme-mdp3");
    const report = await feed(file);
    expect(report).toMatchObject({
      packets: 10_000,
      messages: 0,
      foreign: 10_000,
      channels: [],
      malformed: {},
    });
    const { stdout } = await hotlane("feed", file);
    expect(stdout).toMatch(/224\.0\.31\.64:14340 +5,000 +message cut/);
    expect(stdout).toMatch(/224\.0\.32\.64:15340 +5,000 +message cut/);
  });
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

async function tshark(file: string, port: number, ...fields: string[]): Promise<string[][]> {
  const wanted = fields.flatMap((field) => ["-e", field]);
  const decoders = ["-d", `udp.port==${port},moldudp64`, "-d", "moldudp64.payload,nasdaq_itch"];
  const args = ["-r", file, ...decoders, "-T", "fields", ...wanted];
  const { code, stdout, stderr } = await run("tshark", args);
  expect(code, stderr).toBe(0);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** pcapng's block type of a packet. */
const enhancedPacket = 6;

/** Groups and ports of this process, so that two runs don't hear each other. */
const port = 31_000 + (process.pid % 4_000) * 4;
const groupA = `239.255.73.1:${port}`;
const groupB = `239.255.73.2:${port + 1}`;

/** Resolves when `word` has appeared on the stream. */
function heard(child: ChildProcess, stream: "stdout" | "stderr", word: string): Promise<void> {
  return new Promise((done, failed) => {
    let text = "";
    child[stream]?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(word)) done();
    });
    child.on("exit", (code) => failed(new Error(`ended with ${code} before it said ${word}: ${text}`)));
  });
}

describe("hotlane record and replay", () => {
  const packets = 3_000;
  const first = join(folder, "first.pcapng");
  const second = join(folder, "second.pcapng");

  it("keep a venue's feed, send it again to two lines, and keep the same payloads and sequence", async () => {
    const venue = spawn(process.execPath, [program, "venue", "--json", "--group", groupA, "--rate", "20000"]);
    const venueEnded = new Promise((done) => venue.on("close", done));
    try {
      await heard(venue, "stdout", '"ready"');
      const kept = await hotlane("record", first, "--json", "--group", groupA, "--packets", String(packets));
      expect(kept.code, kept.stderr).toBe(0);
      const report = JSON.parse(kept.stdout) as RecordReport;
      expect(report).toMatchObject({ schema: "hotlane.record/1", packets, written: packets, unwritten: 0 });
      expect(report.dropped).toEqual({ ring: 0, kernel: 0 });
      expect(report.fileBytes).toBe(statSync(first).size);
    } finally {
      venue.kill("SIGTERM");
      await venueEnded;
    }
    const original = await feed(first);
    expectExplained(original);
    expect(original).toMatchObject({ packets, foreign: 0, malformed: {} });
    expect(original.channels).toMatchObject([{ destination: groupA, gaps: 0, lost: 0, duplicates: 0 }]);

    const keeping = spawn(process.execPath, [
      ...[program, "record", second, "--json", "--packets", String(packets), "--seconds", "60"],
      ...["--group", groupA, "--group", groupB],
    ]);
    const keptAgain = new Promise<number | null>((done) => keeping.on("close", done));
    await heard(keeping, "stderr", "Ctrl-C ends it");
    const sent = await hotlane("replay", first, "--json", "--speed", "4", "--to", `A=${groupB}`);
    expect(sent.code, sent.stderr).toBe(0);
    const replayed = JSON.parse(sent.stdout) as ReplayReport;
    expect(replayed).toMatchObject({
      schema: "hotlane.replay/1",
      packets,
      sent: packets,
      failed: 0,
      refused: {},
    });
    expect(replayed.destinations).toEqual([{ original: groupA, to: groupB, packets }]);
    expect(await keptAgain).toBe(0);

    const again = await feed(second);
    const channel = again.channels[0];
    expect({ ...again, files: original.files }).toEqual({
      ...original,
      channels: [{ ...original.channels[0], destination: groupB }],
    });
    expect(channel?.lost).toBe(0);
  });

  it.skipIf(!hasTshark)(
    "write captures that tshark reads, with the same counts, types and payloads",
    async () => {
      const report = await feed(first);
      const rows = await tshark(first, port, "moldudp64.count", "moldudp64.session", "moldudp64.sequence");
      expect(rows.length).toBe(report.packets);
      const messages = rows.reduce((all, [count]) => all + Number(count), 0);
      expect(messages).toBe(report.messages);
      const byType: Record<string, number> = {};
      for (const [types = ""] of await tshark(first, port, "nasdaq-itch.message_type")) {
        for (const type of types.split(",")) {
          const letter = type.replaceAll("'", "");
          byType[letter] = (byType[letter] ?? 0) + 1;
        }
      }
      expect(byType).toEqual(report.byType);
      expect(rows[0]?.[1]?.trim()).toBe(report.channels[0]?.session);
      expect(Number(rows[0]?.[2])).toBe(report.channels[0]?.firstSequence);
      const payloads = async (file: string): Promise<string[][]> => tshark(file, 1, "udp.payload");
      expect(await payloads(second)).toEqual(await payloads(first));
      const checks = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
      const bad = await run("tshark", [
        "-r",
        first,
        ...checks,
        "-Y",
        "ip.checksum.status==0||udp.checksum.status==0",
      ]);
      expect(bad.stdout).toBe("");
    },
  );

  it("see two lines in two files as one stream, each with its own losses", async () => {
    // Line A loses each tenth packet; line B is the second recording, the same packets on the other group.
    const bytes = readFileSync(first);
    const kept: Buffer[] = [];
    let index = 0;
    for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
      const isPacket = bytes.readUInt32LE(at) === enhancedPacket;
      if (isPacket) index += 1;
      if (!isPacket || index % 10 !== 0) kept.push(bytes.subarray(at, at + bytes.readUInt32LE(at + 4)));
    }
    const lineA = join(folder, "line-a.pcapng");
    const lineB = second;
    writeFileSync(lineA, Buffer.concat(kept));
    const report = await feed(lineA, lineB);
    expectExplained(report);
    const a = report.channels.find(({ destination }) => destination === groupA);
    const b = report.channels.find(({ destination }) => destination === groupB);
    expect(a?.packets).toBe(packets - packets / 10);
    expect(a?.gaps).toBe(packets / 10 - 1);
    expect(a?.lost).toBeGreaterThan(0);
    expect(b).toMatchObject({ packets, gaps: 0, lost: 0 });
    const { stdout } = await hotlane("feed", lineA, lineB);
    expect(stdout).toMatch(/Lines of session \w+: together 0 gaps, 0 messages lost/);
  });

  it("explain a capture that is cut up to there, and say at which byte", async () => {
    const cut = join(folder, "cut.pcapng");
    writeFileSync(cut, readFileSync(first).subarray(0, 50_001));
    const { code, stdout, stderr } = await hotlane("feed", "--json", cut);
    expect(code).toBe(1);
    expect(stderr).toMatch(/at byte \d+: expected \d+ bytes, found the end of the file after \d+ of them/);
    const report = JSON.parse(stdout) as FeedReport;
    expect(report.malformed).toEqual({ "file cut": 1 });
    expect(report.packets).toBe(report.channels[0]?.packets);
    expect(report.packets).toBeGreaterThan(10);
    const notOne = join(folder, "not-one");
    writeFileSync(notOne, "no capture at all");
    expect((await hotlane("feed", notOne)).stderr).toContain("expected a pcap or pcapng file");
  });

  it("refuse to send out of their scope, and say how to be told", async () => {
    const other = join(folder, "other.pcapng");
    const away = Buffer.from(readFileSync(first));
    // The destination's first byte in each Ethernet and IPv4 frame: 239 becomes 233.
    for (let at = 0; at < away.length; at += away.readUInt32LE(at + 4)) {
      if (away.readUInt32LE(at) === enhancedPacket) away[at + 28 + 14 + 16] = 233;
    }
    writeFileSync(other, away);
    const { code, stdout, stderr } = await hotlane("replay", other, "--json", "--speed", "max");
    expect(code).toBe(1);
    expect(stderr).toContain("--anywhere");
    const report = JSON.parse(stdout) as ReplayReport;
    expect(report.sent).toBe(0);
    expect(report.refused).toEqual({ [`233.255.73.1:${port}`]: packets });
  });

  it("refuse wrong arguments with exit code 2", async () => {
    for (const args of [
      ["record", join(folder, "x")],
      ["record", join(folder, "x"), "--group", "239.1.1.1"],
      ["replay", first, "--to", "A=239.1.1.1"],
      ["replay", first, "--speed", "0"],
      ["feed"],
    ]) {
      expect((await hotlane(...args)).code, args.join(" ")).toBe(2);
    }
  });
});
