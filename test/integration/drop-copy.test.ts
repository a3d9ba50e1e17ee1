// The drop copy and the end-of-day files of an engine that trades: real processes, a reader that comes and goes, a crash,
// a disk that fills up.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../src/bench/free-port.js";
import type { OrderRecordLine } from "../../src/dropcopy/drop-copy-record.js";
import { ControlledEngine, embeddedTrading } from "./controlled-engine.js";

let engine: ControlledEngine;
let mounted = "";
afterEach(async () => {
  await engine.end();
  if (mounted !== "") spawnSync("umount", [mounted]);
  mounted = "";
  await engine.discard();
});

/** What a reader is given that asks so, until `until` says so of the newest number or the line is closed. */
function read(port: number, request: string, until: (seq: number) => boolean): Promise<OrderRecordLine[]> {
  return new Promise((resolve, reject) => {
    const lines: OrderRecordLine[] = [];
    let rest = "";
    const socket = createConnection(port, "127.0.0.1", () => socket.write(`${request}\n`));
    socket.on("data", (chunk) => {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      const records = parts.map((part) => JSON.parse(part) as OrderRecordLine);
      lines.push(...records.filter(({ seq }) => seq !== undefined));
      if (until(lines.at(-1)?.seq ?? 0)) socket.destroy();
    });
    socket.on("close", () => resolve(lines));
    socket.on("error", reject);
  });
}

const fileOf = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => /^drop-copy-.*\.jsonl$/.test(name)) ?? "none");

const linesIn = (path: string): OrderRecordLine[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as OrderRecordLine);

describe("the drop copy of an engine", () => {
  it("tells every execution once to a reader that comes and goes, and agrees with all that is known at the end", async () => {
    const port = await freePort("tcp");
    engine = new ControlledEngine([...embeddedTrading, `dropCopy: { listen: "127.0.0.1:${port}" }`]).start();
    await engine.untilTrading();
    const seen: OrderRecordLine[] = [];
    for (let visit = 1; visit <= 4; ++visit) {
      const next = (seen.at(-1)?.seq ?? 0) + 1;
      seen.push(...(await read(port, `FROM ${next}`, (seq) => seq >= next + 100)));
      await pause(100);
    }
    const last = read(port, `FROM ${(seen.at(-1)?.seq ?? 0) + 1}`, () => false);
    const { dropCopy } = await engine.status();
    expect(dropCopy?.readers).toBe(1);
    const report = await engine.stop();
    seen.push(...(await last));

    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect(seen).toHaveLength(report.orders.fills);
    expect(seen).toEqual(linesIn(fileOf(engine.stateFolder)));
    expect(seen.every(({ kind }) => kind === "execution")).toBe(true);
    for (const { symbol, net } of report.positions) {
      const traded = seen
        .filter((line) => line.symbol === symbol)
        .reduce((sum, { side, quantity }) => sum + (side === "B" ? quantity : -quantity), 0);
      expect(traded, symbol).toBe(net);
    }
    expect(report.reconciled).toBe(true);
    expect(report.endOfDay?.venue).toEqual({ compared: true, differences: [] });
    expect(report.endOfDay?.dropCopy).toEqual({ compared: true, differences: [] });
    const eod = JSON.parse(readFileSync(report.endOfDay?.file ?? "", "utf8"));
    expect(eod.totals).toMatchObject({ orders: report.venue.orders, trades: seen.length });
    const fees = report.positions.reduce((sum, position) => sum + position.fees - position.rebates, 0);
    expect(eod.totals.feeNanos / 1e5).toBeCloseTo(fees, 3);
    expect(eod.executions).toEqual(seen);
  });

  it("goes on with its numbers after a crash of the engine, the torn line cut off", async () => {
    engine = new ControlledEngine(embeddedTrading).start();
    await engine.untilTrading();
    await engine.until("filled some", async () => ((await engine.status()).dropCopy?.records ?? 0) > 50);
    engine.signal("SIGKILL");
    await engine.ended;
    const file = fileOf(engine.stateFolder);
    const before = linesIn(file);
    writeFileSync(file, '{"kind":"execution","seq":', { flag: "a" });
    engine.start();
    await engine.untilSaid("bytes of");
    await engine.untilTrading();
    const report = await engine.stop();
    const lines = linesIn(file);
    expect(lines.slice(0, before.length)).toEqual(before);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    expect(lines).toHaveLength(before.length + report.orders.fills);
    expect(report.endOfDay?.dropCopy).toEqual({ compared: true, differences: [] });
  });

  it("kills the firm when its disk is full, and says why", async (context) => {
    engine = new ControlledEngine([...embeddedTrading, "dropCopy: { directory: ./small }"]);
    const small = join(engine.folder, "small");
    mkdirSync(small, { mode: 0o700 });
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", small], {
      encoding: "utf8",
    });
    if (mount.status !== 0) return context.skip(`no small disk can be mounted: ${mount.stderr?.trim()}`);
    mounted = small;
    engine.start();
    await engine.untilSaid("the firm is killed by engine: the drop copy can't be written");
    expect(engine.stderr).toContain("ENOSPC");
    await engine.until("closed its orders", async () => (await engine.status()).lanes[0]?.open === 0);
    const { lanes, killed } = await engine.status();
    expect(killed).toMatchObject([{ origin: "engine", by: "engine" }]);
    await pause(300);
    expect((await engine.status()).lanes[0]?.sent).toBe(lanes[0]?.sent);
    const file = fileOf(small);
    expect(linesIn(file).length).toBeGreaterThan(50);
    const report = await engine.stop();
    expect(report.differences).toEqual([]);
    expect(existsSync(join(engine.stateFolder, "kills.json"))).toBe(true);
  });
});
