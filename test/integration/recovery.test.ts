// An engine with a journal that is killed with kill -9 while it trades, again and again, at a venue that is a process of
// its own and keeps its record: what the next one takes over, cancels and says, and what it refuses to go on from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecoveryReport } from "../../src/engine/lane-recovery.js";
import type { VenueOutcome } from "../../src/venue/venue-setup.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";
import { VenueUnderTest } from "./venue-under-test.js";

const password = "Qz7secretX";
/** Of each life, orders that show that it trades. */
const tradingOrders = 30;
const protocols = ["ouch50", "ouch42"] as const;
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA"];

let venue: VenueUnderTest;
let engine: ControlledEngine;

/** A lane with a session of each protocol; `policy`: of its journal. */
function configLines(policy: string, its = symbols): string[] {
  const { group, feedPort, orderPort, glimpse } = venue.ready;
  const secret = "password: { env: HOTLANE_TEST_PASSWORD }";
  const snapshot = `{ servers: ["${glimpse[0]}"], username: FIRM0, ${secret} }`;
  const sessions = protocols.map(
    (protocol, i) =>
      `{ name: s${i}, protocol: ${protocol}, venue: ["127.0.0.1:${orderPort}"], username: FIRM${i}, ${secret} }`,
  );
  const instruments = its.map((symbol, i) => `{ symbol: ${symbol}, session: s${i % protocols.length} }`);
  return [
    `feeds: [{ lines: [{ group: ${group}, port: ${feedPort}, interface: 127.0.0.1 }], snapshot: ${snapshot} }]`,
    `sessions: [${sessions.join(", ")}]`,
    `instruments: [${instruments.join(", ")}]`,
    "limits: { defaults: { shortSale: none }, market: { anyHour: true } }",
    `strategies: [{ name: maker, file: ${marketMaker} }]`,
    `journal: { enabled: true, directory: ./journal, policy: ${policy} }`,
  ];
}

beforeEach(async () => {
  const port = 20_000 + Math.floor(Math.random() * 30_000);
  const accounts = protocols.flatMap((protocol, i) => ["--account", `FIRM${i}:${password}:${protocol}`]);
  const market = ["--symbols", symbols.join(","), "--rate", "5000"];
  venue = await VenueUnderTest.start(...accounts, ...market, "--group", `239.255.70.9:${port}`);
});
afterEach(async () => {
  await engine.discard();
  await venue.kill();
});

async function sent(): Promise<number> {
  return (await engine.status()).lanes[0]?.sent ?? 0;
}

/** Every session is ready; what the lane found. */
async function untilRecovered(): Promise<RecoveryReport> {
  await engine.untilSaid("recovery: complete");
  return (await engine.status()).recovery[0] as RecoveryReport;
}

async function untilTrading(): Promise<void> {
  const before = await sent();
  await engine.until("traded", async () => (await sent()) > before + tradingOrders);
}

async function killEngine(): Promise<void> {
  engine.signal("SIGKILL");
  await engine.ended;
}

/** What the engine holds at its end is what the venue has. */
function expectVenuesPositions(report: ControlledEngine["report"], outcome: VenueOutcome): void {
  for (const { symbol, net } of report.positions) {
    const its = outcome.positions.filter((position) => position.symbol === symbol);
    expect(net, symbol).toBe(its.reduce((sum, position) => sum + position.net, 0));
  }
  expect(report.orders.open).toBe(0);
}

describe("an engine that is killed while it trades", () => {
  it("goes on from its journal when nothing leaves before it is on disk: nothing is unknown, all is the venue's", async () => {
    const random = seededRandom();
    engine = new ControlledEngine(configLines("syncBeforeSend"), { HOTLANE_TEST_PASSWORD: password });
    engine.start();
    await engine.untilSaid("ready", protocols.length);
    expect((await engine.status()).recovery, seedNote).toEqual([]);
    let known = 0;
    for (let life = 0; life < 3; ++life) {
      await untilTrading();
      await new Promise((done) => setTimeout(done, random() * 200));
      const sentBefore = await sent();
      await killEngine();
      engine.start();
      const found = await untilRecovered();
      const { run, positions, seconds, openOrders, lateFills, neverReceived, ...rest } = found;
      expect(rest, seedNote).toEqual({
        lane: "main",
        isEnded: false,
        isComplete: true,
        knownOrders: expect.any(Number),
        adoptedOrders: 0,
        accountsInDoubt: [],
      });
      expect(rest.knownOrders, seedNote).toBeGreaterThan(known);
      known = rest.knownOrders;
      // The counts go on, as the day does.
      expect(await sent(), seedNote).toBeGreaterThanOrEqual(sentBefore);
      expect(engine.stderr).toContain(
        `recovery: goes on from the run of ${run}, which was not ended in order`,
      );
      expect(engine.stderr).toContain("trading goes on");
    }
    await untilTrading();
    const report = await engine.stop();
    expect(report.recovery).toHaveLength(1);
    expect(report.accountsInDoubt).toEqual([]);
    expectVenuesPositions(report, await venue.stop());
    // Both records of the day, through all its lives, tell the same trades.
    expect(report.endOfDay?.dropCopy).toMatchObject({ compared: true, differences: [] });
    const { stdout } = await engine.plainCommand(
      "replay",
      join(engine.folder, "journal"),
      "--verify",
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({ identical: true });
  });

  it("goes on when its journal lacks its last milliseconds, and stops an account with orders that are unknown", async () => {
    engine = new ControlledEngine(configLines("async"), { HOTLANE_TEST_PASSWORD: password });
    engine.start();
    await engine.untilSaid("ready", protocols.length);
    await untilTrading();
    await killEngine();
    engine.start();
    const { adoptedOrders, accountsInDoubt } = await untilRecovered();
    if (adoptedOrders > 0) expect(accountsInDoubt).not.toEqual([]);
    if (accountsInDoubt.length === 0) await untilTrading();
    const report = await engine.stop();
    expectVenuesPositions(report, await venue.stop());
  });

  it("that was stopped in order goes on as well: its positions are kept", async () => {
    engine = new ControlledEngine(configLines("async"), { HOTLANE_TEST_PASSWORD: password });
    engine.start();
    await engine.untilSaid("ready", protocols.length);
    await untilTrading();
    const before = await engine.stop();
    engine.start();
    const found = await untilRecovered();
    expect(found).toMatchObject({ isEnded: true, openOrders: 0, lateFills: 0, adoptedOrders: 0 });
    const report = await engine.stop();
    expect(report.orders.fills).toBeGreaterThanOrEqual(before.orders.fills);
    expectVenuesPositions(report, await venue.stop());
  });

  it("does not start on another configuration than its journal's, unless it is to begin anew", async () => {
    engine = new ControlledEngine(configLines("async"), { HOTLANE_TEST_PASSWORD: password });
    engine.start();
    await engine.untilSaid("ready", protocols.length);
    await untilTrading();
    await killEngine();
    engine.configure(configLines("async", ["ALFA", "CHARLIE", "DELTA"]));
    const refused = await engine.command("run", "--json");
    expect(refused.code).not.toBe(0);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toContain("instrument 2 is CHARLIE by session 2, was BRAVO by session 2");
    expect(refused.stderr).toContain("--no-recover");
    engine.start("--no-recover");
    await engine.untilSaid("ready", protocols.length);
    expect((await engine.status()).recovery).toEqual([]);
    expect(readFileSync(engine.config, "utf8")).not.toContain("BRAVO");
  });
});
