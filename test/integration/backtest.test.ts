// `hotlane backtest` as a user starts it: on a day whose every fill is known, on real data, on bad data and bad strategies.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import { ItchDay } from "./itch-day.js";
import { hotlane } from "./run-program.js";
import { scratchFolder } from "./scratch-folder.js";

const shared = process.env.HOTLANE_SHARED ?? "";
const sample = join(shared, "data/itch/aapl-amzn-2012-06-21.itch.gz");
const dbnSample = join(shared, "data/dbn/glbx-es-2024-05-08-2s.mbo.dbn.zst");
const withData = shared !== "" && existsSync(sample) ? it : it.skip;
const marketMaker = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");

const { path: scratch, write } = scratchFolder("backtest");

/** Joins the bid with 100 shares as soon as there is one, once. */
const joiner = write(
  "joiner.ts",
  `import { Strategy, wholeNumber, type Instrument } from "hotlane/sdk";
export default class Joiner extends Strategy {
  readonly quantity: number = wholeNumber("quantity", 100, 1, 1_000, "shares");
  private orderId = 0;
  onBook(instrument: Instrument): void {
    const bid = this.book.bid(instrument);
    if (this.orderId === 0 && bid > 0) this.orderId = this.orders.buy(instrument, this.quantity, bid);
  }
}
`,
);

const seconds = (count: number): number => (34_200 + count) * 1e9;

/** 300 shares stand before us; 250 of them go, then 100 more trade there: 50 of ours. */
const day = new ItchDay("ABCD")
  .add(seconds(1), 1, "B", 300, 10)
  .add(seconds(1), 2, "S", 300, 10.02)
  .add(seconds(3), 3, "B", 500, 10)
  .execute(seconds(4), 1, 250)
  .delete(seconds(5), 1)
  .execute(seconds(6), 3, 60)
  .add(seconds(7), 4, "S", 20, 10.02);

async function report(...args: string[]): Promise<BacktestReport> {
  const { code, stdout, stderr } = await hotlane("backtest", ...args, "--json");
  expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as BacktestReport;
}

describe("hotlane backtest", () => {
  it("fills behind the queue, charges fees and says what it covered", async () => {
    const file = write("day-2026-03-09.itch", day.bytes());
    const found = await report(joiner, "--data", file, "--fees", "add=-0.0020,remove=0.0030");
    expect(found).toMatchObject({
      schema: "hotlane.backtest/1",
      symbols: ["ABCD"],
      parameters: { quantity: 100 },
      messages: 10,
      orders: 1,
      ordersByEnd: { cancelled: 1 },
      fills: 1,
      filledShares: 60,
      positions: [{ date: "2026-03-09", symbol: "ABCD", net: 60, bought: 60, sold: 0, mark: 10.01 }],
      coverage: [
        { date: "2026-03-09", firstNs: seconds(0), lastNs: seconds(7), messages: 10, missingSymbols: [] },
      ],
    });
    expect(found.pnl.unrealised).toBeCloseTo(0.6, 9);
    expect(found.pnl.rebates).toBeCloseTo(0.12, 9);
    expect(found.pnl.net).toBeCloseTo(0.72, 9);
    expect(found.seconds).toBeGreaterThan(0);
  });

  it("gives the same hash each time, packed or not, and another one for another latency or parameter", async () => {
    const plain = write("same-2026-03-09.itch", day.bytes());
    const packed = write("same-2026-03-09.itch.gz", gzipSync(day.bytes()));
    const { stateHash } = await report(joiner, "--data", plain);
    expect(stateHash).toMatch(/^[0-9a-f]{16}$/);
    expect((await report(joiner, "--data", packed)).stateHash).toBe(stateHash);
    expect((await report(joiner, "--data", plain, "--latency", "order=1ms")).stateHash).not.toBe(stateHash);
    expect((await report(joiner, "--data", plain, "--param", "quantity=50")).stateHash).not.toBe(stateHash);
  });

  it("lets an order that comes too late stand behind who came before it", async () => {
    const file = write("late-2026-03-09.itch", day.bytes());
    // After 500 more shares have joined: 60 traded in front of us are not ours.
    const found = await report(joiner, "--data", file, "--latency", "feed=2us,order=2500ms");
    expect(found).toMatchObject({ orders: 1, fills: 0 });
  });

  it("stands where the by-level model says if it is asked to, and says which one ran", async () => {
    const file = write("levels-2026-03-09.itch", day.bytes());
    const exact = await report(joiner, "--data", file);
    expect(exact).toMatchObject({ queue: "by order, exact", filledShares: 60 });
    // The 50 shares that go without a trade went behind us, it says: of the 60 that trade then, 10 reach us.
    const behind = await report(joiner, "--data", file, "--queue", "level,cancels=behind");
    expect(behind).toMatchObject({ queue: "by level, cancels behind of us", filledShares: 10 });
    expect(behind.stateHash).not.toBe(exact.stateHash);
    const drawn = ["--queue", "level,power=0,seed=3"];
    expect((await report(joiner, "--data", file, ...drawn)).stateHash).toBe(
      (await report(joiner, "--data", file, ...drawn)).stateHash,
    );
  });

  it("draws latencies from a file of what was measured, the same each time", async () => {
    const file = write("drawn-2026-03-09.itch", day.bytes());
    const measured = write(
      "latency.json",
      JSON.stringify({
        order: { valuesNs: [1e3, 5e9], counts: [1, 1], seed: 3 },
        answer: { recordedNs: [7] },
      }),
    );
    const first = await report(joiner, "--data", file, "--latency", `@${measured}`);
    expect(first.latency).toMatchObject({
      from: null,
      feed: { model: "constant", samples: null, percentiles: { p50: 2_000, max: 2_000 } },
      order: { model: "histogram", samples: 2, seed: 3, percentiles: { p50: 1_000, p90: 5e9, max: 5e9 } },
      answer: { model: "recorded", samples: 1, seed: null, percentiles: { p50: 7 } },
    });
    expect((await report(joiner, "--data", file, "--latency", `@${measured}`)).stateHash).toBe(
      first.stateHash,
    );
  });

  it("runs the strategy between --from and --to only, with the books of before", async () => {
    const file = write("window-2026-03-09.itch", day.bytes());
    const found = await report(joiner, "--data", file, "--from", "09:30:02", "--to", "09:30:05.5");
    expect(found).toMatchObject({ orders: 1, ordersByEnd: { cancelled: 1 }, fills: 0 });
  });

  it("runs each day by itself, and files of one day after each other", async () => {
    const morning = new ItchDay("ABCD").add(seconds(1), 1, "B", 300, 10).bytes();
    const later = day.bytes().subarray(morning.length);
    const parts = [write("b-2026-03-10.itch", later), write("a-2026-03-10.itch", morning)];
    const whole = write("whole-2026-03-09.itch", day.bytes());
    const found = await report(joiner, ...[whole, ...parts].flatMap((file) => ["--data", file]));
    expect(found.days.map(({ date, fills }) => [date, fills])).toEqual([
      ["2026-03-09", 1],
      ["2026-03-10", 1],
    ]);
    expect(found.coverage[1]?.files.map(({ messages }) => messages)).toEqual([4, 6]);
  });

  it("names what is wrong with the data, and covers what was good", async () => {
    const cut = write("cut-2026-03-09.itch", day.bytes().subarray(0, -20));
    const broken = await hotlane("backtest", joiner, "--data", cut, "--json");
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain("at byte 283: expected a message of 36 bytes, found the end of the file");
    const found = JSON.parse(broken.stdout) as BacktestReport;
    expect(found).toMatchObject({ messages: 9, fills: 1 });
    expect(found.coverage[0]?.files[0]?.error).toContain("at byte 283");

    const good = write("good-2026-03-09.itch", day.bytes());
    const again = write("again-2026-03-09.itch", day.bytes());
    const overlap = await hotlane("backtest", joiner, "--data", good, "--data", again);
    expect(overlap.code).toBe(1);
    expect(overlap.stderr).toMatch(/begins at 09:30:00.*before.*ends at 09:30:07/);

    const otherDay = await hotlane("backtest", joiner, "--data", good, "--date", "2026-03-10");
    expect(otherDay).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is of 2026-03-09") as string,
    });
    const nobody = await hotlane("backtest", joiner, "--data", good, "--symbols", "WXYZ");
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("none of WXYZ") as string });
    const half = await hotlane("backtest", joiner, "--data", good, "--symbols", "ABCD,WXYZ", "--json");
    expect(half).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("never announces WXYZ") as string,
    });
    const noFile = await hotlane("backtest", joiner, "--data", join(scratch, "none.itch"));
    expect(noFile).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot open") as string });
  });

  it("names the parameter that is unknown or out of its range, and the line at which a strategy throws", async () => {
    const file = write("params-2026-03-09.itch", day.bytes());
    const unknown = await hotlane("backtest", joiner, "--data", file, "--param", "quantiy=5");
    expect(unknown.stderr).toContain("did you mean quantity?");
    const wide = await hotlane("backtest", joiner, "--data", file, "--param", "quantity=5000");
    expect(wide.stderr).toContain("a whole number from 1 to 1000 shares");
    const thrower = write(
      "thrower.ts",
      'import { Strategy } from "hotlane/sdk";\nexport default class T extends Strategy {\n  onBook(): void {\n    throw new Error("no idea");\n  }\n}\n',
    );
    const thrown = await hotlane("backtest", thrower, "--data", file, "--json");
    expect(thrown.code).toBe(1);
    expect(thrown.stderr).toMatch(/threw in onBook: Error: no idea[\s\S]*thrower\.ts:4/);
    expect((JSON.parse(thrown.stdout) as BacktestReport).failures).toHaveLength(1);
  });

  withData("gives the same on a real day each time, as a table too", { timeout: 60_000 }, async () => {
    const args = [marketMaker, "--data", sample, "--symbols", "AAPL", "--from", "09:30", "--to", "10:00"];
    const first = await report(...args);
    expect(first.orders).toBeGreaterThan(100);
    expect(first.fills).toBeGreaterThan(10);
    expect((await report(...args)).stateHash).toBe(first.stateHash);
    const { stdout } = await hotlane("backtest", ...args);
    expect(stdout).toContain(`state hash ${first.stateHash}`);
  });

  withData("reads DBN of market by order", { timeout: 60_000 }, async () => {
    const found = await report(marketMaker, "--data", dbnSample, "--symbols", "ESM4");
    expect(found.coverage[0]).toMatchObject({ date: "2024-05-08", missingSymbols: [], skipped: {} });
    expect(found.orders).toBeGreaterThan(0);
  });
});
