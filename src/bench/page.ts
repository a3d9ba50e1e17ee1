/** A suite's outcomes as one HTML page that needs nothing else: a table of claims, percentile curves for each. Pure. */
import { escaped } from "../report/escaped.js";
import type { Machine } from "./machine.js";
import type { Outcome, OutcomeSeries } from "./outcome.js";

const width = 720;
const height = 300;
const margin = { left: 64, right: 16, top: 12, bottom: 36 };
/** The share of 1 that the axis ends at: one in a hundred thousand. */
const tailLeast = 1e-5;
const colours = ["#0b6e99", "#b3541e", "#3b7a57", "#6a4c93", "#8a6d00", "#7a1f3d", "#4a5759", "#1d3557"];

/** The axis of shares: each step to the right leaves a tenth as many figures above it. */
function x(share: number): number {
  const tail = Math.max(tailLeast, 1 - share);
  const span = width - margin.left - margin.right;
  return margin.left + (span * Math.log10(tail)) / Math.log10(tailLeast);
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Whole powers of ten around all figures. */
function scaleOf(series: readonly OutcomeSeries[]): Scale {
  const figures = series
    .flatMap(({ curve }) => curve.map(([, figure]) => figure))
    .filter((figure) => figure > 0);
  const low = Math.floor(Math.log10(Math.min(...figures)));
  const high = Math.ceil(Math.log10(Math.max(...figures)));
  return { low, high: high === low ? low + 1 : high };
}

function y(figure: number, { low, high }: Scale): number {
  const span = height - margin.top - margin.bottom;
  const logarithm = Math.log10(Math.max(figure, 10 ** low));
  return margin.top + span * (1 - (logarithm - low) / (high - low));
}

function axes(scale: Scale, unit: string): string {
  const lines: string[] = [];
  for (let power = scale.low; power <= scale.high; ++power) {
    const at = y(10 ** power, scale).toFixed(1);
    const label = power >= 0 && power < 7 ? (10 ** power).toLocaleString("en-US") : `1e${power}`;
    lines.push(`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/>`);
    lines.push(`<text x="${margin.left - 6}" y="${at}" text-anchor="end" dy="4">${label}</text>`);
  }
  for (const share of [0, 0.9, 0.99, 0.999, 0.9999, 0.99999]) {
    const at = x(share).toFixed(1);
    const label = share === 0 ? "0" : `p${(share * 100).toPrecision(5).replace(/\.?0+$/, "")}`;
    lines.push(
      `<line class="grid" x1="${at}" x2="${at}" y1="${margin.top}" y2="${height - margin.bottom}"/>`,
    );
    lines.push(`<text x="${at}" y="${height - margin.bottom + 16}" text-anchor="middle">${label}</text>`);
  }
  lines.push(
    `<text x="${margin.left}" y="${height - 4}">${escaped(unit)}, by share of the figures; both axes logarithmic</text>`,
  );
  return lines.join("");
}

function plot({ series, unit }: Outcome): string {
  const drawn = series.filter(({ curve }) => curve.some(([, figure]) => figure > 0));
  if (drawn.length === 0) return "";
  const scale = scaleOf(drawn);
  const curves = drawn.map(({ curve, role }, index) => {
    const points = curve.map(([share, figure]) => `${x(share).toFixed(1)},${y(figure, scale).toFixed(1)}`);
    const dashes = role === "floor" ? ' stroke-dasharray="5 4"' : "";
    const weight = role === "subject" ? 2.5 : 1.5;
    const colour = colours[index % colours.length];
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="${weight}"${dashes}/>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${axes(scale, unit)}${curves.join("")}</svg>`;
}

function number(figure: number): string {
  return figure >= 1_000 ? Math.round(figure).toLocaleString("en-US") : figure.toPrecision(3);
}

function seriesTable({ series, unit }: Outcome): string {
  const heads = Object.keys(series[0]?.percentiles ?? {});
  const rows = series.map(({ name, role, percentiles }, index) => {
    const swatch = `<span style="color:${colours[index % colours.length]}">■</span>`;
    const cells = heads.map((head) => `<td>${number(percentiles[head] ?? 0)}</td>`).join("");
    return `<tr><th>${swatch} ${escaped(name)}</th><td>${role === "other" ? "" : role}</td>${cells}</tr>`;
  });
  const head = heads.map((one) => `<th>${one}</th>`).join("");
  return `<table><tr><th>${escaped(unit)}</th><th></th>${head}</tr>${rows.join("")}</table>`;
}

function section(outcome: Outcome): string {
  const { name, claim, figures, remarks } = outcome;
  const facts = Object.entries(figures).map(
    ([label, value]) => `<li>${escaped(label)}: ${number(value)}</li>`,
  );
  const words = remarks.map((text) => `<li>${escaped(text)}</li>`);
  return [
    `<section id="${escaped(name)}"><h2>${escaped(name)}</h2><p>${escaped(claim)}</p>`,
    plot(outcome),
    seriesTable(outcome),
    facts.length + words.length === 0 ? "" : `<ul>${facts.join("")}${words.join("")}</ul>`,
    "</section>",
  ].join("\n");
}

function ratios({ ratio, aboveFloor }: Outcome): string {
  const times = (figure: number | undefined): string =>
    figure === undefined ? "" : `${figure.toPrecision(3)} ×`;
  return `<td>${times(ratio)}</td><td>${times(aboveFloor)}</td>`;
}

export function suitePage(outcomes: readonly Outcome[], machine: Machine, when: Date): string {
  const rows = outcomes.map(
    (outcome) =>
      `<tr><th><a href="#${escaped(outcome.name)}">${escaped(outcome.name)}</a></th><td class="words">${escaped(outcome.claim)}</td>${ratios(outcome)}</tr>`,
  );
  const facts = Object.entries(machine).map(([label, value]) => `${label} ${value}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Hotlane: benchmarks</title><style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 0.5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.7rem; border-bottom: 1px solid #ddd; }
th:first-child, td.words { text-align: left; }
svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: #555; } svg .grid { stroke: #e5e5e5; }
</style></head><body>
<h1>Hotlane: benchmarks</h1>
<p>${escaped(when.toISOString())}. ${escaped(facts.join(", "))}.</p>
<p>A claim is a ratio of medians measured in one run: times as fast as the baseline, times the floor. Bare times are this
machine's, at that hour.</p>
<table><tr><th>benchmark</th><th>claim</th><th>against baseline</th><th>of the floor</th></tr>
${rows.join("\n")}</table>
${outcomes.map(section).join("\n")}
</body></html>
`;
}
