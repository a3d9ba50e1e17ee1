// Latencies of a live run in a backtest: out of its journal and out of its report, the same each time; journals that tell none.
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import { hotlane } from "./run-program.js";
import { scratchFolder } from "./scratch-folder.js";

const { path: scratch, write } = scratchFolder("latency");
const marketMaker = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const [data, journal] = [join(scratch, "2026-03-09.itch"), join(scratch, "journal")];
let live: HotlaneReport;
let reportFile = "";

beforeAll(async () => {
  expect((await hotlane("sample", data, "--seconds", "3")).code).toBe(0);
  const { stdout } = await hotlane("run", "--seconds", "2", "--journal", journal, "--json");
  live = JSON.parse(stdout) as HotlaneReport;
  reportFile = write("run.json", stdout);
}, 120_000);

async function backtest(...latency: string[]): Promise<BacktestReport> {
  const args = [marketMaker, "--data", data, "--latency", ...latency, "--json"];
  const { code, stdout, stderr } = await hotlane("backtest", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as BacktestReport;
}

async function refusal(latency: string): Promise<string> {
  const { code, stderr } = await hotlane("backtest", marketMaker, "--data", data, "--latency", latency);
  expect(code).toBe(1);
  return stderr;
}

describe("hotlane backtest --latency of a live run", { timeout: 120_000 }, () => {
  it("draws from its journal what its own histograms counted, the same each time, another for another seed", async () => {
    const found = await backtest(`journal:${journal}`);
    const { feed, order, answer } = found.latency;
    const { wireToTrade, tickToTrade, roundTrip } = live.stages;
    expect(found.latency.from).toContain(journal);
    expect([order.samples, answer.samples]).toEqual([roundTrip.count, roundTrip.count]);
    expect(feed.samples).toBe(wireToTrade.count > 0 ? wireToTrade.count : tickToTrade.count);
    // Both halves of it and the order's way to the wire: at least the median round trip of the other clock stamps.
    const measured = order.percentiles.p50 + answer.percentiles.p50;
    expect(measured).toBeGreaterThan(roundTrip.p50 * 0.5);
    expect(measured).toBeLessThan(roundTrip.p50 * 2);
    expect(found.orders).toBeGreaterThan(10);
    expect((await backtest(`journal:${journal}`)).stateHash).toBe(found.stateHash);
    expect((await backtest(`journal:${journal}`, "--latency-seed", "9")).stateHash).not.toBe(found.stateHash);
  });

  it("draws from its report's percentiles", async () => {
    const { latency } = await backtest(`report:${reportFile}`);
    expect(latency.from).toContain(reportFile);
    expect(latency.order).toMatchObject({ model: "histogram", seed: 2 });
    expect(latency.order.percentiles.p50).toBe(Math.round(live.stages.roundTrip.p50 / 2));
    expect(latency.feed.percentiles.p99).toBe(live.stages.wireToTrade.p99 || live.stages.tickToTrade.p99);
  });

  it("names what is wrong with a journal", async () => {
    expect(await refusal(`journal:${join(scratch, "gone")}`)).toContain("found no such file or folder");
    expect(await refusal(`journal:${reportFile}`)).toContain("expected a segment of a lane's journal");
    const lane = readdirSync(journal)[0] ?? "";
    const segment = readdirSync(join(journal, lane)).find((name) => name.endsWith(".hlog")) ?? "";
    const copyOf = (name: string): { folder: string; file: string } => {
      cpSync(journal, join(scratch, name), { recursive: true });
      return { folder: join(scratch, name), file: join(scratch, name, lane, segment) };
    };
    const short = copyOf("short");
    truncateSync(short.file, 20_000);
    expect(await refusal(`journal:${short.folder}`)).toMatch(/expected orders that were answered, found/);
    const damaged = copyOf("damaged");
    const bytes = readFileSync(damaged.file);
    bytes[50_000] = (bytes[50_000] ?? 0) ^ 0xff;
    writeFileSync(damaged.file, bytes);
    expect(await refusal(`journal:${damaged.folder}`)).toMatch(/lane .*at byte \d+: it is damaged/);
  });
});
