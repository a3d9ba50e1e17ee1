// What people look at after `hotlane backtest`: Parquet files by another reader, marks of fills against a plain book, a page.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createContext, Script } from "node:vm";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import { NaiveBook } from "./naive-book.js";
import { type ParquetRow, readParquetFile } from "./read-parquet.js";
import { hotlane } from "./run-program.js";

const sample = join(process.env.HOTLANE_SHARED ?? "", "data/itch/aapl-amzn-2012-06-21.itch.gz");
const withData = process.env.HOTLANE_SHARED !== undefined && existsSync(sample) ? describe : describe.skip;
const marketMaker = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");

const scratch = mkdtempSync(join(tmpdir(), "hotlane-results-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const [parquet, html] = [join(scratch, "parquet"), join(scratch, "page.html")];
let made: Promise<BacktestReport> | undefined;

/** One run for all tests here. */
function results(): Promise<BacktestReport> {
  made ??= (async () => {
    const args = [
      "--data",
      sample,
      "--symbols",
      "AAPL,AMZN",
      "--from",
      "09:30",
      "--to",
      "10:30",
      "--fees",
      "add=-0.0020",
    ];
    // Latency of market data must not matter for where the market stood.
    const outputs = ["--latency", "feed=3ms,order=50us", "--parquet", parquet, "--html", html, "--json"];
    const { code, stdout, stderr } = await hotlane("backtest", marketMaker, ...args, ...outputs);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as BacktestReport;
  })();
  return made;
}

const rowsOf = (name: string): ParquetRow[] => readParquetFile(join(parquet, `${name}.parquet`));

withData("a backtest's Parquet files", { timeout: 120_000 }, () => {
  it("have a row for each order and fill of the report, which add up to it", async () => {
    const report = await results();
    const [orders, fills] = [rowsOf("orders"), rowsOf("fills")];
    expect(orders).toHaveLength(report.orders);
    expect(fills).toHaveLength(report.fills);
    const sum = (rows: readonly ParquetRow[], name: string): number =>
      rows.reduce((total, row) => total + Number(row[name]), 0);
    expect(sum(fills, "quantity")).toBe(report.filledShares);
    expect(sum(orders, "filled")).toBe(report.filledShares);
    for (const { order_row: place, symbol, side, price, quantity } of fills) {
      const order = orders[Number(place)];
      expect(order).toMatchObject({ row: place, symbol, side });
      // Never at a worse price than the order's, never more than it.
      const isBuy = side === "buy";
      expect(Number(price) <= Number(order?.price) || !isBuy).toBe(true);
      expect(Number(price) >= Number(order?.price) || isBuy).toBe(true);
      expect(Number(quantity)).toBeLessThanOrEqual(Number(order?.quantity));
    }
    for (const { seen_ns: seen, decided_ns: decided, entered_ns: entered, heard_ns: heard } of orders) {
      if (entered === null || heard === null) continue;
      expect([seen, decided, entered, heard].map(Number)).toEqual(
        [seen, decided, entered, heard].map(Number).sort((a, b) => a - b),
      );
    }
  });

  it("end with the report's P&L, and tell the drawdown of every moment before", async () => {
    const report = await results();
    const equity = rowsOf("equity");
    expect(equity.at(-1)?.net).toBeCloseTo(report.pnl.net, 6);
    expect(equity.at(-1)?.rebates).toBeCloseTo(report.pnl.rebates, 6);
    const nets = equity.map(({ net }) => Number(net));
    equity.forEach(({ drawdown }, row) => {
      if (row % 97 !== 0) return;
      expect(drawdown).toBeCloseTo(Math.max(0, ...nets.slice(0, row + 1)) - (nets[row] ?? 0), 6);
    });
  });

  it("say where the market stood before each fill and after it, as a plain book of the file does", async () => {
    await results();
    const file = gunzipSync(readFileSync(sample));
    const fills = rowsOf("fills");
    expect(fills.length).toBeGreaterThan(100);
    for (const symbol of ["AAPL", "AMZN"]) {
      const book = new NaiveBook(file, symbol);
      for (const fill of fills.filter((one) => one.symbol === symbol)) {
        const time = Number(fill.time_ns);
        const touch = book.before(time);
        expect([fill.bid, fill.ask], `${symbol} at ${time}`).toEqual([
          (touch?.bid ?? 0) / 10_000,
          (touch?.ask ?? 0) / 10_000,
        ]);
        for (const [name, ns] of [
          ["1ms", 1e6],
          ["10ms", 1e7],
          ["100ms", 1e8],
          ["1s", 1e9],
        ] as const) {
          const twice = book.twiceMid(time + ns);
          // The run ends at 10:30: what would be looked at later is not.
          if (twice === null || time + ns > 37_799e9) continue;
          const mid = twice / 20_000;
          expect(fill[`mid_${name}`], `${symbol} ${name} after ${time}`).toBeCloseTo(mid, 9);
          const sign = fill.side === "buy" ? 1 : -1;
          expect(fill[`markout_${name}`]).toBeCloseTo(sign * (mid - Number(fill.price)), 9);
        }
      }
    }
  });

  it("have the position that the fills add up to, whenever the book was sampled", async () => {
    const report = await results();
    const books = rowsOf("books");
    for (const { symbol, net } of report.positions) {
      expect(books.findLast((row) => row.symbol === symbol)?.position).toBe(net);
    }
    const first = books.filter(({ symbol }) => symbol === "AAPL")[5];
    const before = rowsOf("fills").filter(
      (fill) => fill.symbol === "AAPL" && Number(fill.heard_ns) <= Number(first?.time_ns),
    );
    const held = before.reduce(
      (sum, { side, quantity }) => sum + (side === "buy" ? 1 : -1) * Number(quantity),
      0,
    );
    expect(first?.position).toBe(held);
  });
});

interface Drawn {
  readonly labels: string[];
  readonly points: number;
}

/** The page's own scripts with a document as poor as can be, and what they asked to be drawn. */
function draw(page: string): Drawn[] {
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? "");
  expect(scripts).toHaveLength(2);
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)?.[1];
  const drawn: Drawn[] = [];
  const place = { clientWidth: 1_000 };
  const document = {
    getElementById: (id: string) =>
      id === "data" ? { textContent: data } : page.includes(`id="${id}"`) ? place : null,
    documentElement: { dataset: {} as Record<string, string> },
  };
  const uPlot = Object.assign(
    function UPlot(options: { series: { label: string }[] }, series: unknown[][], where: object) {
      expect(where).toBe(place);
      expect(new Set(series.map(({ length }) => length)).size).toBe(1);
      drawn.push({ labels: options.series.map(({ label }) => label), points: series[0]?.length ?? 0 });
    },
    { join: (tables: number[][][]) => joined(tables), paths: { stepped: () => undefined } },
  );
  new Script(scripts[0] ?? ""); // The library: it must be whole.
  new Script(scripts[1] ?? "").runInContext(createContext({ document, uPlot, addEventListener: () => {} }));
  expect(document.documentElement.dataset.drawn).toBe(String(drawn.length));
  return drawn;
}

/** Tables of times and values on all their times, as uPlot's own join does. */
function joined(tables: readonly number[][][]): (number | null)[][] {
  const times = [...new Set(tables.flatMap(([its = []]) => its))].sort((a, b) => a - b);
  const columns = tables.map(([its = [], values = []]) => {
    const at = new Map(its.map((time, index) => [time, values[index] ?? null]));
    return times.map((time) => at.get(time) ?? null);
  });
  return [times, ...columns];
}

withData("a backtest's page", { timeout: 120_000 }, () => {
  it("is one file that asks for nothing else", async () => {
    await results();
    const page = readFileSync(html, "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/<script[^>]*\bsrc=/i);
    expect(page.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/https?:|url\(|@import/i);
  });

  it("draws equity, drawdown, position and the fills on each book", async () => {
    await results();
    const drawn = draw(readFileSync(html, "utf8"));
    expect(drawn.map(({ labels }) => labels.slice(1).join())).toEqual([
      "net,realised",
      "drawdown",
      expect.stringMatching(/^(AAPL,AMZN|AMZN,AAPL)$/) as string,
      "bid,ask,buys,sells",
      "bid,ask,buys,sells",
    ]);
    for (const { points } of drawn) expect(points).toBeGreaterThan(100);
  });

  it("tells the report's figures, and each measure", async () => {
    const report = await results();
    const page = readFileSync(html, "utf8");
    expect(page).toContain(report.stateHash);
    for (const id of [
      "summary",
      "positions",
      "latency",
      "fill-ratio",
      "queue",
      "adverse-selection",
      "coverage",
    ]) {
      expect(page).toContain(`<section id="${id}">`);
    }
    for (const name of Object.keys(report.parameters)) expect(page).toContain(`<th>${name}</th>`);
    expect(page).toMatch(/cents over [\d,]+ shares/);
    expect(page).not.toContain("NaN");
  });
});
