/** A backtest's report as text for people. Pure. */
import { timeOfDay } from "../book/book-table.js";
import { formatCount, table } from "../engine/text-table.js";
import type { BacktestReport, CoverageReport, ProfitReport } from "./backtest-report.js";
import { conditionsLines } from "./conditions.js";

export function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function profitCells(its: Omit<ProfitReport, "net">): string[] {
  const net = its.realised + its.unrealised - its.fees + its.rebates;
  return [its.realised, its.unrealised, its.fees, its.rebates, net].map(dollars);
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([words, count]) => `${formatCount(count)} ${words}`)
    .join(", ");
}

export function coverageLines(coverage: CoverageReport): string[] {
  const { date, files, missingSymbols, skipped } = coverage;
  const lines = files.map(({ file, firstNs, lastNs, messages, error }) => {
    const span = firstNs === null || lastNs === null ? "" : `, ${timeOfDay(firstNs)} to ${timeOfDay(lastNs)}`;
    const broken = error === null ? "" : `; broken off ${error}`;
    return `${date === null ? "" : `${date} `}${file}: ${formatCount(messages)} messages${span}${broken}`;
  });
  if (missingSymbols.length > 0) lines.push(`not in it: ${missingSymbols.join(", ")}`);
  if (Object.keys(skipped).length > 0) lines.push(`messages not as they should be: ${counts(skipped)}`);
  return lines;
}

export function backtestTable(report: BacktestReport): string {
  const { messages, seconds } = report;
  const speed = seconds > 0 ? messages / seconds : 0;
  const head = [
    `${report.strategy} (version ${report.version}, ${report.tier}), ${report.symbols.join(", ")}`,
    `parameters: ${
      Object.entries(report.parameters)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ") || "none"
    }`,
    ...conditionsLines(report),
    ...report.coverage.flatMap(coverageLines),
    `${formatCount(messages)} messages in ${seconds.toFixed(2)} s: ${formatCount(speed)} a second`,
    "",
    `${formatCount(report.orders)} orders: ${counts(report.ordersByEnd) || "none"}`,
    `${formatCount(report.fills)} fills of ${formatCount(report.filledShares)} shares`,
    ...(Object.keys(report.refusals).length > 0 ? [`refused: ${counts(report.refusals)}`] : []),
    "",
  ];
  const positions = report.positions.map((its) => [
    its.date === null ? its.symbol : `${its.date} ${its.symbol}`,
    formatCount(its.net),
    formatCount(its.bought),
    formatCount(its.sold),
    formatCount(its.fills),
    ...profitCells(its),
  ]);
  const columns = [
    "dollars",
    "net",
    "bought",
    "sold",
    "fills",
    "realised",
    "unrealised",
    "fees",
    "rebates",
    "P&L",
  ];
  const { pnl } = report;
  const body = table([columns, ...positions, ["all", "", "", "", "", ...profitCells(pnl)]]);
  const failures = report.failures.map(
    ({ callback, stack }) => `the strategy threw in ${callback}: ${stack}`,
  );
  return [...head, ...body, "", ...failures, `state hash ${report.stateHash}`, ""].join("\n");
}
