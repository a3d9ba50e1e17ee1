// `hotlane run` as a user starts it: real processes, real sockets, the embedded venue, the example strategy.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { HotlaneReport } from "../../src/engine/report.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
const outputBytesMax = 16 << 20;
// Less than a test's: what never ends is not left behind, where it would keep the whole suite waiting.
const patienceMs = 100_000;

async function run(...args: string[]): Promise<HotlaneReport> {
  const command = [program, "run", "--json", ...args];
  const options = { maxBuffer: outputBytesMax, timeout: patienceMs };
  const { stdout } = await promisify(execFile)(process.execPath, command, options);
  return JSON.parse(stdout) as HotlaneReport;
}

function expectSound(report: HotlaneReport): void {
  const { orders, stages } = report;
  expect(report.schema).toBe("hotlane.report/1");
  expect(report.differences).toEqual([]);
  expect(report.reconciled).toBe(true);
  expect(orders.open).toBe(0);
  expect(orders.sent).toBeGreaterThan(0);
  expect(orders.fills).toBeGreaterThan(0);
  expect(stages.tickToTrade.count).toBe(orders.causedByPacket);
  // Of the same orders, what they waited for in the kernel included.
  expect(stages.wireToTrade.count).toBe(orders.causedByPacket);
  expect(stages.wireToTrade.p50).toBeGreaterThanOrEqual(stages.tickToTrade.p50);
  for (const stage of Object.values(stages)) expect(stage.count).toBeGreaterThan(0);
  expect(report.feed.malformed).toBe(0);
}

describe("hotlane run", () => {
  it("trades on the generated market and agrees with the venue's record of every order", async () => {
    expectSound(await run("--seconds", "3"));
  });

  it("trades in two lanes, each with its own instruments and account, and agrees on both", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotlane-lanes-"));
    const config = join(folder, "two-lanes.yaml");
    const strategy = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
    const lines = [
      "lanes: [{ name: one }, { name: two }]",
      "instruments: [{ symbol: ALFA }, { symbol: BRAVO }, { symbol: CHARLIE, lane: two }]",
      "strategies:",
      `  - { name: first, file: ${strategy}, instruments: [ALFA, BRAVO] }`,
      `  - { name: second, file: ${strategy}, lane: two }`,
      "venue: {}",
      "",
    ];
    writeFileSync(config, lines.join("\n"));
    const report = await run("--config", config, "--seconds", "3").finally(() =>
      rmSync(folder, { recursive: true }),
    );
    expectSound(report);
    expect(report.host.lanes.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(report.channels.map(({ lane }) => lane)).toEqual(["one", "two"]);
    expect(report.positions.map(({ symbol }) => symbol)).toEqual(["ALFA", "BRAVO", "CHARLIE"]);
  });

  const sample = join(process.env.HOTLANE_SHARED ?? "", "data/itch/aapl-amzn-2012-06-21.itch.gz");
  const history = process.env.HOTLANE_SHARED !== undefined && existsSync(sample) ? it : it.skip;

  history("trades on a historical market, flat out, to the end of its time", async () => {
    const report = await run("--itch", sample, "--from", "09:30", "--to", "09:40", "--speed", "max");
    expectSound(report);
    expect(report.feed.messages).toBeGreaterThan(10_000);
  });

  it("ends on Ctrl-C, long before its time, with the whole report", async () => {
    const engine = spawn(process.execPath, [program, "run", "--json", "--seconds", "86400"]);
    let output = "";
    engine.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    engine.stderr.on("data", (chunk) => {
      if (String(chunk).includes("order session: ready")) setTimeout(() => engine.kill("SIGINT"), 1_000);
    });
    const [exitCode] = await once(engine, "close");
    expect(exitCode).toBe(0);
    expectSound(JSON.parse(output) as HotlaneReport);
  });

  it("refuses a wrong option with exit code 2 and says which", async () => {
    const failure = await run("--second", "3").catch((error: { code: number; stderr: string }) => error);
    expect(failure).toMatchObject({ code: 2 });
    expect((failure as { stderr: string }).stderr).toContain("--second");
  });
});
