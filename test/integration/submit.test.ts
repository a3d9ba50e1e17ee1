// Strategies that are submitted to an engine that runs, by the commands that a quant gives.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { LanePlaceReport } from "../../src/engine/submission-desk.js";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";

const patienceMs = 20_000;
let engine: ControlledEngine | undefined;
afterEach(() => engine?.discard());

function start(...places: string[]): ControlledEngine {
  engine = new ControlledEngine([
    "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
    "strategies:",
    ...places.map((place) => `  - ${place}`),
    "venue: {}",
  ]);
  return engine.start();
}

async function placeOf(running: ControlledEngine, name: string): Promise<LanePlaceReport> {
  const found = (await running.status()).strategies.find((place) => place.name === name);
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

async function untilPlace(
  running: ControlledEngine,
  name: string,
  isSo: (place: LanePlaceReport) => boolean,
): Promise<LanePlaceReport> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const place = await placeOf(running, name);
    if (isSo(place)) return place;
    if (Date.now() > end) throw new Error(`waited in vain: ${JSON.stringify(place)}`);
    await pause(50);
  }
}

const sent = async (running: ControlledEngine): Promise<number> =>
  (await running.status()).lanes.reduce((sum, lane) => sum + lane.sent, 0);

it("takes a strategy in shadow, then lets it trade, and writes each step to the audit log", async () => {
  const running = start("{ name: desk }");
  await running.untilSaid("order session: ready");
  expect(await placeOf(running, "desk")).toMatchObject({ state: "idle" });

  const submitted = await running.command("submit", marketMaker, "--as", "desk", "--param", "quantity=200");
  expect(submitted).toMatchObject({ code: 0, stdout: expect.stringContaining("in shadow") });
  expect(submitted.stdout).toContain("quantity 200, skewTicks 100, positionMax 1000");
  const shadow = await untilPlace(running, "desk", ({ shadow }) => (shadow?.fills ?? 0) > 0);
  expect(shadow).toMatchObject({ state: "shadow", strategy: { parameters: { quantity: 200 } } });
  expect(await sent(running)).toBe(0);

  expect(await running.command("live", "desk", "--by", "ann", "--reason", "looks right")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("strategy desk: running"),
  });
  await running.untilTrading();
  expect((await running.command("withdraw", "desk")).stdout).toContain("strategy desk: stopped");
  const report = await running.stop();
  expect(report).toMatchObject({ orders: { open: 0 }, reconciled: true });

  const own = running.auditLog.filter(({ what }) => ["submit", "live", "withdraw"].includes(what));
  expect(own.map(({ what }) => what)).toEqual(["submit", "live", "withdraw"]);
  expect(new Set(own.map(({ details }) => details.version)).size).toBe(1);
});

it("puts another version in a live one's place only when asked, its orders cancelled first", async () => {
  const running = start(`{ name: desk, file: ${marketMaker} }`);
  await running.untilTrading();
  const refused = await running.command("submit", marketMaker, "--as", "desk");
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("say --replace") });

  const before = await placeOf(running, "desk");
  const replaced = await running.command(
    ...["submit", marketMaker, "--as", "desk", "--replace", "--live", "--param", "skewTicks=200"],
  );
  expect(replaced.code).toBe(0);
  const after = await untilPlace(running, "desk", ({ state }) => state === "running");
  expect(after.strategy).toMatchObject({ version: before.strategy?.version, parameters: { skewTicks: 200 } });
  const sentBefore = await sent(running);
  await untilPlace(running, "desk", () => true);
  await expect.poll(() => sent(running), { timeout: patienceMs }).toBeGreaterThan(sentBefore);
  expect(await running.stop()).toMatchObject({ orders: { open: 0 }, reconciled: true });
});

it("hands state and open orders over where both versions say how", async () => {
  const source = (version: number): string => `
    import { Strategy, type Instrument } from "hotlane/sdk";
    export default class Carrier extends Strategy {
      order = 0;
      version = ${version};
      onBook(instrument: Instrument): void {
        if (this.order !== 0 || !this.book.isLive(instrument) || this.book.bid(instrument) < 200) return;
        this.order = this.orders.buy(instrument, 100, this.book.bid(instrument) - 200_00);
      }
      onOrder(update: { orderId: number; isDone: boolean }): void {
        if (update.isDone) throw new Error("order " + update.orderId + " is done in version " + this.version);
      }
      handOver(): number { return this.order; }
      takeOver(order: unknown): void { this.order = order as number; }
      onStart(): void { if (this.version === 2 && this.order === 0) throw new Error("nothing was handed over"); }
    }`;
  const running = start("{ name: desk, instruments: [ALFA] }");
  const file = join(running.folder, "carrier.ts");
  await running.untilSaid("order session: ready");
  writeFileSync(file, source(1));
  expect(await running.command("submit", file, "--as", "desk", "--live")).toMatchObject({ code: 0 });
  await expect.poll(() => sent(running), { timeout: patienceMs }).toBe(1);
  await expect.poll(async () => (await running.status()).lanes[0]?.open, { timeout: patienceMs }).toBe(1);
  writeFileSync(file, source(2));
  const second = await running.command("submit", file, "--as", "desk", "--live", "--replace");
  expect(second).toMatchObject({ code: 0 });
  await pause(300);
  expect(await placeOf(running, "desk")).toMatchObject({ state: "running" });
  expect((await running.status()).lanes[0]).toMatchObject({ open: 1, sent: 1 });
});

it("refuses in words what can't take a place, and leaves who is there alone", async () => {
  const running = start(`{ name: desk, file: ${marketMaker} }`, "{ name: spare }");
  await running.untilTrading();
  const file = join(running.folder, "wrong.ts");
  const submit = async (source: string, ...args: string[]) => {
    writeFileSync(file, source);
    return running.command("submit", file, "--as", "spare", ...args);
  };
  const strategy = (body: string): string =>
    `import { Strategy, wholeNumber } from "hotlane/sdk";\nexport default class Mine extends Strategy {\n${body}\n}\n`;

  const wrongType = await submit(strategy("onTimer(): void { const x: number = 'text'; }"));
  expect(wrongType).toMatchObject({ code: 1, stderr: expect.stringContaining("its types are wrong") });
  expect(wrongType.stderr).toContain("wrong.ts(3,");
  const wrongParameter = await submit(
    strategy('q = wholeNumber("q", 5, 1, 9, "shares");'),
    "--param",
    "q=10",
  );
  expect(wrongParameter.stderr).toContain(
    "parameter q: found 10, expected a whole number from 1 to 9 shares",
  );
  const throwing = await submit(strategy("constructor() { super(); throw new Error('not today'); }"));
  expect(throwing.stderr).toContain("not today");
  expect((await submit("export default 5;")).stderr).toContain("a class that extends Strategy");
  expect((await submit("import x from './none.js'; export default x;")).stderr).toContain("none.js");
  expect((await running.command("submit", marketMaker, "--as", "nobody")).stderr).toContain(
    'found "nobody", expected one of the configuration\'s strategies: desk, spare',
  );
  expect((await running.command("live", "spare")).stderr).toContain("expected one in shadow");
  expect((await running.command("withdraw", "spare")).stderr).toContain("expected one that runs");
  expect(await placeOf(running, "spare")).toMatchObject({ state: "idle" });
  expect(await placeOf(running, "desk")).toMatchObject({ state: "running" });
});
