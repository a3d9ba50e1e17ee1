/** Percentile curves as SVG: how much of a whole is below which figure, both axes logarithmic. Pure; needs no script. */
import { escaped } from "./escaped.js";

const width = 720;
const height = 300;
const margin = { left: 64, right: 40, top: 12, bottom: 36 };
/** The share of 1 that the axis ends at: one in a hundred thousand. */
const tailLeast = 1e-5;
const colours = ["#0b6e99", "#b3541e", "#3b7a57", "#6a4c93", "#8a6d00", "#7a1f3d", "#4a5759", "#1d3557"];

export interface PercentileCurve {
  readonly name: string;
  /** Share of the figures, and the figure that so many do not exceed. */
  readonly curve: readonly (readonly [number, number])[];
  /** Of its line. */
  readonly weight?: number;
  readonly isDashed?: boolean;
}

export const curveColour = (index: number): string => colours[index % colours.length] ?? "";

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
function scaleOf(series: readonly PercentileCurve[]): Scale {
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

/** Their colours are those of their places (curveColour). Empty: none has a figure above 0. */
export function percentileCurves(all: readonly PercentileCurve[], unit: string): string {
  const isDrawn = ({ curve }: PercentileCurve): boolean => curve.some(([, figure]) => figure > 0);
  const drawn = all.filter(isDrawn);
  if (drawn.length === 0) return "";
  const scale = scaleOf(drawn);
  const lines = all.map((its, index) => {
    if (!isDrawn(its)) return "";
    const points = its.curve.map(
      ([share, figure]) => `${x(share).toFixed(1)},${y(figure, scale).toFixed(1)}`,
    );
    const dashes = its.isDashed === true ? ' stroke-dasharray="5 4"' : "";
    return (
      `<polyline points="${points.join(" ")}" fill="none" stroke="${curveColour(index)}" ` +
      `stroke-width="${its.weight ?? 1.5}"${dashes}><title>${escaped(its.name)}</title></polyline>`
    );
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(unit)}">${axes(scale, unit)}${lines.join("")}</svg>`;
}
