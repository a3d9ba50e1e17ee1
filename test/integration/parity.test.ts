// A live run and its backtest from its journal, as a user compares them: both markets of the embedded venue, another
// parameter, another version, journals that can't be used.
import { execFile } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTools } from "../../src/compiler/machine-code.js";
import type { ParityReport } from "../../src/parity/parity-report.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
const strategy = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const outputBytesMax = 256 << 20;
const seconds = "4";

const hotlane = async (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: outputBytesMax });

const parity = async (...args: string[]): Promise<ParityReport> =>
  JSON.parse((await hotlane("parity", ...args, "--json")).stdout) as ParityReport;

const refusalOf = async (...args: string[]): Promise<{ code: number; stderr: string }> =>
  hotlane("parity", ...args).then(
    () => Promise.reject(new Error("expected a failure")),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );

const canCompile = typeof findTools() === "object";

let folder = "";
let journal = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hotlane-parity-"));
  journal = join(folder, "journal");
  await hotlane("run", "--seconds", seconds, "--journal", journal, "--json");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("hotlane parity", () => {
  it("finds no difference in a run on the generated market", async () => {
    const report = await parity(journal);
    expect(report.schema).toBe("hotlane.parity/1");
    expect(report.differences).toEqual([]);
    expect(report.unexplained).toBe(0);
    expect(report.orders).toBeGreaterThan(100);
    expect(report.fills).toBeGreaterThan(10);
    expect(report.backtest).toEqual({
      decisions: report.decisions,
      orders: report.orders,
      fills: report.fills,
    });
    expect(report.lanes[0]?.isComplete).toBe(true);
    expect((await hotlane("parity", journal)).stdout).toContain("no difference");
  }, 60_000);

  it("finds no difference in a run on a historical market", async () => {
    const day = join(folder, "day.itch");
    const ofDay = join(folder, "of-day");
    await hotlane("sample", day, "--symbols", "ALFA,BRAVO", "--seconds", "30", "--rate", "10000");
    await hotlane("run", "--itch", day, "--seconds", seconds, "--journal", ofDay, "--json");
    const report = await parity(ofDay);
    expect(report.differences).toEqual([]);
    expect(report.orders).toBeGreaterThan(100);
    expect(report.fills).toBeGreaterThan(10);
  }, 60_000);

  it.skipIf(!canCompile)(
    "runs again as machine code what ran so",
    async () => {
      const compiled = join(folder, "compiled");
      const source = join(folder, "maker.ts");
      copyFileSync(strategy, source);
      const config = join(folder, "compiled.yaml");
      const text = [
        "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
        "limits: { defaults: { shortSale: none }, market: { anyHour: true } }",
        `strategies: [{ name: maker, file: ${source}, tier: compiled }]`,
        "venue: {}",
      ];
      writeFileSync(config, `${text.join("\n")}\n`);
      await hotlane("run", "--config", config, "--seconds", seconds, "--journal", compiled, "--json");
      const report = await parity(compiled);
      expect(report.differences).toEqual([]);
      expect(report.orders).toBeGreaterThan(100);
      expect(report.lanes[0]?.strategies[0]?.tier).toEqual({ live: "compiled", backtest: "compiled" });

      appendFileSync(source, "\nexport const edited = 1;\n");
      const inline = await parity(compiled);
      expect(inline.differences).toEqual([]);
      expect(inline.lanes[0]?.strategies[0]).toMatchObject({
        tier: { live: "compiled", backtest: "inline" },
        obstacle: expect.stringContaining("is another version now"),
      });
    },
    120_000,
  );

  it("names a parameter that is another, with both values", async () => {
    const report = await parity(journal, "--param", "quantity=200");
    expect(report.unexplained).toBe(0);
    expect(report.backtest.orders).toBeGreaterThan(100);
    const [first] = report.differences;
    expect(first).toMatchObject({
      what: "decision",
      reason: "parameter",
      parameters: [{ name: "quantity", live: 100, backtest: 200 }],
    });
    expect(first?.live).toMatch(/^buy 100 /);
    expect(first?.backtest).toMatch(/^buy 200 /);
    expect((await hotlane("parity", journal, "--param", "quantity=200")).stdout).toContain(
      "parameter quantity: 100 live, 200 here",
    );
  }, 60_000);

  it("names other latencies than that day's", async () => {
    for (const latency of ["0ns", "5ms"]) {
      const report = await parity(journal, "--latency", latency);
      expect(report.differences.length).toBeGreaterThan(0);
      expect(report.differences.filter(({ reason }) => reason !== "latency")).toEqual([]);
      expect(report.backtest.orders).toBeGreaterThan(100);
    }
    expect((await refusalOf(journal, "--latency", "soon")).stderr).toContain("Expected 20us");
  }, 60_000);

  it("names another version of the code", async () => {
    const other = join(folder, "other.ts");
    writeFileSync(other, readFileSync(strategy, "utf8").replace("100, 1, 1_000_000", "300, 1, 1_000_000"));
    const report = await parity(journal, "--strategy", other, "--param", "quantity=300");
    expect(report.unexplained).toBe(0);
    expect(report.differences[0]?.reason).toBe("code version");
  }, 60_000);

  it("compares what is whole of a journal that breaks off", async () => {
    const torn = join(folder, "torn");
    await copyRun(torn, 1_000_000);
    const report = await parity(torn);
    expect(report.differences).toEqual([]);
    expect(report.lanes[0]?.isComplete).toBe(false);
    expect(report.orders).toBeGreaterThan(0);
  }, 60_000);

  it("refuses a journal without its strategies, a damaged one, and another file", async () => {
    const bare = join(folder, "bare");
    await copyRun(bare);
    renameSync(join(bare, "strategies.jsonl"), join(bare, "gone"));
    expect(await refusalOf(bare)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("strategies.jsonl: expected it"),
    });
    renameSync(join(bare, "gone"), join(bare, "strategies.jsonl"));
    appendFileSync(join(bare, "strategies.jsonl"), "{\n");
    expect((await refusalOf(bare)).stderr).toContain("line 3: expected who took a strategy's place");

    const damaged = join(folder, "damaged");
    await copyRun(damaged);
    const segment = join(damaged, "00000001.hlog");
    const bytes = readFileSync(segment);
    bytes.fill(0xff, 500_000, 500_064);
    writeFileSync(segment, bytes);
    expect((await refusalOf(damaged)).stderr).toContain("it is damaged, with more behind it");

    const other = join(folder, "other.txt");
    writeFileSync(other, "no journal");
    expect((await refusalOf(other)).stderr).toContain("expected a segment of a lane's journal");
    expect((await refusalOf(join(folder, "nowhere"))).stderr).toContain("found no such file or folder");
    expect((await refusalOf(journal, "--param", "quantities=2")).stderr).toContain("did you mean quantity?");
    expect((await refusalOf(journal, "--param", "quantity=2", "--name", "nobody")).stderr).toContain(
      "market-maker",
    );
  }, 60_000);
});

/** The run's lane folder; `size`: only so many bytes of its first segment. */
async function copyRun(to: string, size?: number): Promise<void> {
  await promisify(execFile)("cp", ["-r", join(journal, "main"), to]);
  if (size !== undefined) truncateSync(join(to, "00000001.hlog"), size);
}
