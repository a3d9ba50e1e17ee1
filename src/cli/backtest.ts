/** `hotlane backtest STRATEGY --data FILE`: a strategy over recorded days, in simulated time. Loaded by hotlane.ts. */
import { writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { BacktestFees } from "../backtest/backtest-lane.js";
import { writeBacktest } from "../backtest/backtest-parquet.js";
import { type BacktestReport, reportOf } from "../backtest/backtest-report.js";
import { backtestTable } from "../backtest/backtest-table.js";
import { type LatencyChoice, latenciesOf } from "../backtest/latency-choice.js";
import { defaultLatencies, durationNs, parseLatency } from "../backtest/latency-option.js";
import { findPlace, type LivePlace, parametersOfPlace } from "../backtest/live-place.js";
import { parseQueue, type QueueSetup } from "../backtest/queue-option.js";
import { type BacktestOptions, type DayResult, runBacktest, wholeDayNs } from "../backtest/run-backtest.js";
import { type StrategyTier, strategyTiers } from "../config/schema.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { backtestPage } from "../report/backtest-page.js";
import { type CalendarDate, isCalendarDate } from "../sessions/wall-clock.js";
import { fixedParameters } from "../sweep/parameter-grid.js";
import { parseSymbols, parseTimeOfDay } from "./book.js";
import { addParameterOptions, type ParameterGiven, parametersOf } from "./parameter-option.js";
import { addSweepOptions, checkNoSweep, type SweepGiven, sweep } from "./sweep.js";

interface Options extends SweepGiven, ParameterGiven {
  tier: StrategyTier;
  data: string[];
  date?: CalendarDate;
  symbols?: string[];
  queue: QueueSetup;
  latency: LatencyChoice;
  latencySeed: number;
  from?: number;
  to?: number;
  fees?: BacktestFees;
  config?: string;
  as?: string;
  equity: number;
  parquet?: string;
  html?: string;
  json?: true;
}

const more = (value: string, before: string[] = []): string[] => [...before, value];

function parseDate(text: string): CalendarDate {
  if (!isCalendarDate(text)) throw new InvalidArgumentError(`Expected a date, 2026-03-09, found "${text}".`);
  return text;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xffff_ffff) return seed;
  throw new InvalidArgumentError(`Expected a whole number up to ${0xffff_ffff}, found "${text}".`);
}

const feeNames = ["add", "remove", "cross"] as const;

/** Dollars a share, below 0: a rebate; kept in tenths of a mil. */
function parseFees(text: string): BacktestFees {
  const fees: { -readonly [name in (typeof feeNames)[number]]?: number } = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=");
    const which = feeNames.find((one) => one === name.trim());
    const rate = Math.round(Number(value) * 100_000);
    if (which === undefined || value.trim() === "" || !(Math.abs(rate) <= 100_000)) {
      throw new InvalidArgumentError(
        `Expected add=-0.0020,remove=0.0030 (dollars a share), found "${part}".`,
      );
    }
    fees[which] = rate;
  }
  return fees;
}

function parseInterval(text: string): number {
  const ns = text === "0" ? 0 : durationNs(text);
  if (ns === undefined || (ns > 0 && ns < 1e6))
    throw new InvalidArgumentError(`Expected 1s, 100ms or 0 for none, from 1ms to 60s, found "${text}".`);
  return ns;
}

function placeOf(strategyFile: string, { config, as: name, fees }: Options): LivePlace | undefined {
  if (config === undefined) {
    if (name !== undefined) throw new UsageError("--as: expected --config with it");
    return undefined;
  }
  if (fees !== undefined) throw new UsageError("--fees: expected it without --config, whose fees hold");
  return findPlace(config, strategyFile, name);
}

async function optionsOf(strategyFile: string, options: Options): Promise<BacktestOptions> {
  const { from = 0, to = wholeDayNs } = options;
  if (to <= from) throw new UsageError("--to: expected a time after --from");
  const place = placeOf(strategyFile, options);
  const live = place === undefined ? {} : parametersOfPlace(place, strategyFile);
  const parameters = { ...live, ...parametersOf(options) };
  return {
    strategyFile,
    strategyName: basename(strategyFile, extname(strategyFile)),
    tier: options.tier,
    parameters: fixedParameters(parameters, options.param, options.sweep),
    data: options.data,
    date: options.date,
    symbols: options.symbols,
    queue: options.queue,
    latency: await latenciesOf(options.latency, options.latencySeed),
    fromNs: from,
    toNs: to,
    place,
    fees: options.fees,
    equityIntervalNs: options.equity,
  };
}

function warnOfMissing({ coverage }: BacktestReport): void {
  for (const { date, missingSymbols } of coverage) {
    if (missingSymbols.length === 0) continue;
    const when = date === null ? "" : `${date}: `;
    process.stderr.write(`hotlane: ${when}the data never announces ${missingSymbols.join(", ")}\n`);
  }
}

/** What was good is in the report; what was not ends the command with exit code 1. */
function throwOfFaults({ coverage, failures }: BacktestReport): void {
  const [failure] = failures;
  if (failure !== undefined)
    throw new HotlaneError("strategy/threw", `the strategy threw in ${failure.callback}: ${failure.stack}`);
  const broken = coverage.flatMap(({ files }) => files).find(({ error }) => error !== null);
  if (broken === undefined) return;
  throw new HotlaneError(
    "backtest/corrupt-file",
    `${broken.file}: ${broken.error}; the run covers what was good before it`,
  );
}

function writePage(file: string, report: BacktestReport, days: readonly DayResult[]): void {
  try {
    writeFileSync(file, backtestPage(report, days));
  } catch (error) {
    throw new HotlaneError("output/unwritable-file", `cannot write ${file}: ${messageOf(error)}`);
  }
}

async function backtest(strategyFile: string, given: Options): Promise<void> {
  process.setSourceMapsEnabled(true);
  const options = await optionsOf(strategyFile, given);
  if (given.sweep.length > 0) {
    const single = Object.entries({ parquet: given.parquet, html: given.html }).find(([, value]) => value);
    if (single !== undefined)
      throw new UsageError(`--${single[0]}: expected it without --sweep, which has --out`);
    return await sweep(options, given, given.json === true);
  }
  checkNoSweep(given);
  const days: DayResult[] = [];
  for await (const day of runBacktest(options)) days.push(day);
  const obstacle = days[0]?.obstacle ?? "";
  if (obstacle !== "")
    process.stderr.write(`hotlane: it runs inline, for it can't be compiled: ${obstacle}\n`);
  const report = reportOf(options, days);
  if (given.parquet !== undefined) writeBacktest(given.parquet, days);
  if (given.html !== undefined) writePage(given.html, report, days);
  process.stdout.write(given.json ? `${JSON.stringify(report)}\n` : backtestTable(report));
  warnOfMissing(report);
  throwOfFaults(report);
}

export function backtestCommand(): Command {
  const command = new Command("backtest")
    .description(
      "Run a strategy over recorded days of market data in simulated time: the live engine's lane, gate and order\n" +
        "sessions, joined to an exchange where our orders queue among the recorded ones. The same every time.\n" +
        "docs/backtesting.md says what is assumed and which way it errs.",
    )
    .argument("<strategy>", "strategy file, TypeScript or JavaScript")
    .requiredOption(
      "--data <file>",
      "ITCH 5.0 file, capture (A and B side by side), DBN file or journal; again for more: each day runs by itself",
      more,
    )
    .option("--date <date>", "of all files; without it, their names' dates", parseDate)
    .option(
      "--symbols <list>",
      "what it trades: AAPL,AMZN; without it, what its place trades, or all that the first file announces",
      parseSymbols,
    )
    .addOption(
      new Option("--tier <tier>", "inline, compiled, or auto: compiled where that can be")
        .choices(strategyTiers)
        .default("inline"),
    )
    .option(
      "--latency <ways>",
      "feed=2us,order=20us,answer=20us; @FILE.json; or measured: journal:FOLDER or report:FILE.json of a live run",
      parseLatency,
      { kind: "given", latencies: defaultLatencies } satisfies LatencyChoice,
    )
    .option(
      "--queue <model>",
      "how orders stand in their queues: exact, by order; level,power=1,seed=1, by price level",
      parseQueue,
      "exact" as const,
    )
    .option("--latency-seed <n>", "of what is drawn from a journal or a report", parseSeed, 1)
    .option("--from <time>", "exchange time at which the strategy starts: HH:MM[:SS[.n]]", parseTimeOfDay)
    .option(
      "--to <time>",
      "exchange time at which it is stopped and what is open is cancelled",
      parseTimeOfDay,
    )
    .option(
      "--config <file>",
      "hotlane.yaml: limits, fees, instruments and parameters are those of the strategy's place in it",
    )
    .option("--as <place>", "which of its strategies' places, where several could be meant")
    .option(
      "--fees <rates>",
      "dollars a share: add=-0.0020,remove=0.0030,cross=0.0015; without it, none",
      parseFees,
    )
    .option("--equity <interval>", "simulated time between two samples of equity", parseInterval, 1e9)
    .option("--parquet <folder>", "orders.parquet, fills.parquet, equity.parquet and books.parquet into it")
    .option("--html <file>", "a page with plots, for a browser; it needs nothing else")
    .option("--json", "one JSON object (hotlane.backtest/1) instead of a table")
    .action(backtest);
  return addSweepOptions(addParameterOptions(command)).addHelpText(
    "after",
    "\nExample:\n  hotlane backtest market-maker.ts --data 01302019.NASDAQ_ITCH50.gz --symbols AAPL --from 09:30 --to 16:00",
  );
}
