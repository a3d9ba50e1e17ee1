// Strategies that hang, recurse, take too long or hoard memory, live beside one that trades: each is stopped, with what it
// did and the line where, the other trades on, and no packet is missed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";
import { expectNoPacketMissed, witnessJournal, witnessPlace } from "./misses-no-packet.js";

let engine: ControlledEngine | undefined;
afterEach(() => engine?.discard());

const strategy = (body: string): string =>
  `import { Strategy } from "hotlane/sdk";\nexport default class Bad extends Strategy {\n${body}\n}\n`;

/** Beside a market maker on another symbol, and a witness; `settings`: more of its place. */
async function startBad(body: string, settings = "", ...lines: string[]): Promise<ControlledEngine> {
  const running = new ControlledEngine([]);
  engine = running;
  running.configure([
    "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
    "strategies:",
    `  - { name: maker, file: ${marketMaker}, instruments: [BRAVO] }`,
    witnessPlace(running.folder),
    `  - { name: bad, file: ./bad.ts, instruments: [ALFA]${settings} }`,
    "venue: {}",
    witnessJournal,
    ...lines,
  ]);
  writeFileSync(join(running.folder, "bad.ts"), strategy(body));
  return running.start();
}

/** It is stopped for good, the maker sends more orders than before, and the witness has missed nothing. */
async function othersGoOn(running: ControlledEngine): Promise<void> {
  await running.untilTrading();
  const sent = async (): Promise<number> => (await running.status()).lanes[0]?.sent ?? 0;
  const before = await sent();
  await running.until("traded on", async () => (await sent()) > before + 20);
  const { lanes, strategies } = await running.status();
  expect(strategies.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "maker running",
    "witness running",
    expect.stringMatching(/^bad (failed|stopped)$/),
  ]);
  expect(lanes[0]).toMatchObject({ state: "running", halts: 0 });
  expect(await expectNoPacketMissed(running)).toBeGreaterThan(1_000);
}

it("ends a call that loops for ever, and names the line where it was", async () => {
  const running = await startBad(
    ["turns = 0;", "onBook(): void {", "  for (;;) {", "    this.turns += 1;", "  }", "}"].join("\n"),
    ", timeBudgetMs: 100",
  );
  await running.untilSaid("strategy bad is stopped and its orders are cancelled");
  expect(running.stderr).toContain("it threw in onBook: it did not return within 100 ms and was ended");
  expect(running.stderr).toMatch(/bad\.ts:[56]:/);
  await othersGoOn(running);
});

it("stops a strategy that recurses without end, as one that throws", async () => {
  const running = await startBad(
    "deep(): number { return this.deep() + 1; }\nonBook(): void { this.deep(); }",
  );
  await running.untilSaid("strategy bad is stopped and its orders are cancelled");
  expect(running.stderr).toContain("Maximum call stack size exceeded");
  expect(running.stderr).toContain("bad.ts:3:");
  await othersGoOn(running);
});

it("stops a strategy whose call came back later than it may", async () => {
  // Ended by the watchdog or come back by itself, whichever is first.
  const running = await startBad(
    "onBook(): void { const end = Date.now() + 60; while (Date.now() < end); }",
    ", timeBudgetMs: 20",
  );
  await running.untilSaid("strategy bad: failed: a call took");
  expect(running.stderr).toContain("it may take 20.00 ms");
  await othersGoOn(running);
});

it("stops the last that came when the strategies' JavaScript outgrows its bound", async () => {
  const running = await startBad(
    "kept: number[][] = [];\nonBook(): void { this.kept.push(new Array<number>(2_000).fill(1.5)); }",
    "",
    "lanes: [{ name: main, scriptHeapMegabytesMax: 64 }]",
  );
  await running.untilSaid("its strategies' JavaScript has grown to");
  expect(running.stderr).toContain("over 64 MiB: strategy bad, the last that came, is stopped");
  await othersGoOn(running);
});

it("tells how long the calls of each strategy took, by callback", async () => {
  const running = await startBad("onTimer(): void {}");
  await running.untilTrading();
  const report = await running.stop();
  const [maker, , bad] = report.strategies;
  expect(maker?.calls.onBook?.count).toBeGreaterThan(20);
  expect(maker?.calls.onOrder?.p50).toBeGreaterThan(0);
  // Never by a timer: it asked for none.
  expect(Object.keys(bad?.calls ?? {})).toEqual(["onStart", "onStop"]);
});
