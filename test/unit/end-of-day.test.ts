// The end-of-day files: what is in them is what was traded, CSV reads back as it was written, and whatever differs between
// the engine's record and the drop copy is found, each by its name.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { csvLine } from "../../src/endofday/csv.js";
import type { DayFacts, DayOrder, DayPosition } from "../../src/endofday/day-facts.js";
import { writeEndOfDay } from "../../src/endofday/end-of-day.js";
import { TradingDay } from "../../src/sessions/trading-day.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-eod-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** RFC 4180, read letter by letter. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cell = "";
  let row: string[] = [];
  let isQuoted = false;
  for (let i = 0; i < text.length; ++i) {
    const letter = text.charAt(i);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(i + 1) === '"') cell += text.charAt(++i);
      else isQuoted = false;
    } else if (letter === '"') isQuoted = true;
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\r" && text.charAt(i + 1) === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
      ++i;
    } else cell += letter;
  }
  return rows;
}

interface Day {
  facts: DayFacts;
  /** Lines of its drop copy, without the first. */
  lines: Record<string, unknown>[];
}

/** A day of some orders with their trades, busts and corrections, both records made from it. */
function someDay(random: () => number, dropCopy: string): Day {
  const orders: DayOrder[] = [];
  const lines: Record<string, unknown>[] = [];
  const net = new Map<string, number>();
  const symbols = ["ALFA", "BRAVO"];
  for (let number = 1; number <= wholeBetween(random, 1, 60); ++number) {
    const symbol = symbols[wholeBetween(random, 0, 1)] ?? "";
    const side = random() < 0.5 ? "B" : "S";
    const place = { lane: "main", session: "ouch", venueSession: "DAY1", account: "house", strategy: "mm" };
    const order = {
      ...place,
      userRefNum: number,
      orderId: number,
      symbol,
      side,
      quantity: 1_000,
      priceTicks: 50,
    };
    let [executed, executedNotional] = [0, 0];
    for (let trade = wholeBetween(random, 0, 4); trade > 0; --trade) {
      const quantity = wholeBetween(random, 1, 100);
      const priceTicks = wholeBetween(random, 1, 100);
      const tell = (kind: string, more: object = {}): number =>
        lines.push({
          kind,
          seq: 0,
          at: "",
          ...place,
          symbol,
          side,
          order: number,
          orderId: number,
          match: `${lines.length}`,
          quantity,
          priceTicks,
          feeNanos: 3,
          ...more,
        });
      tell("execution");
      executed += quantity;
      executedNotional += quantity * priceTicks;
      const fate = random();
      if (fate < 0.1) {
        tell("bust");
        executed -= quantity;
        executedNotional -= quantity * priceTicks;
      } else if (fate < 0.2) {
        tell("correction", {
          priceTicks: priceTicks + 1,
          quantityBefore: quantity,
          priceTicksBefore: priceTicks,
        });
        executedNotional += quantity;
      }
    }
    const signed = side === "B" ? executed : -executed;
    net.set(symbol, (net.get(symbol) ?? 0) + signed);
    orders.push({ ...order, side, executed, executedNotional, state: "filled" } as DayOrder);
  }
  const positions = symbols.map((symbol): DayPosition => {
    const netAtStart = wholeBetween(random, -100, 100);
    const money = {
      averagePriceTicks: 1,
      markPriceTicks: 1,
      realised: 2,
      unrealised: 3,
      fees: 4,
      rebates: 5,
    };
    return {
      lane: "main",
      account: "house",
      symbol,
      netAtStart,
      net: netAtStart + (net.get(symbol) ?? 0),
      ...money,
    };
  });
  for (const [index, line] of lines.entries()) line.seq = index + 1;
  const times = { day: "2026-03-09", from: "a", to: "b" };
  const venue = { compared: true, differences: [] };
  return { facts: { ...times, orders, positions, kills: [], venue, dropCopy, eventsLost: 0 }, lines };
}

function writeLines(path: string, lines: readonly object[]): void {
  const all = [{ schema: "hotlane.dropcopy/1", kind: "day", seq: 0, day: "2026-03-09" }, ...lines];
  writeFileSync(path, all.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

describe("the end-of-day files", () => {
  const path = join(folder, "drop-copy.jsonl");

  it("hold the day's orders, executions and positions, as JSON and as CSV, and agree with the drop copy", async () => {
    const random = seededRandom();
    for (let round = 0; round < 20; ++round) {
      const { facts, lines } = someDay(random, path);
      writeLines(path, lines);
      const { file, dropCopy } = await writeEndOfDay(folder, facts);
      expect(dropCopy, seedNote).toEqual({ compared: true, differences: [] });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const json = JSON.parse(readFileSync(file, "utf8"));
      expect(json).toMatchObject({ schema: "hotlane.eod/1", day: "2026-03-09" });
      expect(json.totals).toMatchObject({
        orders: facts.orders.length,
        trades: lines.length,
        fees: 8,
        rebates: 10,
      });
      expect(json.totals.feeNanos).toBe(3 * lines.length);
      expect(json.orders).toEqual(facts.orders);
      expect(json.executions).toEqual(lines);
      expect(json.positions).toEqual(facts.positions);
      const csv = (part: string): string[][] =>
        readCsv(readFileSync(file.replace(".json", `-${part}.csv`), "utf8"));
      const [heading = [], ...rows] = csv("orders");
      expect(rows).toEqual(
        facts.orders.map((order) => heading.map((name) => String(order[name as keyof DayOrder]))),
      );
      expect(csv("executions")).toHaveLength(lines.length + 1);
      expect(csv("positions")).toHaveLength(3);
      expect(csv("differences")).toEqual([["against", "difference"]]);
    }
  });

  it("name every order and position that the drop copy has otherwise, and nothing else", async () => {
    const random = seededRandom();
    let found = 0;
    for (let round = 0; round < 60; ++round) {
      const { facts, lines } = someDay(random, path);
      if (lines.length === 0) continue;
      const at = wholeBetween(random, 0, lines.length - 1);
      const victim = lines[at] as { order: number; symbol: string; quantity: number; priceTicks: number };
      const kept =
        random() < 0.5
          ? lines.filter((_, index) => index !== at)
          : lines.map((line, index) => (index === at ? { ...line, quantity: victim.quantity + 1 } : line));
      writeLines(path, kept);
      const { dropCopy } = await writeEndOfDay(folder, facts);
      expect(dropCopy.differences.length, seedNote).toBeGreaterThan(0);
      expect(dropCopy.differences.length, seedNote).toBeLessThanOrEqual(2);
      for (const difference of dropCopy.differences) {
        const isOfOrder = difference.startsWith(`order main/ouch/DAY1/${victim.order} (`);
        expect(isOfOrder || difference.includes(victim.symbol), `${seedNote}: ${difference}`).toBe(true);
      }
      found += 1;
    }
    expect(found).toBeGreaterThan(20);
  });

  it("count trades of an earlier run of the day, and hold no order of this one to them", async () => {
    const { facts, lines } = someDay(seededRandom(), path);
    writeLines(path, [...lines.map((line) => ({ ...line, venueSession: "DAY0" })), ...lines]);
    const { file, dropCopy } = await writeEndOfDay(folder, facts);
    expect(dropCopy.differences).toEqual([]);
    expect(JSON.parse(readFileSync(file, "utf8")).totals.tradesOfEarlierRuns).toBe(lines.length);
  });

  it("say what was lost and what could not be compared", async () => {
    const { facts, lines } = someDay(seededRandom(), path);
    writeLines(path, [...lines, { kind: "gap", seq: 99, lane: "main", events: 3 }]);
    const { dropCopy } = await writeEndOfDay(folder, facts);
    expect(dropCopy.differences).toEqual(["3 events of lanes were lost: neither record is whole"]);
    const without = await writeEndOfDay(folder, { ...facts, dropCopy: undefined });
    expect(without.dropCopy).toMatchObject({ compared: false, why: "no drop copy was kept" });
  });
});

describe("CSV", () => {
  it("reads back as it was written, whatever is in it, but that no cell is a formula", () => {
    const random = seededRandom();
    const letters = ['"', ",", "\n", "\r", "a", " ", "=", "-", "é", "7"];
    for (let round = 0; round < 2_000; ++round) {
      const cells = Array.from({ length: wholeBetween(random, 1, 5) }, () =>
        Array.from({ length: wholeBetween(random, 0, 6) }, () => letters[wholeBetween(random, 0, 9)]).join(
          "",
        ),
      );
      const read = readCsv(csvLine(cells))[0] ?? [];
      expect(
        read.map((cell, i) => (cells[i] !== cell ? cell.slice(1) : cell)),
        seedNote,
      ).toEqual(cells);
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@]/);
    }
    expect(csvLine([-5, undefined, 0])).toBe("-5,,0\r\n");
  });
});

describe("a trading day", () => {
  it("ends at its time, whatever the clocks do, and the next begins", () => {
    const days = new TradingDay("America/New_York", "20:30");
    expect(days.dayOf(Date.parse("2026-03-08T00:29:59Z"))).toBe("2026-03-07");
    // Clocks go forward in the night: the day is 23 hours long.
    expect(days.endOf("2026-03-08") - days.endOf("2026-03-07")).toBe(23 * 3_600_000);
    const midnight = new TradingDay("Europe/London", "00:00");
    expect(midnight.dayOf(Date.parse("2026-10-24T23:00:00Z"))).toBe("2026-10-25");
    expect(midnight.endOf("2026-10-25") - midnight.endOf("2026-10-24")).toBe(25 * 3_600_000);
  });

  it("is the day of every moment until its end, and of none after", () => {
    const random = seededRandom();
    for (const zone of ["America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tokyo"]) {
      for (const ends of ["00:00", "01:30", "17:00", "20:30", "23:59:59"]) {
        const days = new TradingDay(zone, ends);
        for (let round = 0; round < 60; ++round) {
          const now = Date.parse("2018-01-01T00:00:00Z") + wholeBetween(random, 0, 365 * 86_400) * 1_000;
          const day = days.dayOf(now);
          const end = days.endOf(day);
          expect(days.dayOf(end) > day, `${seedNote} ${zone} ${ends} ${now}`).toBe(true);
          expect(end - now, `${seedNote} ${zone} ${ends} ${now}`).toBeLessThanOrEqual(26 * 3_600_000);
          expect(end > now, `${seedNote} ${zone} ${ends} ${now}`).toBe(true);
          expect(new TradingDay(zone, ends).dayOf(now), `${seedNote} ${zone} ${ends} ${now}`).toBe(day);
        }
      }
    }
  });

  it("ends when clocks that go back show its end for the last time", () => {
    const days = new TradingDay("America/New_York", "01:30"); // shown twice on 4 November
    const end = Date.parse("2018-11-04T06:30:00Z");
    expect(days.endOf("2018-11-04")).toBe(end);
    for (let minutes = -120; minutes <= 120; ++minutes) {
      const day = minutes < 0 ? "2018-11-04" : "2018-11-05";
      const now = end + minutes * 60_000;
      expect(days.dayOf(now), String(minutes)).toBe(day);
      expect(new TradingDay("America/New_York", "01:30").dayOf(now), String(minutes)).toBe(day);
    }
  });
});
