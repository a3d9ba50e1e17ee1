/**
 * A backtest as one HTML page that needs nothing else, no network either: its own rules forbid the browser to ask for more.
 * Plots over time by uPlot, in the page; the others are SVG.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BacktestReport } from "../backtest/backtest-report.js";
import { coverageLines, dollars } from "../backtest/backtest-table.js";
import { conditionsLines, type WayReport } from "../backtest/conditions.js";
import type { DayResult } from "../backtest/run-backtest.js";
import { formatCount, formatNs } from "../engine/text-table.js";
import { bars } from "./bars.js";
import {
  adverseSelection,
  fillRatio,
  latencyRows,
  logBars,
  percentileCurve,
  queueAtFill,
} from "./distributions.js";
import { escaped } from "./escaped.js";
import { pageScript } from "./page-script.js";
import { curveColour, percentileCurves } from "./percentile-curves.js";
import { type TimePlot, timePlots } from "./time-series.js";

const uplot = dirname(createRequire(import.meta.url).resolve("uplot/package.json"));
const asset = (name: string): string => readFileSync(join(uplot, "dist", name), "utf8");

/** Nothing in a script element may look like its end. */
const inScript = (text: string): string => text.replace(/<\/(?=script)/gi, "<\\/");
const jsonInPage = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** `colour`: of the curve that a row is about. */
function rows(
  all: readonly (readonly string[])[],
  head: readonly string[],
  colour?: (row: number) => string,
): string {
  const line = ([name = "", ...cells]: readonly string[], tag: string, mark = ""): string =>
    `<tr><th>${mark}${escaped(name)}</th>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const marked = (row: number): string =>
    colour === undefined ? "" : `<span class="swatch" style="color:${colour(row)}">■</span> `;
  return `<table>${line(head, "th")}${all.map((cells, row) => line(cells, "td", marked(row))).join("")}</table>`;
}

function section(id: string, title: string, ...content: string[]): string {
  return `<section id="${id}"><h2>${escaped(title)}</h2>${content.join("\n")}</section>`;
}

const paragraph = (text: string): string => (text === "" ? "" : `<p>${escaped(text)}</p>`);

function summary(report: BacktestReport): string {
  const { pnl } = report;
  const facts: [string, string][] = [
    ["net P&L, dollars", dollars(pnl.net)],
    ["realised, dollars", dollars(pnl.realised)],
    ["unrealised, dollars", dollars(pnl.unrealised)],
    ["fees, dollars", dollars(pnl.fees)],
    ["rebates, dollars", dollars(pnl.rebates)],
    ["orders", formatCount(report.orders)],
    ["fills", formatCount(report.fills)],
    ["shares filled", formatCount(report.filledShares)],
    ["state hash", report.stateHash],
    ["strategy's version", report.version],
  ];
  const parameters = Object.entries(report.parameters).map(([name, value]) => [name, String(value)]);
  const { from, feed, order, answer } = report.latency;
  const way = (name: string, { samples, seed, percentiles }: WayReport): string[] => [
    name,
    samples === null ? "constant" : formatCount(samples),
    seed === null ? "" : String(seed),
    ...Object.values(percentiles).map(formatNs),
  ];
  return section(
    "summary",
    "Summary",
    rows(facts, ["", "of all days"]),
    "<h3>Parameters</h3>",
    parameters.length === 0 ? paragraph("none") : rows(parameters, ["parameter", "value"]),
    "<h3>Latency that was assumed</h3>",
    paragraph(from ?? "Given, not measured."),
    rows(
      [way("market data", feed), way("orders", order), way("answers", answer)],
      ["way", "figures", "seed", "p50", "p90", "p99", "p99.9", "max"],
    ),
    "<h3>Queues, limits and fees</h3>",
    ...conditionsLines(report).slice(-2).map(paragraph),
  );
}

function positions(report: BacktestReport): string {
  const all = report.positions.map((its) => [
    its.date === null ? its.symbol : `${its.date} ${its.symbol}`,
    ...[its.net, its.bought, its.sold, its.fills].map(formatCount),
    ...[its.realised, its.unrealised, its.fees, its.rebates].map(dollars),
  ]);
  const head = ["", "net", "bought", "sold", "fills", "realised", "unrealised", "fees", "rebates"];
  return section(
    "positions",
    "Positions at the end",
    paragraph("Net, bought and sold are shares; realised, unrealised, fees and rebates are dollars."),
    rows(all, head),
  );
}

function latency(days: readonly DayResult[]): string {
  const all = latencyRows(days);
  const table = all.map(({ name, count, percentiles }) => [
    name,
    formatCount(count),
    ...Object.values(percentiles).map(formatNs),
  ]);
  const curves = all.map(({ name, values }) => ({ name, curve: percentileCurve(values) }));
  return section(
    "latency",
    "Latency",
    paragraph("In simulated time: what the models gave, and what waiting made of it."),
    percentileCurves(curves, "ns"),
    rows(table, ["", "count", "p50", "p90", "p99", "p99.9", "max"], curveColour),
  );
}

function fillRatios(days: readonly DayResult[]): string {
  const { ends, orders, ordersFilled, sharesSent, sharesFilled } = fillRatio(days);
  const share = (part: number, of: number): string => (of === 0 ? "" : `${((100 * part) / of).toFixed(1)}%`);
  const table = [
    ["orders with a fill", formatCount(ordersFilled), share(ordersFilled, orders)],
    ["shares filled, of those first asked for", formatCount(sharesFilled), share(sharesFilled, sharesSent)],
    ...Object.entries(ends).map(([words, count]) => [
      `ended ${words}`,
      formatCount(count),
      share(count, orders),
    ]),
  ];
  const drawn = Object.entries(ends).map(([label, count]) => ({
    label,
    value: count,
    title: `${formatCount(count)} orders, ${share(count, orders)}`,
  }));
  return section(
    "fill-ratio",
    "Fill ratio",
    bars(drawn, "orders, by how they ended"),
    rows(table, ["", "count", "share"]),
  );
}

function queue(days: readonly DayResult[]): string {
  const values = queueAtFill(days);
  const words = (shares: number): string => formatCount(shares);
  return section(
    "queue",
    "Queue ahead at fill",
    paragraph(
      "Of fills that added liquidity: recorded shares that stood before the order when it came to rest at its price.",
    ),
    values.length === 0
      ? paragraph("There are none.")
      : bars(logBars(values, words), "fills, by shares ahead"),
  );
}

function adverse(days: readonly DayResult[]): string {
  const all = adverseSelection(days);
  const cents = (value: number): string => (Number.isNaN(value) ? "" : (100 * value).toFixed(3));
  const table = all.map(({ name, means }) => [name, ...means.map(({ mean }) => cents(mean))]);
  const drawn = (all[0]?.means ?? []).flatMap(({ horizon, mean, weight }) =>
    Number.isNaN(mean)
      ? []
      : [
          {
            label: horizon,
            value: 100 * mean,
            title: `${cents(mean)} cents over ${formatCount(weight)} shares`,
          },
        ],
  );
  return section(
    "adverse-selection",
    "Adverse selection",
    paragraph(
      "Middle of the market so long after a fill against the fill's price, on our side: below 0, the market went against us. Cents a share, weighted by shares.",
    ),
    rows(table, ["", "1 ms", "10 ms", "100 ms", "1 s"]),
    bars(drawn, "cents a share, all fills"),
  );
}

function coverage(report: BacktestReport): string {
  const lines = report.coverage.flatMap(coverageLines).map((line) => `<li>${escaped(line)}</li>`);
  const refusals = Object.entries(report.refusals).map(([words, count]) => [words, formatCount(count)]);
  const failures = report.failures.map(
    ({ callback, stack }) => `<pre>${escaped(`the strategy threw in ${callback}: ${stack}`)}</pre>`,
  );
  return section(
    "coverage",
    "What the run covered",
    `<ul>${lines.join("")}</ul>`,
    ...failures,
    "<h3>Refused by the gate</h3>",
    refusals.length === 0 ? paragraph("none") : rows(refusals, ["why", "orders"]),
  );
}

function plotSection({ title, note }: TimePlot, index: number): string {
  return section(`over-time-${index}`, title, paragraph(note), `<div class="plot" id="plot-${index}"></div>`);
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
table { border-collapse: collapse; margin: 0.5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.7rem; border-bottom: 1px solid #ddd; }
th:first-child { text-align: left; font-weight: normal; }
section > svg { width: 100%; max-width: 760px; height: auto; } svg text { font-size: 11px; fill: #555; } svg .grid { stroke: #e5e5e5; }
.plot { width: 100%; min-height: 320px; } nav a { margin-right: 1rem; }
`;

export function backtestPage(report: BacktestReport, days: readonly DayResult[]): string {
  const plots = timePlots(days).filter(({ series }) => series.some(({ times }) => times.length > 0));
  const title = `${report.strategy}, ${report.symbols.join(", ")}`;
  const dates = report.days.map(({ date }) => date).filter((date) => date !== null);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Backtest: ${escaped(title)}</title>
<style>${asset("uPlot.min.css")}${style}</style></head><body>
<h1>Backtest</h1>
<p>${escaped(title)}${dates.length === 0 ? "" : `; ${escaped(dates.join(", "))}`}. Times are the exchange's.
Drag in a plot to zoom all of them, double-click for everything. docs/measures.md defines each measure.</p>
${summary(report)}
${plots.map(plotSection).join("\n")}
${positions(report)}
${latency(days)}
${fillRatios(days)}
${queue(days)}
${adverse(days)}
${coverage(report)}
<script type="application/json" id="data">${jsonInPage(plots)}</script>
<script>${inScript(asset("uPlot.iife.min.js"))}</script>
<script>${inScript(pageScript)}</script>
</body></html>
`;
}
