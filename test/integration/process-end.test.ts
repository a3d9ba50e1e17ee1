// An engine whose main thread can't go on, in real processes. Its lanes' loops return only when they are told to; so they
// must be, or the process neither runs nor ends, and what rests at the venue rests on.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import { ControlledEngine } from "./controlled-engine.js";
import { restingStrategy } from "./resting-strategy.js";
import { VenueUnderTest } from "./venue-under-test.js";

const ledger = resolve(import.meta.dirname, `../../build/process-end-${process.pid}.jsonl`);

/** Loaded into the engine before its own code: what nobody foresaw happens to its main thread. */
const mishap = `
import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("SIGUSR2", () => { throw new Error("what nobody foresaw"); });
`;

let engine: ControlledEngine | undefined;
let venue: VenueUnderTest | undefined;
afterEach(async () => {
  await engine?.discard();
  await venue?.kill();
  rmSync(ledger, { force: true });
});

/** At a venue that cancels nothing by itself. */
async function startEngine(hangs: boolean): Promise<ControlledEngine> {
  venue = await VenueUnderTest.start(
    ...["--account", "FIRM01:password", "--ledger", ledger],
    ...["--group", `239.255.70.4:${20_000 + (process.pid % 20_000)}`],
  );
  const { group, feedPort, orderPort, glimpse } = venue.ready;
  const login = "username: FIRM01, password: { env: HOTLANE_TEST_PASSWORD }";
  const made = new ControlledEngine(
    [
      "instruments: [{ symbol: ALFA }]",
      "strategies: [{ name: resting, file: ./resting.ts, timeBudgetMs: 60000 }]",
      "watchdog: { enabled: false }",
      // A made-up market knows no hours.
      "limits: { defaults: { priceCollarBasisPoints: 9000, referenceCollarBasisPoints: 9000, shortSale: none }, market: { anyHour: true } }",
      `feeds: [{ lines: [{ group: ${group}, port: ${feedPort}, interface: 127.0.0.1 }], snapshot: { servers: ["${glimpse[0]}"], ${login} } }]`,
      `sessions: [{ venue: ["127.0.0.1:${orderPort}"], ${login} }]`,
    ],
    { HOTLANE_TEST_PASSWORD: "password" },
  );
  writeFileSync(join(made.folder, "resting.ts"), restingStrategy(hangs ? "for (;;);" : ""));
  const preload = join(made.folder, "mishap.mjs");
  writeFileSync(preload, mishap);
  engine = made.startWith(`--import=${preload}`);
  await made.until("three orders rest", async () => (await restingOrders()) === 3);
  return made;
}

/** As the venue has them. */
async function venueOrders(): Promise<LedgerOrder[]> {
  await venue?.writeLedger();
  const lines = readFileSync(ledger, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as LedgerOrder);
}
async function restingOrders(): Promise<number> {
  return (await venueOrders()).filter(({ state }) => state !== "cancelled").length;
}

it("cancels what is open and ends when an error was caught by nobody", async () => {
  const ours = await startEngine(false);
  ours.signal("SIGUSR2");
  expect(await ours.ended).toBe(1);
  expect(ours.stderr).toContain("what nobody foresaw");
  expect(ours.stderr).toContain("its lanes cancel their open orders and end before it");
  const states = (await venueOrders()).map(({ state }) => state);
  expect(states).toEqual(["cancelled", "cancelled", "cancelled"]);
});

it("does so while a strategy hangs, which is broken off", async () => {
  const ours = await startEngine(true);
  ours.signal("SIGUSR2");
  expect(await ours.ended).toBe(1);
  expect(await restingOrders()).toBe(0);
});

it("goes on, can be asked and ends in order when nobody reads what it says any more", async () => {
  const ours = await startEngine(false);
  ours.stopListening();
  const by = ["--by", "ann", "--reason", "nobody hears of it"];
  await ours.kill("--lane", "main", ...by);
  const armed = await ours.command("arm", "--lane", "main", ...by);
  expect(armed.code, armed.stderr).toBe(0);
  expect((await ours.status()).killed).toEqual([]);
  const report = await ours.stop();
  expect(report.orders).toMatchObject({ open: 0, fills: 0 });
  expect(await restingOrders()).toBe(0);
});
