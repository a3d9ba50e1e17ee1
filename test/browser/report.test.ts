// A backtest's page and the benchmarks' one as a person sees them: every plot drawn, every figure the JSON's, no network.
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import { describeMachine } from "../../src/bench/machine.js";
import type { Outcome } from "../../src/bench/outcome.js";
import { OutcomeBuilder } from "../../src/bench/outcome-builder.js";
import { suitePage } from "../../src/bench/page.js";
import { hotlane } from "../integration/run-program.js";
import { scratchFolder } from "../integration/scratch-folder.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";
import { canvasesIn, type OpenedPage, openPage, tableIn, whyNoBrowser } from "./browser.js";

const root = resolve(import.meta.dirname, "../..");
const scratch = scratchFolder("browser");
const marketMaker = join(root, "src/strategies/examples/market-maker.ts");
const suffix = whyNoBrowser === undefined ? "" : ` (skipped: ${whyNoBrowser})`;

/** As the page writes them. */
const dollars = (amount: number): string =>
  amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (whole: number): string => whole.toLocaleString("en-US");

interface Shown extends OpenedPage {
  readonly report: BacktestReport;
}

let shown: Promise<Shown> | undefined;
function backtestPage(): Promise<Shown> {
  shown ??= (async () => {
    const [data, html] = [join(scratch.path, "2026-03-09.itch"), join(scratch.path, "page.html")];
    expect((await hotlane("sample", data, "--seconds", "20")).code).toBe(0);
    const options = ["--fees", "add=-0.0020,remove=0.0030", "--html", html, "--json"];
    const { code, stdout, stderr } = await hotlane("backtest", marketMaker, "--data", data, ...options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return { ...(await openPage(html)), report: JSON.parse(stdout) as BacktestReport };
  })();
  return shown;
}

describe.skipIf(whyNoBrowser !== undefined)(`a backtest's page in a browser${suffix}`, () => {
  it("asks for nothing and complains of nothing", async () => {
    const { page, complaints } = await backtestPage();
    expect(complaints).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  it("draws equity, drawdown, position and each instrument's fills, with units, axes and legends", async () => {
    const { page, report } = await backtestPage();
    const titles = await page.locator("section:has(.plot) h2").allTextContents();
    expect(titles.toSorted()).toEqual(
      [
        "Drawdown",
        "Equity",
        "Position",
        ...report.symbols.map((symbol) => `Fills on the book: ${symbol}`),
      ].toSorted(),
    );
    const legends = await page
      .locator("section:has(.plot)")
      .evaluateAll((sections) =>
        sections.map((one) =>
          [...one.querySelectorAll(".u-series .u-label")].map((label) => label.textContent),
        ),
      );
    expect(legends[titles.indexOf("Equity")]).toEqual(["time", "net", "realised"]);
    expect(legends[titles.indexOf("Position")]?.toSorted()).toEqual([...report.symbols, "time"].toSorted());
    expect(legends[titles.indexOf("Fills on the book: ALFA")]).toEqual([
      "time",
      "bid",
      "ask",
      "buys",
      "sells",
    ]);
    for (const [index, title] of titles.entries()) {
      const canvases = await canvasesIn(page, `#plot-${index}`);
      expect(canvases, title).toHaveLength(1);
      // Axes alone are greys: lines and marks bring colours of their own.
      expect(canvases[0]?.colours, title).toBeGreaterThan(50);
      expect(canvases[0]?.drawn, title).toBeGreaterThan(2_000);
    }
  });

  it("draws what is not over time, with its unit", async () => {
    const { page, report } = await backtestPage();
    const marks = async (id: string, mark: string): Promise<number> =>
      await page.locator(`#${id} svg ${mark}`).count();
    expect(await marks("latency", "polyline")).toBe(await page.locator("#latency .swatch").count());
    expect(await marks("fill-ratio", "rect")).toBe(Object.keys(report.ordersByEnd).length);
    expect(await marks("queue", "rect")).toBeGreaterThan(1);
    expect(await marks("adverse-selection", "rect")).toBe(4);
    const boxes = await page
      .locator("svg rect, svg polyline")
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => width * height),
      );
    expect(boxes.filter((area) => area > 0).length).toBeGreaterThan(boxes.length / 2);
    const units = await page
      .locator("svg")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    expect(units).toEqual([
      "ns",
      "orders, by how they ended",
      "fills, by shares ahead",
      "cents a share, all fills",
    ]);
    expect((await tableIn(page, "#adverse-selection table"))[0]).toEqual([
      "",
      "1 ms",
      "10 ms",
      "100 ms",
      "1 s",
    ]);
  });

  it("tells the figures of --json", async () => {
    const { page, report } = await backtestPage();
    const { pnl } = report;
    const summary = new Map(
      (await tableIn(page, "#summary table:not(:last-of-type)")).map(([name = "", value = ""]) => [
        name,
        value,
      ]),
    );
    expect(Object.fromEntries(summary)).toMatchObject({
      "net P&L, dollars": dollars(pnl.net),
      "realised, dollars": dollars(pnl.realised),
      "unrealised, dollars": dollars(pnl.unrealised),
      "fees, dollars": dollars(pnl.fees),
      "rebates, dollars": dollars(pnl.rebates),
      orders: count(report.orders),
      fills: count(report.fills),
      "shares filled": count(report.filledShares),
      "state hash": report.stateHash,
      ...Object.fromEntries(Object.entries(report.parameters).map(([name, value]) => [name, String(value)])),
    });
    const [, ...positions] = await tableIn(page, "#positions table");
    expect(positions).toEqual(
      report.positions.map((its) => [
        `${its.date} ${its.symbol}`,
        ...[its.net, its.bought, its.sold, its.fills].map(count),
        ...[its.realised, its.unrealised, its.fees, its.rebates].map(dollars),
      ]),
    );
    const ends = new Map(
      (await tableIn(page, "#fill-ratio table")).map(([name = "", value = ""]) => [name, value]),
    );
    for (const [end, orders] of Object.entries(report.ordersByEnd))
      expect(ends.get(`ended ${end}`)).toBe(count(orders));
    expect(report.fills).toBeGreaterThan(100);
  });

  it("zooms all plots over time together, and back", async () => {
    const { page } = await backtestPage();
    const ranges = async (): Promise<number[]> =>
      (await page.evaluate("charts.map(({ scales }) => scales.x.max - scales.x.min)")) as number[];
    const before = await ranges();
    const plot = page.locator("#plot-0 .u-over");
    await plot.scrollIntoViewIfNeeded();
    const { x = 0, y = 0, width = 0 } = (await plot.boundingBox()) ?? {};
    await page.mouse.move(x + width * 0.25, y + 50);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + 60, { steps: 5 });
    await page.mouse.up();
    const zoomed = await ranges();
    expect(new Set(zoomed.map((range) => range.toFixed(3))).size).toBe(1);
    expect(zoomed[0]).toBeLessThan((before[0] ?? 0) * 0.4);
    await plot.dblclick();
    expect(await ranges()).toEqual(before);
  });
});

const random = seededRandom();
/** A benchmark as it tells itself: figures with a tail. */
function outcomeOf(name: string, typicalNs: number): Outcome {
  const built = new OutcomeBuilder(name, `${name} is fast enough`, "ns/order");
  const figures = (scale: number): number[] =>
    Array.from({ length: 10_000 }, () => (scale * typicalNs) / (1 - random()) ** 0.7);
  built.add("ours", "subject", figures(1));
  built.add("another way", "baseline", figures(3));
  built.add("nothing at all", "floor", figures(0.1));
  built.note("orders", 10_000);
  return built.outcome();
}

describe.skipIf(whyNoBrowser !== undefined)(`the benchmarks' page in a browser${suffix}`, () => {
  it(`shows each outcome's curves, percentiles and ratios, and complains of nothing (${seedNote})`, async () => {
    const all = [outcomeOf("gate", 40), outcomeOf("order_flow", 90_000)];
    const { page, complaints } = await openPage(
      scratch.write("bench.html", suitePage(all, describeMachine(), new Date(0))),
    );
    const [, ...claims] = await tableIn(page, "body > table");
    expect(claims).toEqual(
      all.map(({ name, claim, ratio = 0, aboveFloor = 0 }) => [
        name,
        claim,
        `${ratio.toPrecision(3)} ×`,
        `${aboveFloor.toPrecision(3)} ×`,
      ]),
    );
    for (const { name, series } of all) {
      const [head = [], ...rows] = await tableIn(page, `#${name} table`);
      expect(head.slice(2)).toEqual(["p50", "p90", "p99", "p99.9", "p99.99", "max"]);
      expect(rows.map(([title]) => title)).toEqual(series.map((one) => `■ ${one.name}`));
      const shown = rows.map((row) => row.slice(2).map((cell) => Number(cell.replaceAll(",", ""))));
      series.forEach(({ percentiles }, row) => {
        Object.values(percentiles).forEach((figure, column) => {
          expect(Math.abs((shown[row]?.[column] ?? 0) / figure - 1)).toBeLessThan(0.01);
        });
      });
      const picture = await page.locator(`#${name} svg`).boundingBox();
      const curves = await page
        .locator(`#${name} polyline`)
        .evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().toJSON()));
      expect(curves).toHaveLength(series.length);
      for (const { left, right, top, bottom } of curves) {
        // Drawn, and inside its picture.
        expect(right - left).toBeGreaterThan(200);
        expect(bottom - top).toBeGreaterThan(20);
        expect(top).toBeGreaterThanOrEqual((picture?.y ?? 0) - 1);
        expect(right).toBeLessThanOrEqual((picture?.x ?? 0) + (picture?.width ?? 0));
      }
    }
    expect(complaints).toEqual([]);
  });
});
