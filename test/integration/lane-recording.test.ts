// What a lane receives, kept as a capture while it trades: an engine and a venue as real processes on the loopback. The
// capture is held against the engine's own report, read by tshark, and played to another lane. And a configured feed's
// lines recorded without an engine.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChannelReport } from "../../src/engine/channel-report.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import type { FeedReport } from "../../src/feed/feed-report.js";
import type { RecordReport } from "../../src/feed/recording.js";
import { type Outcome, program, run } from "./run-program.js";
import { VenueUnderTest } from "./venue-under-test.js";

const strategy = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const folder = mkdtempSync(join(tmpdir(), "hotlane-lane-recording-"));
const recordings = join(folder, "made/by/the engine");
const symbols = ["ALFA", "BRAVO", "CHARLIE"];
const secondsOfTrading = 3;

/** Groups and ports of this process, so that two runs don't hear each other. */
const port = 35_000 + (process.pid % 4_000) * 4;
const groups = ["239.255.78.1", "239.255.78.2"] as const;

const hotlane = (...args: string[]): Promise<Outcome> =>
  run(process.execPath, [program, ...args], { HOTLANE_TEST_PASSWORD: "letmein" });

let venue: VenueUnderTest;
const config = join(folder, "hotlane.yaml");

function writeConfig(file: string, directory: string): void {
  const lines = groups.map((group) => ({ group, port, interface: "127.0.0.1" }));
  const orders = `127.0.0.1:${venue.ready.orderPort}`;
  const password = { env: "HOTLANE_TEST_PASSWORD" };
  writeFileSync(
    file,
    JSON.stringify({
      feeds: [{ lines, rerequest: { servers: venue.ready.rerequest }, record: { directory } }],
      sessions: [{ venue: [orders], username: "TESTER", password }],
      instruments: symbols.map((symbol) => ({ symbol })),
      strategies: [{ name: "maker", file: strategy }],
      // A made-up market has no hours and no law.
      limits: { defaults: { shortSale: "none" }, market: { anyHour: true } },
    }),
  );
}

beforeAll(async () => {
  venue = await VenueUnderTest.start(
    ...["--group", `${groups[0]}:${port}`, "--group-b", `${groups[1]}:${port}`],
    ...["--symbols", symbols.join(","), "--rate", "5000", "--account", "TESTER:letmein"],
  );
  writeConfig(config, recordings);
});
afterAll(async () => {
  await venue.kill();
  rmSync(folder, { recursive: true });
});

function channelOf(stdout: string): ChannelReport {
  const { channels } = JSON.parse(stdout) as HotlaneReport;
  expect(channels).toHaveLength(1);
  return channels[0] as ChannelReport;
}

async function feedOf(file: string): Promise<FeedReport> {
  const { code, stdout, stderr } = await hotlane("feed", "--json", file);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as FeedReport;
}

describe("an engine that keeps its feed", () => {
  let channel: ChannelReport;
  let file = "";
  /** One past the last message in it. */
  let end = 0;

  it("writes every packet of its lines, as many as its own report counts, and goes on trading", async () => {
    const args = ["run", "--json", "--seconds", String(secondsOfTrading), "--config", config];
    const { stdout, stderr } = await hotlane(...args);
    const report = JSON.parse(stdout) as HotlaneReport;
    channel = channelOf(stdout);
    expect(report.orders.fills, stderr).toBeGreaterThan(0);
    expect(channel.lines.every(({ packets }) => packets > 1_000)).toBe(true);
    const packets = channel.lines.reduce((sum, line) => sum + line.packets, 0);
    expect(channel.record).toMatchObject({
      packets,
      written: packets,
      dropped: 0,
      unwritten: 0,
      failure: null,
    });
    file = channel.record?.file ?? "";
    expect(readdirSync(recordings).map((name) => join(recordings, name))).toEqual([file]);
    expect(file).toMatch(/main-itch-\d{8}T\d{6}\.\d{3}Z\.pcapng$/);
  });

  it("gives a capture in which `hotlane feed` finds the same packets and messages on each line", async () => {
    const report = await feedOf(file);
    expect(report).toMatchObject({ foreign: 0, malformed: {} });
    for (const [index, line] of channel.lines.entries()) {
      const captured = report.channels.find(
        ({ destination }) => destination === `${groups[index] ?? ""}:${port}`,
      );
      expect(captured?.packets).toBe(line.packets);
    }
    end = 1 + Math.max(...report.channels.map(({ lastSequence }) => lastSequence));
    // A gap that was open when the engine was stopped may have kept it from what was behind.
    expect(channel.nextSequence).toBeLessThanOrEqual(end);
    if (channel.state === "live") expect(channel.nextSequence).toBe(end);
  });

  const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

  it.skipIf(!hasTshark)(
    "gives a capture that tshark reads, with the same counts and sound checksums",
    async () => {
      const decoders = ["-d", `udp.port==${port},moldudp64`];
      const checks = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
      const fields = ["-T", "fields", "-e", "moldudp64.count", "-e", "udp.checksum.status"];
      const { code, stdout, stderr } = await run("tshark", ["-r", file, ...decoders, ...checks, ...fields]);
      expect(code, stderr).toBe(0);
      const rows = stdout.trim().split("\n");
      expect(rows).toHaveLength(channel.record?.written ?? 0);
      const messages = rows.reduce((sum, row) => sum + Number(row.split("\t")[0]), 0);
      expect(messages).toBe((await feedOf(file)).messages);
      expect(rows.filter((row) => row.split("\t")[1] === "0")).toEqual([]);
    },
  );

  it("gives a capture that a lane plays to its end, with as many packets on each line", async () => {
    const replayed = join(folder, "replay.yaml");
    const feeds = [{ replay: { files: [file], speed: "max" } }];
    writeFileSync(replayed, JSON.stringify({ feeds, instruments: symbols.map((symbol) => ({ symbol })) }));
    const { stdout } = await hotlane("run", "--json", "--config", replayed);
    const again = channelOf(stdout);
    expect(again.nextSequence).toBe(end);
    expect(again.lines.map(({ packets }) => packets)).toEqual(channel.lines.map(({ packets }) => packets));
  });

  it("does not start where the recording can't be written, and says why", async () => {
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "a file where a directory should be");
    const wrong = join(folder, "wrong.yaml");
    writeConfig(wrong, join(blocked, "inside"));
    const { code, stderr } = await hotlane("run", "--json", "--seconds", "1", "--config", wrong);
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot make ${join(blocked, "inside")}`);
  });
});

describe("hotlane record --config", () => {
  it("keeps the lines of a configured feed without an engine, both of them", async () => {
    const file = join(folder, "lines.pcapng");
    const { code, stdout, stderr } = await hotlane(
      ...["record", file, "--config", config, "--feed", "itch", "--packets", "500", "--json"],
    );
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as RecordReport;
    expect(report).toMatchObject({ file, packets: 500, written: 500, unwritten: 0 });
    expect(report.groups).toEqual(groups.map((group) => `${group}:${port}`));
    const captured = await feedOf(file);
    expect(captured.packets).toBe(500);
    expect(captured.channels.map(({ destination }) => destination).sort()).toEqual(report.groups);
  });

  it("names the file by feed and time where none is named, in the feed's directory", async () => {
    const { code, stdout, stderr } = await hotlane("record", "--config", config, "--packets", "10", "--json");
    expect(code, stderr).toBe(0);
    const { file } = JSON.parse(stdout) as RecordReport;
    expect(file.startsWith(join(recordings, "itch-"))).toBe(true);
    expect(existsSync(file)).toBe(true);
  });

  it("says what is missing, contradictory or unknown, with exit code 2", async () => {
    const group = ["--group", `${groups[0]}:${port}`];
    for (const [args, word] of [
      [[], "--group"],
      [group, "FILE"],
      [["x.pcapng", ...group, "--feed", "itch"], "--config"],
      [["--config", config, ...group], "leave --group"],
      [["--config", config, "--feed", "nasdaq"], "itch"],
    ] as const) {
      const { code, stderr } = await hotlane("record", ...args);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).toContain(word);
    }
  });
});
