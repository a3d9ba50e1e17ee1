// A strategy that does not return, in real processes: the lane can't obey, so the watchdog cuts its session, the venue
// cancels the orders, and what the lane wanted to send when it came back never leaves.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import { ControlledEngine } from "./controlled-engine.js";
import { restingStrategy } from "./resting-strategy.js";
import { VenueUnderTest } from "./venue-under-test.js";

/** Of an order that only a strategy which has come back asks for. */
const quantityAfter = 77;

/** Loops when its orders rest, and asks for more when it is back. */
const hangingStrategy = (hangsMs: number): string =>
  restingStrategy(`
        const end = Date.now() + ${hangsMs};
        while (Date.now() < end);
        for (let i = 0; i < 5; ++i) orders.buy(instrument, ${quantityAfter}, bid - 100_000);`);

let engine: ControlledEngine | undefined;
let venue: VenueUnderTest | undefined;
afterEach(async () => {
  await engine?.discard();
  await venue?.kill();
});

function hangingEngine(hangsMs: number, lines: readonly string[]): ControlledEngine {
  const made = new ControlledEngine(
    [
      "instruments: [{ symbol: ALFA }]",
      // What hangs is the lane, not a call that is ended in time.
      "strategies: [{ name: hanging, file: ./hanging.ts, timeBudgetMs: 60000 }]",
      "watchdog: { patienceMs: 1000 }",
      // A made-up market knows no hours.
      "limits: { defaults: { priceCollarBasisPoints: 9000, referenceCollarBasisPoints: 9000, shortSale: none }, market: { anyHour: true } }",
      ...lines,
    ],
    { HOTLANE_TEST_PASSWORD: "password" },
  );
  writeFileSync(join(made.folder, "hanging.ts"), hangingStrategy(hangsMs));
  return made;
}

it("cuts the session of a lane whose strategy loops, and nothing of it leaves before a human armed it", async () => {
  const ledger = join(new URL(".", import.meta.url).pathname, `../../build/watchdog-${process.pid}.jsonl`);
  venue = await VenueUnderTest.start(
    ...["--account", "FIRM01:password", "--cancel-on-disconnect", "FIRM01", "--ledger", ledger],
    ...["--group", `239.255.70.3:${20_000 + (process.pid % 20_000)}`],
  );
  const { group, feedPort, orderPort } = venue.ready;
  engine = hangingEngine(5_000, [
    `feeds: [{ lines: [{ group: ${group}, port: ${feedPort}, interface: 127.0.0.1 }], snapshot: { servers: ["${venue.ready.glimpse[0]}"], username: FIRM01, password: { env: HOTLANE_TEST_PASSWORD } } }]`,
    `sessions: [{ venue: ["127.0.0.1:${orderPort}"], username: FIRM01, password: { env: HOTLANE_TEST_PASSWORD } }]`,
  ]).start();
  await engine.untilSaid("halted by the watchdog");
  await engine.untilSaid("lane main is killed by watchdog");
  // Silent still: it can't be armed.
  const early = await engine.command("arm", "--lane", "main", "--by", "ann", "--reason", "too early");
  expect(early.code).toBe(1);
  expect(early.stderr).toContain("can't be armed before it turns");
  // It turns again, finds its connection gone, and is connected anew.
  await engine.untilSaid("order session: ready", 2);
  // What its venue cancelled with the connection is one line, and no alert.
  expect(engine.stderr).toContain("; 3 orders were cancelled by the venue while it was away\n");
  expect(engine.stderr).not.toContain("alert: a cancel that nobody asked for");
  await engine.until(
    "closed its orders",
    async () => (await (engine as ControlledEngine).status()).lanes[0]?.open === 0,
  );
  const status = await engine.status();
  expect(status.killed).toMatchObject([{ subject: { scope: "lane", name: "main" }, origin: "watchdog" }]);
  const [lane] = status.lanes;
  expect(lane?.halts).toBe(1);
  // The venue took all three; the lane had nothing left to cancel.
  expect(lane?.cancels).toBe(0);
  // The five that it asked for when it was back were encoded before it saw the halt, and dropped with its connection.
  expect(lane?.sent).toBe(3 + 5);
  const armed = await engine.command(
    "arm",
    "--lane",
    "main",
    "--by",
    "ann",
    "--reason",
    "its loop is understood",
  );
  expect(armed.code, armed.stderr).toBe(0);
  const report = await engine.stop();
  expect(report.orders).toMatchObject({ neverReceived: 5, open: 0, fills: 0 });
  expect(engine.auditLog.map(({ what }) => what)).toEqual(["kill", "arm refused", "arm"]);
  await venue.stop();
  const lines = readFileSync(ledger, "utf8").trimEnd().split("\n");
  const orders = lines.map((line) => JSON.parse(line) as LedgerOrder);
  expect(orders.length).toBeGreaterThanOrEqual(3);
  expect(orders.filter(({ quantity }) => quantity === quantityAfter)).toEqual([]);
  expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(["cancelled"]));
});

it("ends a run whose strategy never returns, with its report", async () => {
  engine = hangingEngine(3_600_000, ["venue: {}"]).start();
  await engine.untilSaid("halted by the watchdog");
  expect((await engine.command("stop", "--reason", "hangs")).code).toBe(0);
  await engine.untilSaid("it hangs in a strategy: interrupted");
  const exitCode = await engine.ended;
  const { orders, kills, differences } = engine.report;
  expect(kills).toMatchObject([{ origin: "watchdog" }]);
  expect(orders, engine.stderr).toMatchObject({ sent: 3, cancelled: 3, open: 0 });
  expect(differences).toEqual([]);
  expect(exitCode).toBe(0);
});
