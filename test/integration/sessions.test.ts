// An engine at a venue that is a process of its own: where its passwords go and where not, what a refused login needs, and
// what the end of a session's hours does.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";
import { VenueUnderTest } from "./venue-under-test.js";

const password = "Qz7secretX";
const wrongPassword = "Wr0ngWr0ng";

let venue: VenueUnderTest;
let engine: ControlledEngine | undefined;
beforeEach(async () => {
  const port = 20_000 + Math.floor(Math.random() * 30_000);
  venue = await VenueUnderTest.start("--account", `FIRM01:${password}`, "--group", `239.255.70.4:${port}`);
});
afterEach(async () => {
  await engine?.discard();
  await venue.kill();
});

/** Trades at the venue; `more`: fields of the session. */
function engineAt(secret: string, more = ""): ControlledEngine {
  const { group, feedPort, orderPort, glimpse } = venue.ready;
  const snapshot = `{ servers: ["${glimpse[0]}"], username: FIRM01, password: { env: HOTLANE_TEST_PASSWORD } }`;
  return new ControlledEngine(
    [
      `feeds: [{ lines: [{ group: ${group}, port: ${feedPort}, interface: 127.0.0.1 }], snapshot: ${snapshot} }]`,
      `sessions: [{ venue: ["127.0.0.1:1", "127.0.0.1:${orderPort}"], username: FIRM01, password: ${secret}${more} }]`,
      "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
      // A made-up market has no hours and no law.
      "limits: { defaults: { shortSale: none }, market: { anyHour: true } }",
      `strategies: [{ name: maker, file: ${marketMaker} }]`,
    ],
    { HOTLANE_TEST_PASSWORD: password, HOTLANE_WRONG_PASSWORD: wrongPassword },
  );
}

/** Nothing that the engine wrote or said may hold it. The venue's own command line is the test's. */
function expectNowhere(its: ControlledEngine, secrets: readonly string[], ...texts: string[]): void {
  const files = [...its.files].filter(([path]) => !path.endsWith("secret.txt"));
  for (const secret of secrets) {
    for (const [path, text] of files)
      expect(text.toLowerCase().includes(secret.toLowerCase()), path).toBe(false);
    for (const text of [its.stdout, its.stderr, ...texts])
      expect(text.toLowerCase().includes(secret.toLowerCase())).toBe(false);
  }
}

describe("the passwords of an engine", () => {
  it("are in no file, report, answer or line that it leaves, however its sessions fare", async () => {
    engine = engineAt("{ env: HOTLANE_TEST_PASSWORD }").start();
    await engine.untilTrading();
    const status = await engine.command("status", "--json");
    const kill = await engine.command("kill", "--json", "--reason", "looking for passwords");
    const shown = await engine.plainCommand("config", "show", engine.config);
    const mapped = readFileSync(`/proc/${engine.pid}/cmdline`, "latin1");
    const report = await engine.stop();
    expect(report.orders.sent).toBeGreaterThan(0);
    expect(readdirSync(engine.stateFolder).length).toBeGreaterThan(5);
    expectNowhere(engine, [password], status.stdout, kill.stdout, shown.stdout, mapped);
  });

  it("that are refused wait for a human, who mends them while the engine runs", async () => {
    engine = engineAt("{ file: ./secret.txt }");
    const secret = join(engine.folder, "secret.txt");
    writeFileSync(secret, `${wrongPassword}\n`, { mode: 0o600 });
    engine.start();
    await engine.untilSaid("login refused: not authorised; not tried again");
    writeFileSync(secret, `${password}\n`);
    const connected = await engine.command("connect");
    expect(connected.stdout).toContain("tried again now");
    await engine.untilTrading();
    expect(engine.auditLog.map(({ what }) => what)).toEqual(["connect"]);
    await engine.stop();
    expectNowhere(engine, [password, wrongPassword], connected.stdout);
  });

  it("are not taken from a file that others may read, before the start or while it runs", async () => {
    engine = engineAt("{ file: ./secret.txt }");
    const secret = join(engine.folder, "secret.txt");
    writeFileSync(secret, password, { mode: 0o640 });
    const refused = await engine.command("run", "--json");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("found mode 0640, expected 0600");
    chmodSync(secret, 0o600);
    engine.start();
    await engine.untilTrading();
    chmodSync(secret, 0o604);
    await venue.kill();
    await engine.untilSaid("found mode 0604, expected 0600");
    await engine.untilSaid("not tried again until told to (hotlane connect)");
    expect(statSync(engine.stateFolder).mode & 0o077).toBe(0);
    await engine.stop();
    expectNowhere(engine, [password], refused.stdout, refused.stderr);
  });
});

describe("a session with hours", () => {
  const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

  it("is closed at their end with its orders cancelled, while the engine goes on", async () => {
    const now = Date.now();
    // Around midnight the close would be before the open: then it is the next day's, and nothing is lost.
    const [open, close] = [clock(now - 3_600_000), clock(now + 12_000)];
    const days = "days: [sun, mon, tue, wed, thu, fri, sat]";
    const hours = `, schedule: { timeZone: UTC, ${days}, open: "${open}", close: "${close}" }`;
    engine = engineAt("{ env: HOTLANE_TEST_PASSWORD }", hours).start();
    await engine.untilTrading();
    await engine.untilSaid("its hours are over");
    await engine.until(
      "closed",
      async () => (await (engine as ControlledEngine).status()).lanes[0]?.sessions[0]?.state === "down",
    );
    const { lanes } = await engine.status();
    expect(lanes[0]).toMatchObject({ state: "running", open: 0 });
    expect((await engine.status()).killed).toEqual([]);
    const report = await engine.stop();
    expect(report.orders).toMatchObject({ open: 0, neverReceived: 0 });
    expect(engine.stderr).not.toContain("orders open");
  });
});
