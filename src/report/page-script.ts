/**
 * The page's own script: draws what stands in its data by uPlot, which stands before it in the page. Runs in a browser, so
 * it is text here. Plots over time share their zoom: drag to zoom, double-click for all.
 */
export const pageScript = `
"use strict";
const plots = JSON.parse(document.getElementById("data").textContent);
const colours = ["#0b6e99", "#b3541e", "#3b7a57", "#6a4c93", "#8a6d00", "#7a1f3d", "#4a5759", "#1d3557"];
const charts = [];
let isSharing = false;

function share(chart, key) {
  if (key !== "x" || isSharing) return;
  isSharing = true;
  const { min, max } = chart.scales.x;
  for (const other of charts) if (other !== chart) other.setScale("x", { min, max });
  isSharing = false;
}

function seriesOf(its, index) {
  const colour = its.shape === "buys" ? "#1a7f37" : its.shape === "sells" ? "#c62828" : colours[index % colours.length];
  const digits = { maximumFractionDigits: 4 };
  const base = {
    label: its.name,
    stroke: colour,
    width: 1.2,
    spanGaps: true,
    value: (_, value) => (value === null ? "" : value.toLocaleString("en-US", digits)),
  };
  if (its.shape === "line") return { ...base, points: { show: false } };
  if (its.shape === "steps") return { ...base, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) };
  return { ...base, paths: () => null, points: { show: true, size: 5, fill: colour } };
}

const at = (seconds) => new Date(Math.round(seconds * 1e3)).toISOString();

/** The time of day, as fine as the ticks are; the date below the first tick of each day. */
function timeLabels(_, ticks, __, ___, stepSeconds) {
  const end = stepSeconds >= 60 ? 16 : stepSeconds >= 1 ? 19 : 23;
  return ticks.map((tick, index) => {
    const [day, before] = [at(tick).slice(0, 10), index === 0 ? "" : at(ticks[index - 1]).slice(0, 10)];
    const time = stepSeconds >= 86400 ? "" : at(tick).slice(11, end);
    return day === before ? time : time + "\\n" + (day === "1970-01-01" ? "" : day);
  });
}

function draw(place, plot) {
  const tables = plot.series.map(({ times, values }) => [times, values]);
  const data = uPlot.join(tables, tables.map(() => [1]));
  const options = {
    width: place.clientWidth,
    height: 280,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    cursor: { sync: { key: "time" }, drag: { x: true, y: false } },
    series: [
      { label: "time", value: (_, seconds) => (seconds === null ? "" : at(seconds).slice(11, 23)) },
      ...plot.series.map(seriesOf),
    ],
    axes: [{ values: timeLabels, space: 90 }, { label: plot.unit, size: 80 }],
    hooks: { setScale: [share] },
  };
  charts.push(new uPlot(options, data, place));
}

plots.forEach((plot, index) => draw(document.getElementById("plot-" + index), plot));
addEventListener("resize", () => {
  for (const chart of charts) chart.setSize({ width: chart.root.parentNode.clientWidth, height: 280 });
});
document.documentElement.dataset.drawn = String(charts.length);
`;
