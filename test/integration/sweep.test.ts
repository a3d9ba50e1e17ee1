// `hotlane backtest --sweep` as a user starts it: the same as runs one by one, whatever the number of workers; killed and
// continued; with strategies that end their worker.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import type { SweepReport } from "../../src/sweep/sweep-report.js";
import { seededRandom, wholeBetween } from "../unit/seeded-random.js";
import { ItchDay } from "./itch-day.js";
import { hotlane, program } from "./run-program.js";
import { scratchFolder } from "./scratch-folder.js";

const { path: scratch, write } = scratchFolder("sweep");

/** Bids at `depth` cents below the best bid; what it does beside that, `trick` says. */
const bidder = write(
  "bidder.ts",
  `import { Strategy, wholeNumber, type Instrument } from "hotlane/sdk";
export default class Bidder extends Strategy {
  readonly depth: number = wholeNumber("depth", 0, 0, 100, "cents");
  readonly trick: number = wholeNumber("trick", 0, 0, 100);
  private orderId = 0;
  onBook(instrument: Instrument): void {
    if (this.trick === 7) process.exit(3);
    if (this.trick === 8) for (const all: number[][] = []; ; ) all.push(new Array(100_000).fill(all.length));
    if (this.trick === 9) throw new Error("no idea");
    if (this.trick === 10) for (;;);
    const bid = this.book.bid(instrument);
    if (this.orderId === 0 && bid > 0) this.orderId = this.orders.buy(instrument, 100, bid - 100 * this.depth);
  }
}
`,
);

const seconds = (count: number): number => (34_200 + count) * 1e9;

/** Bids come and are hit, at prices that a seed draws. */
function dayOf(seed: number): Buffer {
  const random = seededRandom(seed);
  const day = new ItchDay("ABCD").add(seconds(1), 1, "S", 300, 11);
  for (let at = 2; at < 40; ++at) {
    day.add(seconds(at), at, "B", wholeBetween(random, 100, 300), wholeBetween(random, 1_000, 1_009) / 100);
    if (at > 5 && random() < 0.5) day.execute(seconds(at) + 5e8, at - 3, 50);
  }
  return day.bytes();
}

/** The same messages about the security of another number. */
function withLocate(locate: number, day: Buffer): Buffer {
  const bytes = Buffer.from(day);
  for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
    if (bytes.readUInt16BE(at + 3) !== 0) bytes.writeUInt16BE(locate, at + 3);
  }
  return bytes;
}

const dates = ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"];
const files = dates.map((date, index) => write(`day-${date}.itch`, dayOf(index + 1)));
const data = (count: number): string[] => files.slice(0, count).flatMap((file) => ["--data", file]);

async function sweep(...args: string[]): Promise<SweepReport> {
  const { code, stdout, stderr } = await hotlane("backtest", bidder, ...args, "--json");
  expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as SweepReport;
}

/** All but what one machine and one run have of their own. */
const facts = ({ seconds: _, workers: _w, resumed: _r, ...its }: SweepReport): object => its;

describe("hotlane backtest --sweep", () => {
  it("gives for each set what a backtest of it gives, best first, whatever the number of workers", async () => {
    const args = [...data(2), "--sweep", "depth=0..5"];
    const one = await sweep(...args, "--workers", "1");
    expect(one).toMatchObject({ schema: "hotlane.sweep/1", sets: 6, runs: 12, folds: [], outOfSample: null });
    expect(facts(await sweep(...args, "--workers", "2"))).toEqual(facts(one));
    const nets = one.results.map(({ net }) => net);
    expect(nets).toEqual([...nets].sort((a, b) => b - a));
    expect(new Set(nets).size).toBeGreaterThan(2);
    for (const { name, net, fills, orders } of one.results) {
      const { stdout } = await hotlane("backtest", bidder, ...data(2), "--param", name, "--json");
      const alone = JSON.parse(stdout) as BacktestReport;
      expect(alone, name).toMatchObject({ fills, orders });
      expect(alone.pnl.net).toBeCloseTo(net, 9);
    }
  });

  it("gives the same from shared memory as from the files, and says which it was", async () => {
    // Another instrument's messages come between, with times that ours then go back behind.
    const morning = new ItchDay("ABCD").add(seconds(1), 2, "S", 300, 10.02).add(seconds(2), 1, "B", 300, 10);
    const before = morning.bytes();
    const other = withLocate(2, new ItchDay("WXYZ").add(seconds(20), 901, "B", 300, 5).bytes());
    const ours = morning
      .add(seconds(10), 3, "B", 200, 10)
      .execute(seconds(21), 1, 300)
      .execute(seconds(22), 3, 200);
    const file = write(
      "mixed-2026-03-13.itch",
      Buffer.concat([before, other, ours.bytes().subarray(before.length)]),
    );
    const args = ["--data", file, "--symbols", "ABCD", "--sweep", "depth=0..1"];
    const shared = await sweep(...args);
    expect(shared.days).toMatchObject([{ isShared: true, messages: 12, kept: 9 }]);
    expect(shared.results[0]).toMatchObject({ name: "depth=0", fills: 1, filledShares: 100 });
    const { code, stdout, stderr } = await hotlane("backtest", bidder, ...args, "--shared", "1", "--json");
    expect(code).toBe(0);
    expect(stderr).toContain("larger than --shared: each run read the files by itself");
    expect((JSON.parse(stdout) as SweepReport).results).toEqual(shared.results);
  });

  it("judges what it chose by days that no other set was run on", async () => {
    const found = await sweep(...data(4), "--sweep", "depth=0..3", "--train", "2", "--test", "1");
    expect(found.folds.map(({ train, test }) => [train, test])).toEqual([
      [dates.slice(0, 2), [dates[2]]],
      [dates.slice(1, 3), [dates[3]]],
    ]);
    // The last day is judged by alone: of four sets one was run there.
    expect(found.runs).toBe(4 * 3 + 1);
    for (const { chosen, inSample, outOfSample, train } of found.folds) {
      const nets = await Promise.all(
        [0, 1, 2, 3].map(async (depth) => {
          const places = train.map((date) => dates.indexOf(date ?? ""));
          const its = places.flatMap((place) => ["--data", files[place] ?? ""]);
          const { stdout } = await hotlane("backtest", bidder, ...its, "--param", `depth=${depth}`, "--json");
          return (JSON.parse(stdout) as BacktestReport).pnl.net;
        }),
      );
      expect(inSample?.net).toBeCloseTo(Math.max(...nets), 9);
      expect(nets[chosen?.set ?? -1]).toBeCloseTo(Math.max(...nets), 9);
      expect(outOfSample?.days).toBe(1);
    }
    const { stdout } = await hotlane(
      "backtest",
      bidder,
      ...data(4),
      "--sweep",
      "depth=0..3",
      "--split",
      "0.5",
    );
    expect(stdout).toMatch(
      /in-sample 2026-03-09 to 2026-03-10 +depth=\d[\s\S]*out-of-sample 2026-03-11 to 2026-03-12/,
    );
  });

  it("goes on where it was killed, and ends as if nobody had", { timeout: 60_000 }, async () => {
    const out = join(scratch, "out");
    const log = join(out, "runs.jsonl");
    const args = [...data(4), "--sweep", "depth=0..20", "--workers", "2"];
    const child = spawn(process.execPath, [program, "backtest", bidder, ...args, "--out", out], {
      stdio: "ignore",
    });
    const lines = (): number => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0);
    while (lines() < 5 && child.exitCode === null) await wait(2);
    child.kill("SIGKILL");
    await once(child, "exit");
    const done = lines();
    expect(done).toBeGreaterThanOrEqual(5);
    // As if the disk had got half of the last line.
    writeFileSync(log, '{"set":20,"day', { flag: "a" });
    const found = await sweep(...args, "--out", out);
    expect(found.resumed).toBe(done);
    const whole = await sweep(...args);
    expect(found.results).toEqual(whole.results);
    expect(existsSync(join(out, "sweep.parquet"))).toBe(true);
    const again = await sweep(...args, "--out", out);
    expect(again).toMatchObject({ resumed: 84, runs: 84 });
    const other = await hotlane("backtest", bidder, ...data(4), "--sweep", "depth=0..21", "--out", out);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("its grid differs") as string });
  });

  it("names the sets that end or throw, and has the others' results", { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await hotlane(
      ...["backtest", bidder, ...data(1), "--sweep", "trick=6..11", "--workers", "2", "--json"],
      ...["--heap", "64", "--run-limit", "10s"],
    );
    expect(code).toBe(1);
    expect(stderr).toContain("4 of 6 runs failed, the first: trick=7 on 2026-03-09");
    const found = JSON.parse(stdout) as SweepReport;
    expect(found.failures.map(({ name, why }) => [name, why.split("\n")[0]])).toEqual([
      ["trick=7", "it ended its worker's thread, with code 3"],
      ["trick=8", "its worker ran out of memory"],
      ["trick=9", "the strategy threw in onBook: Error: no idea"],
      ["trick=10", "it took longer than 10 s"],
    ]);
    expect(found.results.map(({ name }) => name)).toEqual(["trick=6", "trick=11"]);
  });

  it("says what is wrong with what is asked before anything runs", async () => {
    const stderrOf = async (...args: string[]): Promise<string> =>
      (await hotlane("backtest", bidder, ...data(2), ...args)).stderr;
    expect(await stderrOf("--sweep", "dept=1..3")).toContain("did you mean depth?");
    expect(await stderrOf("--sweep", "depth=1..300")).toContain("a whole number from 0 to 100 cents");
    expect(await stderrOf("--sweep", "depth=1..3", "--train", "1")).toContain(
      "--train and --test: expected both",
    );
    expect(await stderrOf("--sweep", "depth=1..3", "--train", "2", "--test", "1")).toContain(
      "leaves none to test",
    );
    expect(await stderrOf("--split", "0.5")).toContain("expected --sweep with it");
  });
});
