// An engine that is killed while it trades and goes on from its journal: real processes, real files, a venue that keeps
// its own record of the day and lives on meanwhile.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LaneStatusReport } from "../../src/engine/engine-status.js";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";
import { VenueUnderTest } from "./venue-under-test.js";

const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA"];
const anyHour = "limits: { defaults: { shortSale: none }, market: { anyHour: true } }";

let folder: string;
let venue: VenueUnderTest;
let engine: ControlledEngine | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hotlane-recovery-"));
  const port = 20_000 + Math.floor(Math.random() * 30_000);
  venue = await VenueUnderTest.start(
    ...["--account", "NEW:secret", "--account", "OLD:secret:ouch42", "--symbols", symbols.join(",")],
    ...["--group", `239.255.70.5:${port}`, "--record", join(folder, "day.record")],
    ...["--ledger", join(folder, "ledger.jsonl")],
  );
});
afterEach(async () => {
  await engine?.discard();
  await venue.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Both protocols, a session each, two instruments each; `more`: fields of the journal. */
function configLines(more: string, instruments = symbols): string[] {
  const { group, feedPort, orderPort, glimpse } = venue.ready;
  const password = "password: { env: HOTLANE_TEST_PASSWORD }";
  const snapshot = `{ servers: ["${glimpse[0]}"], username: NEW, ${password} }`;
  const at = `venue: ["127.0.0.1:${orderPort}"], ${password}`;
  return [
    `feeds: [{ lines: [{ group: ${group}, port: ${feedPort}, interface: 127.0.0.1 }], snapshot: ${snapshot} }]`,
    "sessions:",
    `  - { name: new, username: NEW, ${at} }`,
    `  - { name: old, username: OLD, protocol: ouch42, instruments: [CHARLIE, DELTA], ${at} }`,
    `instruments: [${instruments.map((symbol) => `{ symbol: ${symbol} }`).join(", ")}]`,
    anyHour,
    `strategies: [{ name: maker, file: ${marketMaker} }]`,
    `journal: { enabled: true, directory: ${join(folder, "journal")}, segmentMegabytes: 4${more} }`,
  ];
}

function engineWith(more = ""): ControlledEngine {
  return new ControlledEngine(configLines(more), { HOTLANE_TEST_PASSWORD: "secret" });
}

const laneOf = async (its: ControlledEngine): Promise<LaneStatusReport> => {
  const [lane] = (await its.status()).lanes;
  if (lane === undefined) throw new Error("the engine has no lane");
  return lane;
};

async function untilSentMore(its: ControlledEngine, orders: number): Promise<void> {
  const { sent } = await laneOf(its);
  await its.until("traded", async () => (await laneOf(its)).sent > sent + orders);
}

function ledger(): LedgerOrder[] {
  const last = new Map<string, LedgerOrder>();
  for (const line of readFileSync(join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n")) {
    const order = JSON.parse(line) as LedgerOrder;
    last.set(`${order.account}/${order.token ?? order.userRefNum}`, order);
  }
  return [...last.values()];
}

/** The venue's record is the measure: nothing stands, nothing came twice, what we hold is what it traded with us. */
function expectVenueAgrees({ positions, orders }: HotlaneReport, context: string): void {
  const theirs = ledger();
  expect(
    theirs.filter(({ state }) => state === "live"),
    context,
  ).toEqual([]);
  expect(orders.open, context).toBe(0);
  for (const symbol of symbols) {
    const net = theirs
      .filter((order) => order.symbol === symbol)
      .reduce((sum, { side, executed }) => sum + (side === "B" ? executed : -executed), 0);
    const ours = positions.find((position) => position.symbol === symbol)?.net;
    expect(ours, `${symbol}\n${context}`).toBe(net);
  }
  expect(theirs.length, context).toBeGreaterThan(100);
}

async function crashAndRecover(kills: number, policy: "async" | "syncBeforeSend"): Promise<void> {
  const random = seededRandom();
  const its = engineWith(`, policy: ${policy}`);
  engine = its;
  its.start();
  await its.untilSaid(": ready", 2);
  let isInDoubt = false;
  let known = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    if (!isInDoubt) await untilSentMore(its, 20);
    await pause(random() * 500);
    await its.end();
    its.start();
    // Now and then it is killed again before it has recovered.
    if (kill % 3 === 2) {
      await pause(random() * 1_500);
      await its.end();
      its.start();
    }
    await its.untilSaid("recovered in");
    const { recovery } = await laneOf(its);
    const context = `${seedNote}\n${its.stderr}`;
    if (recovery === undefined) throw new Error(`nothing was recovered:\n${context}`);
    expect(recovery, context).toMatchObject({ lane: "main", isEnded: false });
    expect(recovery.knownOrders, context).toBeGreaterThan(known);
    expect(recovery.positions.length, context).toBe(symbols.length);
    if (policy === "syncBeforeSend") expect(recovery.adoptedOrders, context).toBe(0);
    // Only what can't be explained stops trading.
    isInDoubt = recovery.accountsInDoubt.length > 0;
    if (recovery.adoptedOrders > 0) expect(isInDoubt, context).toBe(true);
    if (policy === "syncBeforeSend") expect(recovery.accountsInDoubt, context).toEqual([]);
    known = isInDoubt ? -1 : recovery.knownOrders;
  }
  if (!isInDoubt) await untilSentMore(its, 20);
  const report = await its.stop();
  await venue.stop();
  expect(report.recovery.length).toBe(1);
  expectVenueAgrees(report, `${seedNote}\n${its.stderr}`);
}

describe("an engine that is killed while it trades", () => {
  it("goes on from its journal: with syncBeforeSend everything that it sent is in it", async () => {
    await crashAndRecover(4, "syncBeforeSend");
  });

  it("goes on from an async journal: orders of the last milliseconds are found at the venue, and said", async () => {
    await crashAndRecover(4, "async");
  });

  it("keeps its positions over a stop in order, and begins anew only when told to", async () => {
    const its = engineWith();
    engine = its;
    its.start();
    await its.untilSaid(": ready", 2);
    await untilSentMore(its, 100);
    const before = await its.stop();
    its.start();
    await its.untilSaid("recovered in");
    const { recovery } = await laneOf(its);
    expect(recovery, its.stderr).toMatchObject({
      isEnded: true,
      openOrders: 0,
      lateFills: 0,
      neverReceived: 0,
    });
    const netOf = ({ symbol, net }: { symbol: string; net: number }): string => `${symbol} ${net}`;
    await its.end();
    const held = before.positions.map(netOf);
    expect(held.some((text) => !text.endsWith(" 0"))).toBe(true);
    // Another lane's numbers would mean other things: nothing starts, and it is said why.
    writeFileSync(its.config, `${configLines("", symbols.toReversed()).join("\n")}\n`);
    its.start();
    expect(await its.ended).not.toBe(0);
    expect(its.stderr).toContain("instruments and their sessions are other ones: number 1 was symbol ALFA");
    expect(its.stderr).toContain("--no-recover");
    its.start("--no-recover");
    await its.untilSaid(": ready", 2);
    expect((await laneOf(its)).recovery).toBeUndefined();
    expect(readdirSync(join(folder, "journal", "main")).length).toBeGreaterThan(3);
  });
});
