/** What `hotlane parity` prints: `hotlane.parity/1`, and the same as text. Pure. */
import { formatCount, formatNs, table } from "../engine/text-table.js";
import { momentText } from "../journal/run-time.js";
import type { ChangedParameter, ParityStrategy } from "./parity-places.js";
import type { NativeDifference, ParityReason } from "./parity-setup.js";
import type { ParityResult } from "./run-parity.js";

export interface ParityDifference {
  lane: string;
  strategy: string;
  /** The strategy's own number of it; null: of no single order. */
  order: number | null;
  what: "decision" | "order" | "fill";
  reason: ParityReason;
  /** Of a reason `parameter`: which. */
  parameters?: ChangedParameter[];
  /** Ns: of a decision and of what was sent, since the Unix epoch; of what the venue did, since its midnight. */
  timeNs: string;
  /** Null: nothing was. */
  live: string | null;
  backtest: string | null;
}

export interface ParityReport {
  schema: "hotlane.parity/1";
  /** Of the live runs: calls of strategies that asked for something; orders sent, replacements among them; fills. */
  decisions: number;
  orders: number;
  fills: number;
  differences: ParityDifference[];
  unexplained: number;
  backtest: { decisions: number; orders: number; fills: number };
  lanes: {
    lane: string;
    run: string;
    /** The lane was stopped in order; false: the journal breaks off. */
    isComplete: boolean;
    /** That nobody filled. */
    gaps: number;
    /** Answers at its end, from a market that the lane had not heard of yet: taken as they were, not compared. */
    answersAhead: number;
    messages: number;
    orderLatencyNs: number;
    answerLatencyNs: number;
    strategies: readonly ParityStrategy[];
  }[];
}

const differencesShown = 20;

export function reportOf(results: readonly ParityResult[]): ParityReport {
  const total = (of: (result: ParityResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0);
  return {
    schema: "hotlane.parity/1",
    decisions: total(({ counts }) => counts.decisions),
    orders: total(({ counts }) => counts.orders),
    fills: total(({ counts }) => counts.fills),
    differences: results.flatMap((result) => result.differences.map((one) => differenceOf(result, one))),
    unexplained: total(({ counts }) => counts.unexplained),
    backtest: {
      decisions: total(({ counts }) => counts.backtestDecisions),
      orders: total(({ counts }) => counts.backtestOrders),
      fills: total(({ counts }) => counts.backtestFills),
    },
    lanes: results.map(({ run, record, strategies, counts }) => ({
      lane: run.lane,
      run: momentText(run.runNs),
      isComplete: record.isEnded,
      gaps: record.gaps,
      answersAhead: counts.answersAhead,
      messages: record.messages,
      orderLatencyNs: record.orderLatencyNs,
      answerLatencyNs: record.answerLatencyNs,
      strategies,
    })),
  };
}

function differenceOf(
  { run, record, strategies }: ParityResult,
  { what, reason, strategy, order, timeNs, live, backtest }: NativeDifference,
): ParityDifference {
  const changed = strategies.flatMap((one) => one.changed);
  return {
    lane: run.lane,
    strategy: record.strategies[strategy]?.name ?? String(strategy),
    order: order === 0 ? null : order,
    what,
    reason,
    ...(reason === "parameter" && { parameters: changed }),
    timeNs: timeNs.toString(),
    live,
    backtest,
  };
}

/** Below 0: the answer came first. */
const signedNs = (ns: number): string => (ns < 0 ? `-${formatNs(-ns)}` : formatNs(ns));
const plural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

export function parityText(report: ParityReport): string {
  const { backtest, differences, lanes } = report;
  const lines = table([
    ["", "live", "backtest"],
    ["decisions", formatCount(report.decisions), formatCount(backtest.decisions)],
    ["orders", formatCount(report.orders), formatCount(backtest.orders)],
    ["fills", formatCount(report.fills), formatCount(backtest.fills)],
  ]);
  for (const {
    lane,
    run,
    isComplete,
    gaps,
    answersAhead,
    messages,
    orderLatencyNs,
    answerLatencyNs,
    strategies,
  } of lanes) {
    lines.push("", `lane ${lane}, run of ${run}: ${plural(messages, "message")} of its instruments`);
    lines.push(
      `  from an order's sending to the market's next message ${formatNs(orderLatencyNs)} (median), from there to the answer ${signedNs(answerLatencyNs)}`,
    );
    if (!isComplete)
      lines.push("  the journal breaks off: what came behind its last whole input is not compared");
    if (gaps > 0) lines.push(`  its feed had ${plural(gaps, "gap")} that nobody filled`);
    if (answersAhead > 0)
      lines.push(
        `  ${plural(answersAhead, "answer")} at its end came before the feed told of the market until then: not compared`,
      );
    for (const one of strategies) lines.push(...strategyLines(one));
  }
  lines.push("", verdict(report));
  for (const one of differences.slice(0, differencesShown)) {
    const { strategy, order, what, reason, live, backtest: now } = one;
    const which = order === null ? strategy : `${strategy}/${order}`;
    lines.push(`  ${what} ${which} (${reason}): live ${live ?? "nothing"} | backtest ${now ?? "nothing"}`);
  }
  if (differences.length > differencesShown)
    lines.push(`  and ${formatCount(differences.length - differencesShown)} more: --json has them all`);
  return `${lines.join("\n")}\n`;
}

function strategyLines({ name, version, tier, obstacle, changed }: ParityStrategy): string[] {
  const versions =
    version.live === version.backtest
      ? `version ${version.live}`
      : `version ${version.live} live, ${version.backtest} here`;
  const tiers = tier.live === tier.backtest ? tier.live : `${tier.live} live, ${tier.backtest} here`;
  return [
    `  strategy ${name}: ${versions}, ${tiers}${obstacle === "" ? "" : ` (${obstacle})`}`,
    ...changed.map(
      (one) =>
        `    parameter ${one.name}: ${JSON.stringify(one.live)} live, ${JSON.stringify(one.backtest)} here`,
    ),
  ];
}

function verdict({ differences, unexplained }: ParityReport): string {
  if (differences.length === 0)
    return "no difference: the backtest did what the live run did, order for order";
  const byReason = new Map<ParityReason, number>();
  for (const { reason } of differences) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const reasons = [...byReason].map(([reason, count]) => `${formatCount(count)} ${reason}`).join(", ");
  return `${plural(differences.length, "difference")}: ${reasons}; ${formatCount(unexplained)} unexplained`;
}
