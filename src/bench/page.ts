/** A suite's outcomes as one HTML page that needs nothing else: a table of claims, percentile curves for each. Pure. */
import { escaped } from "../report/escaped.js";
import { curveColour, percentileCurves } from "../report/percentile-curves.js";
import type { Machine } from "./machine.js";
import type { Outcome } from "./outcome.js";

function plot({ series, unit }: Outcome): string {
  const curves = series.map(({ name, curve, role }) => ({
    name,
    curve,
    weight: role === "subject" ? 2.5 : 1.5,
    isDashed: role === "floor",
  }));
  return percentileCurves(curves, unit);
}

function number(figure: number): string {
  return figure >= 1_000 ? Math.round(figure).toLocaleString("en-US") : figure.toPrecision(3);
}

function seriesTable({ series, unit }: Outcome): string {
  const heads = Object.keys(series[0]?.percentiles ?? {});
  const rows = series.map(({ name, role, percentiles }, index) => {
    const swatch = `<span style="color:${curveColour(index)}">■</span>`;
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
