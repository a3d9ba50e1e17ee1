/** Bars and curves as SVG, for figures that are not over time. Pure; needs no script. */
import { escaped } from "./escaped.js";

const width = 720;
const height = 220;
const margin = { left: 72, right: 12, top: 10, bottom: 40 };
const barWidthMax = 90;

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Of what it is made. */
  readonly title: string;
}

const short = (value: number): string =>
  Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));

/** Above and below zero. Empty: there are none. */
export function bars(all: readonly Bar[], unit: string): string {
  if (all.length === 0) return "";
  const top = Math.max(0, ...all.map(({ value }) => value));
  const bottom = Math.min(0, ...all.map(({ value }) => value));
  const span = top - bottom || 1;
  const inner = { x: width - margin.left - margin.right, y: height - margin.top - margin.bottom };
  const y = (value: number): number => margin.top + (inner.y * (top - value)) / span;
  const step = inner.x / all.length;
  const thick = Math.min(step * 0.8, barWidthMax);
  const drawn = all.map(({ label, value, title }, index) => {
    const middle = margin.left + (index + 0.5) * step;
    const [from, to] = [Math.min(y(0), y(value)), Math.max(y(0), y(value))];
    const colour = value < 0 ? "#b3541e" : "#0b6e99";
    return (
      `<rect x="${(middle - thick / 2).toFixed(1)}" y="${from.toFixed(1)}" width="${thick.toFixed(1)}" ` +
      `height="${Math.max(to - from, 0.5).toFixed(1)}" fill="${colour}"><title>${escaped(title)}</title></rect>` +
      `<text x="${middle.toFixed(1)}" y="${height - margin.bottom + 16}" text-anchor="middle">${escaped(label)}</text>`
    );
  });
  const isCounting = all.every(({ value }) => Number.isInteger(value));
  const half = isCounting ? Math.round((top + bottom) / 2) : (top + bottom) / 2;
  const grid = [...new Set([top, half, bottom])].map(
    (value) =>
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      `<text x="${margin.left - 6}" y="${y(value).toFixed(1)}" dy="4" text-anchor="end">${short(value)}</text>`,
  );
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(unit)}">${grid.join("")}${drawn.join("")}` +
    `<text x="${margin.left}" y="${height - 4}">${escaped(unit)}</text></svg>`
  );
}
