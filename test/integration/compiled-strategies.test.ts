// Strategies as machine code: the same decisions as inline, byte for byte; what goes wrong in one is cut off, and told with
// its line; an engine runs them beside others. Skipped where wasm2c is missing.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { findTools } from "../../src/compiler/machine-code.js";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";
import { generatedStrategy } from "./generated-strategy.js";
import { expectNoPacketMissed, witnessJournal, witnessPlace } from "./misses-no-packet.js";

const tools = findTools();
const canCompile = typeof tools === "object";
if (!canCompile) process.stderr.write(`compiled strategies are not tested: ${tools}\n`);
const root = resolve(import.meta.dirname, "../..");
const program = join(root, "build/ts/cli/hotlane.js");
const folder = mkdtempSync(join(tmpdir(), "hotlane-compiled-"));
const environment = { ...process.env, XDG_CACHE_HOME: folder, HOTLANE_TEST_CACHE: join(folder, "called") };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface BuildReport {
  tier: string;
  version?: string;
  refusals: { line: number; words: string }[];
  comparison?: { markets: number; calls: number; intents: number; difference?: { words: string } };
}

function build(file: string, ...more: string[]): BuildReport {
  const args = [program, "build", file, "--json", ...more];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", env: environment }),
  ) as BuildReport;
}

const markets = 100;
const generated = 6;
const seed = Number(process.env.HOTLANE_TEST_SEED ?? 20261130);
const examples = ["imbalance-taker", "market-maker", "opening-auction", "pairs", "twap"].map((name) =>
  join(root, `src/strategies/examples/${name}.ts`),
);

describe.skipIf(!canCompile)("a compiled strategy", () => {
  it.each([
    ...examples,
    join(import.meta.dirname, "compiled-fixtures/everything.ts"),
  ])("decides as the inline one does: %s", (file) => {
    const { comparison } = build(file, "--compare", String(markets), "--seed", String(seed));
    expect(comparison).toEqual({ markets, calls: markets * 500, intents: comparison?.intents });
    expect(comparison?.intents).toBeGreaterThan(0);
  });

  it.each(
    Array.from({ length: generated }, (_, index) => seed + index),
  )("decides as the inline one does, written from seed %i", (its) => {
    const file = join(folder, `generated${its}.ts`);
    writeFileSync(file, generatedStrategy(its));
    const { refusals, comparison } = build(file, "--compare", "20", "--seed", String(its));
    expect(refusals).toEqual([]);
    expect(comparison).toEqual({ markets: 20, calls: 10_000, intents: comparison?.intents });
  });
});

interface Called {
  kind: string;
  /** Callbacks that came to their end. */
  done: number;
  failure: { callback: string; words: string } | null;
  error: string | null;
}

let files = 0;

/** Its onBook has these statements from line 6 on. */
function call(statements: string, members = "", ...callbacks: string[]): Called & { file: string } {
  files += 1;
  const file = join(folder, `failing${files}.ts`);
  const source = `import { type Instrument, Strategy } from "hotlane/sdk";
export default class Failing extends Strategy {
  private list: number[] = []; private count: number = 0;
  ${members}
  override onBook(instrument: Instrument): void {
${statements}
  }
}
class Node { next: Node | null = null; }
`;
  writeFileSync(file, source);
  const args = [join(import.meta.dirname, "compiled-call.mjs"), file, ...callbacks];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", env: environment });
  return { ...(JSON.parse(output) as Called), file };
}

describe.skipIf(!canCompile)("a compiled strategy that fails", () => {
  it.each([
    ["while (true) this.count += 1;", "", 6, "more than 100000 turns of loops"],
    ["for (;;) {}", "", 6, "more than 100000 turns of loops"],
    [
      "this.again(1);",
      "again(n: number): number { return this.again(n + 1) + 1; }",
      4,
      "calls too deep in each other",
    ],
    [
      "this.count = this.ping(0);",
      "ping(n: number): number { return this.pong(n); } pong(n: number): number { return 1 + this.ping(n); }",
      4,
      "calls too deep",
    ],
    [
      "for (let i = 0; i < 9_000; i += 1) { const one = new Node(); if (one.next === null) this.count += 1; }",
      "",
      6,
      "more memory than the 16 MiB",
    ],
    ["const big = new Float64Array(3_000_000); big[0] = 1;", "", 6, "more memory than the 16 MiB"],
    ['throw new Error("on purpose");', "", 6, "it threw: on purpose"],
    ["this.count = this.list[3] as number;", "", 6, "an array's index beyond its end"],
    ["this.list[0.5] = 1;", "", 6, "an array's index that is no whole number"],
    ["this.list[-1] = 1;", "", 6, "a write beyond the end of an array"],
    ["this.list[1] = 1;", "", 6, "a write beyond the end of an array"],
    ["this.count = new Float64Array(1.5).length;", "", 6, "an array's size that is no whole number"],
    ["this.list.pop();", "", 5, "pop() of an empty array"],
    ["this.count = this.book.bid(0.5);", "", 5, "an instrument that the lane has not"],
    ["this.count = this.position(256);", "", 5, "an instrument that the lane has not"],
    ["this.count = this.instruments[2] as number;", "", 6, "an array's index beyond its end"],
  ])("is stopped and says where: %s", (statements, members, line, words) => {
    const { failure, done, file } = call(statements, members, ...new Array<string>(200).fill("onBook"));
    expect(failure?.callback).toBe("onBook");
    expect(failure?.words).toContain(`${file}:${line}: `);
    expect(failure?.words).toContain(words);
    expect(done).toBeLessThan(200);
  });

  it("is stopped while it is made, too", () => {
    const { failure, error } = call("", "private own: number = this.list[1] as number;", "onBook");
    expect(failure).toMatchObject({ callback: "constructor" });
    expect(failure?.words).toContain(":4: an array's index beyond its end");
    expect(error).toContain("failed while it was made");
  });

  it("does not stop for what merely takes long enough", () => {
    const statements = "for (let i = 0; i < 99_000; i += 1) this.count += 1;";
    expect(call(statements, "", "onBook", "onBook")).toMatchObject({ failure: null, done: 2 });
  });
});

describe.skipIf(!canCompile)("an engine", () => {
  let engine: ControlledEngine | undefined;
  afterEach(() => engine?.discard());

  /** With a witness behind them, and a journal. */
  function start(strategies: string[], files: Record<string, string>): ControlledEngine {
    const running = new ControlledEngine([], { XDG_CACHE_HOME: folder });
    engine = running;
    running.configure([
      "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
      "strategies:",
      ...strategies,
      witnessPlace(running.folder),
      "venue: {}",
      witnessJournal,
    ]);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(running.folder, name), text);
    running.start();
    return running;
  }

  const looping = `import { Strategy } from "hotlane/sdk";
export default class Looping extends Strategy {
  private calls: number = 0;
  override onBook(): void {
    this.calls += 1;
    while (this.calls > 3) this.calls += 1;
  }
}
`;

  it("cuts an endless loop off, names its line, and its others trade on and miss no packet", async () => {
    const running = start(
      [
        "  - { name: looping, file: ./looping.ts, instruments: [ALFA], tier: compiled, turnsMax: 5000 }",
        `  - { name: maker, file: ${marketMaker}, instruments: [BRAVO], tier: compiled }`,
      ],
      { "looping.ts": looping },
    );
    await running.untilSaid("strategy looping is stopped and its orders are cancelled");
    expect(running.stderr).toContain("looping.ts:6: more than 5000 turns of loops");
    expect(running.stderr).toContain("strategy maker runs as machine code");
    await running.untilTrading();
    const status = await running.status();
    expect(status.lanes[0]).toMatchObject({ state: "running" });
    expect(await expectNoPacketMissed(running)).toBeGreaterThan(1_000);
  });

  it("takes a submitted one in shadow, lets it trade, replaces it, and its journal replays to the bit", async () => {
    const running = start(["  - { name: desk }"], {});
    await running.untilSaid("order session: ready");
    const submit = (...more: string[]) =>
      running.command("submit", marketMaker, "--as", "desk", "--tier", "compiled", ...more);
    expect(await submit()).toMatchObject({ code: 0, stdout: expect.stringContaining("compiled, in shadow") });
    await running.until("would have filled", async () => {
      const [desk] = (await running.status()).strategies;
      return desk?.state === "shadow" && desk.strategy?.tier === "compiled" && (desk.shadow?.fills ?? 0) > 0;
    });
    expect((await running.command("live", "desk")).code).toBe(0);
    await running.untilTrading();
    expect(await submit("--replace", "--live", "--param", "skewTicks=200")).toMatchObject({ code: 0 });
    await running.until("the second trades", async () => {
      const [desk] = (await running.status()).strategies;
      return desk?.state === "running" && (desk.calls.onOrder?.count ?? 0) > 0;
    });
    expect((await running.command("withdraw", "desk")).stdout).toContain("strategy desk: stopped");
    expect(await running.stop()).toMatchObject({ orders: { open: 0 }, reconciled: true });

    const submitted = running.auditLog.filter(({ what }) => what === "submit");
    const known = { tier: "compiled", build: build(marketMaker).version };
    expect(submitted.map(({ details }) => details)).toEqual([
      expect.objectContaining({ ...known, isLive: false }),
      expect.objectContaining({ ...known, isLive: true }),
    ]);
    const replay = await running.plainCommand(
      "replay",
      join(running.folder, "journal"),
      "--verify",
      "--json",
    );
    expect(JSON.parse(replay.stdout)).toMatchObject({ identical: true });
  });

  it("cuts off a submitted one that loops for ever, and trades on with its other strategy", async () => {
    const running = start(
      [
        "  - { name: desk, instruments: [ALFA], turnsMax: 5000 }",
        `  - { name: maker, file: ${marketMaker}, instruments: [BRAVO] }`,
      ],
      {
        "looping.ts": looping
          .replace("> 3", "> 50")
          .replace("    while", "    if (this.calls === 9) this.orders.buy(0, 100, 100);\n    while"),
      },
    );
    await running.untilTrading();
    const file = join(running.folder, "looping.ts");
    const submitted = await running.command("submit", file, "--as", "desk", "--tier", "compiled", "--live");
    expect(submitted).toMatchObject({ code: 0 });
    await running.untilSaid("strategy desk is stopped and its orders are cancelled");
    expect(running.stderr).toContain("looping.ts:7: more than 5000 turns of loops");
    const sent = async () => (await running.status()).lanes[0]?.sent ?? 0;
    const before = await sent();
    await running.until("the other traded on", async () => (await sent()) > before + 20);
    const { lanes, strategies } = await running.status();
    expect(strategies.map(({ state }) => state)).toEqual(["failed", "running", "running"]);
    expect(lanes[0]).toMatchObject({ state: "running", halts: 0 });
    expect((await running.command("withdraw", "maker")).code).toBe(0);
    expect(await expectNoPacketMissed(running)).toBeGreaterThan(1_000);
    expect(running.report).toMatchObject({ orders: { open: 0 }, reconciled: true });
  });

  it("refuses to submit as machine code what can't be compiled, or fails while it is made, with its line", async () => {
    const running = start(["  - { name: desk }"], {
      "mapping.ts": looping.replace("this.calls += 1;", "this.calls += [1].map((one) => one).length;"),
      "early.ts": looping.replace("calls: number = 0", "calls: number = this.instruments[7] as number"),
    });
    await running.untilSaid("order session: ready");
    const submit = (name: string, tier: string) =>
      running.command("submit", join(running.folder, name), "--as", "desk", "--tier", tier);
    const refused = await submit("mapping.ts", "compiled");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/can't be compiled: .*mapping\.ts:5: a function as a value/);
    const failed = await submit("early.ts", "compiled");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/constructor: .*early\.ts:3: an array's index beyond its end/);
    expect((await running.status()).strategies[0]).toMatchObject({ state: "idle" });
    expect(await submit("mapping.ts", "auto")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("inline, in shadow"),
    });
    await running.untilSaid("strategy desk runs inline, for it can't be compiled:");
  });

  it("runs inline what can't be compiled, and says why", async () => {
    const source = looping.replace("this.calls += 1;", "this.calls += [1].map((one) => one).length;");
    const running = start(["  - { name: mapping, file: ./mapping.ts, tier: auto }"], {
      "mapping.ts": source.replace("> 3", "< 0"),
    });
    await running.untilSaid("strategy mapping runs inline, for it can't be compiled:");
    expect(running.stderr).toMatch(/mapping\.ts:5: a function as a value/);
  });
});
