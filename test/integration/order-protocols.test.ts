// Order sessions of both protocols as a user has them: one lane that trades for two accounts over OUCH 5.0 and OUCH 4.2
// at its embedded venue, and an engine whose one session speaks OUCH 4.2 with a venue of its own, which is held against
// that venue's record. Real processes, real sockets.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { type LedgerOrder, netPositions } from "../../src/engine/reconcile.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import { readLedger } from "./read-ledger.js";
import { VenueUnderTest } from "./venue-under-test.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
const strategy = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const folder = mkdtempSync(join(tmpdir(), "hotlane-sessions-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of this process, so that two runs don't hear each other. */
const group = `239.255.79.1:${35_000 + (process.pid % 16_000)}`;

async function run(name: string, config: object): Promise<HotlaneReport> {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(config));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, "run", "--json", "--seconds", "3", "--config", file],
    { maxBuffer: 16 << 20, env: { ...process.env, HOTLANE_TEST_PASSWORD: "letmein" } },
  );
  return JSON.parse(stdout) as HotlaneReport;
}

describe("a lane of two sessions and two accounts", () => {
  it("sends each instrument's orders by its session, under its account's firm, and agrees with the venue", async () => {
    const report = await run("two-sessions", {
      instruments: [{ symbol: "ALFA" }, { symbol: "BRAVO" }, { symbol: "CHARLIE" }],
      accounts: [
        { name: "house", firm: "HOUS" },
        { name: "client", firm: "CLNT" },
      ],
      strategies: [
        { name: "first", file: strategy, account: "house" },
        { name: "second", file: strategy, account: "client" },
      ],
      venue: { embedded: { sessions: ["ouch50", "ouch42"] } },
    });
    expect(report.differences).toEqual([]);
    expect(report.reconciled).toBe(true);
    expect(report.orders.open).toBe(0);
    expect(report.sessions.map(({ protocol }) => protocol)).toEqual(["ouch50", "ouch42"]);
    for (const session of report.sessions) {
      expect(session).toMatchObject({ malformed: 0, alerts: {}, logins: 1 });
      expect(session.sent).toBeGreaterThan(10);
    }
    expect(report.accountsInDoubt).toEqual([]);
    expect(new Set(report.positions.map(({ account }) => account))).toEqual(new Set(["house", "client"]));
  });
});

describe("an engine at an OUCH 4.2 venue", () => {
  it("trades, and its positions are those of the venue's record", async () => {
    const ledgerFile = join(folder, "ledger.jsonl");
    const venue = await VenueUnderTest.start(
      ...["--protocol", "ouch42", "--account", "TESTER:letmein", "--group", group],
      ...["--symbols", "ALFA,BRAVO", "--rate", "5000", "--ledger", ledgerFile],
    );
    try {
      const password = { env: "HOTLANE_TEST_PASSWORD" };
      const [address, port] = group.split(":");
      const report = await run("ouch42", {
        feeds: [
          {
            lines: [{ group: address, port: Number(port), interface: "127.0.0.1" }],
            rerequest: { servers: venue.ready.rerequest },
          },
        ],
        sessions: [
          {
            name: "older",
            protocol: "ouch42",
            venue: [`127.0.0.1:${venue.ready.orderPort}`],
            username: "TESTER",
            password,
          },
        ],
        accounts: [{ name: "house", firm: "HOUS" }],
        instruments: [{ symbol: "ALFA" }, { symbol: "BRAVO" }],
        strategies: [{ name: "maker", file: strategy }],
        // A made-up market has no hours and no law.
        limits: { defaults: { shortSale: "none" }, market: { anyHour: true } },
      });
      expect(report.sessions).toMatchObject([{ protocol: "ouch42", alerts: {}, malformed: 0, open: 0 }]);
      expect(report.orders.fills).toBeGreaterThan(0);
      await venue.stop();

      const orders = [...(await readLedger(ledgerFile, "TESTER")).values()];
      const held = new Map(report.positions.filter(({ net }) => net !== 0).map((p) => [p.symbol, p.net]));
      const recorded = [...netPositions(orders)].filter(([, net]) => net !== 0);
      expect(held).toEqual(new Map(recorded));
      expect(new Set(orders.map(({ firm }) => firm))).toEqual(new Set(["HOUS"]));
      // Every token of theirs names an order of ours, and none came twice.
      const lines = readFileSync(ledgerFile, "utf8").trimEnd().split("\n");
      const tokens = lines.map((line) => (JSON.parse(line) as LedgerOrder).token ?? "");
      expect(new Set(tokens).size).toBe(tokens.length);
      for (const token of tokens) expect(token).toMatch(/^H0[0-9A-Za-z]{12}$/);
      expect(orders).toHaveLength(tokens.length);
      // Each that it accepted, under its own token: a replace that a fill was quicker than is none.
      expect(orders).toHaveLength(report.orders.accepted + report.orders.replaced);
    } finally {
      await venue.kill();
    }
  });
});
