/** A sweep's progress and its report as text for people. Pure. */
import { dollars } from "../backtest/backtest-table.js";
import { conditionsLines } from "../backtest/conditions.js";
import { formatCount, table } from "../engine/text-table.js";
import type { FoldReport, SetReport, SweepReport } from "./sweep-report.js";
import type { Totals } from "./totals.js";

const barWidth = 24;
const rowsMax = 20;
const failuresMax = 10;

/** `msEach`: wall-clock time of one run, so far. */
export function sweepProgress(runs: number, ended: number, died: number, msEach: number): string {
  const filled = Math.floor((barWidth * ended) / Math.max(runs, 1));
  const bar = `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}]`;
  const failed = died > 0 ? `, ${died} failed` : "";
  const left = Number.isFinite(msEach) ? `, ${duration((runs - ended) * msEach)} left` : "";
  return `${bar} ${ended} of ${runs} runs${failed}${left}`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (count: number): string => String(count).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const heads = ["net", "drawdown", "days up", "orders", "fills", "shares", "fees", "rebates"];

function cells(its: Totals): string[] {
  return [
    dollars(its.net),
    its.drawdown === null ? "" : dollars(its.drawdown),
    `${its.daysUp} of ${its.days}`,
    formatCount(its.orders),
    formatCount(its.fills),
    formatCount(its.filledShares),
    dollars(its.fees),
    dollars(its.rebates),
  ];
}

const span = (dates: readonly (string | null)[]): string => {
  const [first, last] = [dates[0] ?? "", dates[dates.length - 1] ?? ""];
  return first === last ? first : `${first} to ${last}`;
};

function resultLines({ results, sets }: SweepReport): string[] {
  const names = Object.keys(results[0]?.parameters ?? {});
  const row = (its: SetReport): string[] => [
    String(its.rank),
    ...names.map((name) => String(its.parameters[name])),
    ...cells(its),
  ];
  const more = results.length > rowsMax ? [`and ${results.length - rowsMax} more of ${sets}`] : [];
  return [...table([["", ...names, ...heads], ...results.slice(0, rowsMax).map(row)]), ...more];
}

function foldRows(fold: FoldReport): string[][] {
  const { train, test, chosen, inSample, outOfSample } = fold;
  if (chosen === null || inSample === null) return [[`in-sample ${span(train)}: no set ended well`]];
  return [
    [`in-sample ${span(train)}`, chosen.name, ...cells(inSample)],
    [
      `out-of-sample ${span(test)}`,
      chosen.name,
      ...(outOfSample === null ? ["a run failed"] : cells(outOfSample)),
    ],
  ];
}

function judgement({ folds, outOfSample, results }: SweepReport): string[] {
  if (folds.length === 0) {
    return [
      `In-sample: the best of ${formatCount(results.length)} was chosen on the days that these figures are of, so they say nothing`,
      "of other days. --train and --test, or --split, judge what was chosen on days that nobody looked at.",
    ];
  }
  const rows = [["", "chosen", ...heads], ...folds.flatMap(foldRows)];
  if (folds.length > 1 && outOfSample !== null) {
    rows.push(["out-of-sample, all", "", ...cells(outOfSample)]);
  }
  return [...table(rows), "Judge by the out-of-sample figures; the in-sample ones are what was chosen for."];
}

export function sweepTable(report: SweepReport): string {
  const { days, failures, sets, runs, resumed, workers, seconds } = report;
  const streamed = days.filter(({ isShared }) => isShared === false).length;
  const earlier = resumed > 0 ? `, ${formatCount(resumed)} of them done before` : "";
  const lines = [
    `${report.strategy} (version ${report.version}, ${report.tier}), ${report.symbols.join(", ")}`,
    ...conditionsLines(report),
    `${formatCount(sets)} parameter sets, ${days.length} days: ${formatCount(runs)} runs${earlier}; ` +
      `${workers} workers, ${seconds.toFixed(1)} s`,
    ...(streamed > 0 ? [`${streamed} days larger than what may be shared: each run read their files`] : []),
    `best: ${report.best.words}`,
    `results on ${span(report.inSampleDays)}, dollars:`,
    "",
    ...resultLines(report),
    "",
    ...judgement(report),
    ...failures
      .slice(0, failuresMax)
      .map(({ name, date, why }) => `failed: ${name}${date === null ? "" : ` on ${date}`}: ${why}`),
    ...(failures.length > failuresMax ? [`and ${failures.length - failuresMax} failures more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
