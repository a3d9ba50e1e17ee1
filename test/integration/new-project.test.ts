// `hotlane new` as a user runs it: what it makes type-checks, passes its tests and trades at once, without a network.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hotlane, type Outcome, run } from "./run-program.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-new-"));
const project = join(folder, "my-strategy");

// npm runs a script with the project's programs first on the path, in its folder.
const script = (name: string, ...args: string[]): Promise<Outcome> =>
  run("npm", ["--prefix", project, "run", "--silent", name, "--", ...args], { NO_COLOR: "1" });

beforeAll(async () => {
  const made = await hotlane("new", project);
  expect(made.stderr).toBe("");
  expect(made.code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a new project", () => {
  it("type-checks against the SDK's own types", async () => {
    expect(await script("check")).toEqual({ code: 0, stdout: "", stderr: "" });
    const file = join(project, "strategy.ts");
    const source = readFileSync(file, "utf8");
    writeFileSync(file, source.replace("this.book.bid(instrument)", "this.book.bidd(instrument)"));
    const broken = await script("check");
    writeFileSync(file, source);
    expect(broken.code).not.toBe(0);
    expect(broken.stdout).toMatch(/strategy\.ts.*'bidd' does not exist on type 'Book'/);
  });

  it("passes its own tests", async () => {
    const { code, stdout } = await script("test");
    expect(stdout).toMatch(/Tests +4 passed/);
    expect(code).toBe(0);
  });

  it("trades on a venue of its own", async () => {
    const { code, stdout, stderr } = await script("start", "--seconds", "2", "--json");
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as { orders: { accepted: number }; reconciled: boolean };
    expect(report.orders.accepted).toBeGreaterThan(0);
    expect(report.reconciled).toBe(true);
  });

  it("backtests its strategy on its sample, the same each time", async () => {
    const results = [];
    for (let times = 0; times < 2; ++times) {
      const { code, stdout, stderr } = await script("backtest", "--json");
      expect(code, stderr).toBe(0);
      results.push(JSON.parse(stdout) as { orders: number; fills: number; stateHash: string });
    }
    const [first, second] = results;
    expect(first?.orders).toBeGreaterThan(100);
    expect(first?.fills).toBeGreaterThan(100);
    expect(first?.stateHash).toMatch(/^[0-9a-f]{16}$/);
    expect(second?.stateHash).toBe(first?.stateHash);
  });

  it("has a sample of a market, the same each time", async () => {
    const books = await hotlane("book", join(project, "sample.itch"), "--json");
    expect(books.code, books.stderr).toBe(0);
    const digest = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
    const again = join(folder, "again.itch");
    expect((await hotlane("sample", again)).code).toBe(0);
    expect(digest(again)).toBe(digest(join(project, "sample.itch")));
  });
});

describe("hotlane new", () => {
  it("leaves a folder alone that has something in it, and says what", async () => {
    const full = join(folder, "full");
    mkdirSync(full);
    writeFileSync(join(full, "notes.txt"), "mine");
    const { code, stderr } = await hotlane("new", full);
    expect(code).toBe(2);
    expect(stderr).toContain("is not empty (it has notes.txt): nothing was changed");
    expect(readdirSync(full)).toEqual(["notes.txt"]);
  });

  it("takes an empty one", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    expect((await hotlane("new", empty)).code).toBe(0);
    expect(existsSync(join(empty, "strategy.ts"))).toBe(true);
  });

  it("refuses a file in its place, and a name that nothing can have", async () => {
    writeFileSync(join(folder, "file"), "");
    expect((await hotlane("new", join(folder, "file"))).stderr).toContain("is a file; choose another name");
    const { code, stderr } = await hotlane("new", join(folder, "My Strategy"));
    expect(code).toBe(2);
    expect(stderr).toContain('found "My Strategy" as the project\'s name, expected up to 32 small letters');
    expect(existsSync(join(folder, "My Strategy"))).toBe(false);
  });
});

describe("hotlane sample", () => {
  it.each([
    [["--symbols", "alfa"], 'Expected symbols like ALFA,BRAVO, of up to 8 letters, found "alfa"'],
    [["--symbols", "ALFA,ALFA"], "A symbol is named twice"],
    [["--seconds", "0"], 'Expected a number from 0.001 to 23400, found "0"'],
    [["--seconds", "23400", "--rate", "1000"], "are 23,400,000 messages, expected at most 10,000,000"],
  ])("refuses %j", async (options, words) => {
    const { code, stderr } = await hotlane("sample", join(folder, "never.itch"), ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, "never.itch"))).toBe(false);
  });

  it("says where it can't write", async () => {
    const { code, stderr } = await hotlane("sample", join(folder, "no", "such.itch"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot write .*such\.itch: ENOENT/);
  });
});
