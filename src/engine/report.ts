// The report of a run, `hotlane.report/1`: its type, how it is put together, and its form for people.
// Called by the engine when a run has ended. Guarantees: times in ns, prices in ticks, money in ticks × shares.
import type { EndOfDay } from "../endofday/end-of-day.js";
import type { StageReport } from "../latency/stage-report.js";
import type { ChannelReport } from "./channel-report.js";
import { type HiccupReport, hiccupLines } from "./hiccup-report.js";
import { type JournalReport, journalLine } from "./journal-report.js";
import type { KillReport } from "./kill-desk.js";
import { killLines } from "./kill-text.js";
import { type RecoveryReport, recoveryLine } from "./lane-recovery.js";
import { callLines } from "./place-text.js";
import type { Reconciliation } from "./reconcile.js";
import type { SessionReport } from "./session-report.js";
import type { LanePlaceReport } from "./submission-desk.js";
import { formatCount, formatDollars, formatNs, table } from "./text-table.js";

export const stageNames = [
  "wire",
  "feed",
  "decode",
  "book",
  "strategy",
  "risk",
  "encode",
  "keep",
  "send",
  "tickToTrade",
  "wireToTrade",
  "roundTrip",
] as const;
export type StageName = (typeof stageNames)[number];

export interface LaneHostReport {
  readonly name: string;
  /** -1: the lane was not bound to a core. */
  readonly core: number;
  readonly pinned: boolean;
  readonly poll: "busy" | "yield";
  /** What was asked of the host, and why it was not given. */
  readonly grants: readonly { readonly what: string; readonly granted: boolean; readonly reason: string }[];
}

export interface FeedReport {
  readonly packets: number;
  readonly messages: number;
  readonly gaps: number;
  readonly lost: number;
  readonly malformed: number;
}

/**
 * `sent`: enters and replaces, each of which the venue accepts, replaces, rejects or ignores. `refused`: by our own risk
 * gate, never sent. `rejected`: by the venue. `neverReceived`: lost with a connection. `filled`: orders filled whole;
 * `fills`: executions. `causedByPacket`: of those sent, what a market-data packet caused.
 */
export interface OrdersReport {
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly filled: number;
  readonly fills: number;
  readonly cancelled: number;
  readonly replaced: number;
  readonly refused: number;
  readonly neverReceived: number;
  readonly causedByPacket: number;
  readonly open: number;
}

export interface PositionReport {
  /** The trading account's name. */
  readonly account: string;
  readonly symbol: string;
  /** Shares, negative when short. */
  readonly net: number;
  readonly averagePriceTicks: number;
  /** What it is valued at: the middle of the market, else the last trade; 0: unknown. */
  readonly markPriceTicks: number;
  /** Before fees. */
  readonly realised: number;
  readonly unrealised: number;
  /** Charged by venues and regulators, and brought by venues: ticks × shares, to 1/100,000. */
  readonly fees: number;
  readonly rebates: number;
}

export interface VenueReport {
  readonly orders: number;
  readonly trades: number;
  readonly positions: readonly { readonly symbol: string; readonly net: number }[];
}

/** All that a run gives to report; `reconciliation` is the outcome of reconcile(). */
export interface RunFacts {
  readonly seconds: number;
  readonly host: { readonly cores: number; readonly lanes: readonly LaneHostReport[] };
  readonly feed: FeedReport;
  readonly channels: readonly ChannelReport[];
  readonly sessions: readonly SessionReport[];
  /** Accounts whose trading is stopped until a human has looked. */
  readonly accountsInDoubt: readonly string[];
  /** One a lane that keeps one. */
  readonly journals: readonly JournalReport[];
  /** One a lane that went on from an earlier run. */
  readonly recovery: readonly RecoveryReport[];
  readonly orders: OrdersReport;
  /** Intents that the risk gate refused, by reason code (docs/risk.md). */
  readonly refusals: Readonly<Record<string, number>>;
  readonly positions: readonly PositionReport[];
  readonly stages: Readonly<Record<StageName, StageReport>>;
  readonly floor: StageReport;
  /** One a lane. */
  readonly hiccups: readonly HiccupReport[];
  /** The places of strategies: who was there at the end, and how long their calls took. */
  readonly strategies: readonly LanePlaceReport[];
  readonly venue: VenueReport;
  /** Kill switches turned on in this run, or still on from an earlier one. */
  readonly kills: readonly KillReport[];
  /** Where the day's files are, and what they say; absent: none were kept. */
  readonly endOfDay?: EndOfDay;
  readonly reconciliation: Reconciliation;
}

export interface HotlaneReport extends Omit<RunFacts, "reconciliation"> {
  readonly schema: "hotlane.report/1";
  /** null: there was no record of the venue's to hold ours against; `differences` says why. */
  readonly reconciled: boolean | null;
  readonly differences: readonly string[];
}

export function buildReport({ reconciliation, ...facts }: RunFacts): HotlaneReport {
  const untold = reconciliation.differenceCount - reconciliation.differences.length;
  return {
    schema: "hotlane.report/1",
    ...facts,
    seconds: Math.round(facts.seconds * 1000) / 1000,
    reconciled: reconciliation.reconciled,
    differences:
      untold === 0 ? reconciliation.differences : [...reconciliation.differences, `and ${untold} more`],
  };
}

/** The newest of each lane, in the text. */
const hiccupsShown = 5;

const latencyHeading = ["stage", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max"];

function latencyRow(name: string, stage: StageReport): string[] {
  const { count, p50, p90, p99, p999, p9999, max } = stage;
  return [name, formatCount(count), ...[p50, p90, p99, p999, p9999, max].map(formatNs)];
}

const positionHeading = [
  "account",
  "symbol",
  "net",
  "average",
  "mark",
  "realised",
  "unrealised",
  "fees",
  "rebates",
];

function positionRow(position: PositionReport): string[] {
  const { account, symbol, net, averagePriceTicks, markPriceTicks, realised, unrealised, fees, rebates } =
    position;
  const price = (ticks: number): string => (net === 0 ? "-" : (ticks / 10_000).toFixed(4));
  return [
    account,
    symbol,
    formatCount(net),
    price(averagePriceTicks),
    price(markPriceTicks),
    ...[realised, unrealised, fees, rebates].map(formatDollars),
  ];
}

function hostLines(report: HotlaneReport): string[] {
  return report.host.lanes.flatMap((lane) => [
    `lane ${lane.name}: ${lane.pinned ? `pinned to core ${lane.core}` : "not pinned"} of ${report.host.cores}, ${lane.poll} polling`,
    ...lane.grants.map(
      ({ what, granted, reason }) => `  ${what}: ${granted ? "got" : `not got, because ${reason}`}`,
    ),
  ]);
}

function channelRows({ name, state, lines }: ChannelReport): string[][] {
  return lines.map((line) => [
    lines.length === 1 ? name : `${name} ${line.name}`,
    state,
    ...[line.packets, line.lost, line.late, line.duplicates, line.wins].map(formatCount),
    ...[line.malformed + line.foreign, line.kernelDrops].map(formatCount),
    `${formatCount(Math.ceil(line.queueBytesMax / 1024))} KiB`,
    line.lead.count === 0 ? "-" : formatNs(line.lead.p50),
  ]);
}

/** What was missed and how it was made good, one line a channel that had a gap. */
function recoveryLines(channels: readonly ChannelReport[]): string[] {
  return channels
    .filter(({ gaps, snapshots, snapshotsFailed }) => gaps + snapshots + snapshotsFailed > 0)
    .map(
      ({ name, gaps, repaired, lost, requests, snapshots, snapshotsFailed }) =>
        `${name}: ${formatCount(gaps)} gaps, ${formatCount(repaired)} messages brought by ${formatCount(requests)} requests, ${formatCount(snapshots)} snapshots (${formatCount(snapshotsFailed)} failed), ${formatCount(lost)} lost`,
    );
}

/** What was played from files into a channel, what was kept of it, and what went wrong with either. */
function fileLines({ name, replay, record }: ChannelReport): string[] {
  const lines: string[] = [];
  if (replay !== undefined) {
    const share = replay.isPlayed ? "to the end" : `${playedPercent(replay)}%`;
    const skipped = Object.entries(replay.skipped).map(([what, count]) => `${formatCount(count)} ${what}`);
    const others = skipped.length === 0 ? "" : `; not of its lines: ${skipped.join(", ")}`;
    lines.push(
      `${name}: ${formatCount(replay.played)} packets played of ${replay.files.join(", ")}, ${share}${others}`,
      ...replay.errors.map((error) => `${name}: ${error}`),
    );
  }
  if (record !== undefined) {
    const lost = record.dropped + record.unwritten;
    const failure = record.failure === null ? "" : ` (${record.failure})`;
    lines.push(
      `${name}: ${formatCount(record.written)} packets kept in ${record.file}, ${lost === 0 ? "none dropped" : `${formatCount(record.dropped)} dropped, ${formatCount(record.unwritten)} not written${failure}`}`,
    );
  }
  return lines;
}

/** How much of a recording's files has been read. */
export function playedPercent({ bytes, bytesRead }: { bytes: number; bytesRead: number }): number {
  return bytes === 0 ? 0 : Math.floor((100 * bytesRead) / bytes);
}

const sessionHeading = [
  "session",
  "protocol",
  "state",
  "sent",
  "cancels",
  "answers",
  "malformed",
  "repeated",
  "open",
];

function sessionRow(session: SessionReport): string[] {
  const { name, protocol, state, sent, cancels, answers, malformed, repeated, open } = session;
  return [name, protocol, state, ...[sent, cancels, answers, malformed, repeated, open].map(formatCount)];
}

/** What venues said that they should not have, and whose trading that has stopped. */
function alertLines({ sessions, accountsInDoubt }: HotlaneReport): string[] {
  return [
    ...sessions.flatMap(({ name, alerts }) =>
      Object.entries(alerts).map(([words, count]) => `session ${name}: ${formatCount(count)} times ${words}`),
    ),
    ...accountsInDoubt.map(
      (account) => `ACCOUNT ${account} IS IN DOUBT: it does not trade until a human has looked`,
    ),
  ];
}

const channelHeading = [
  "line",
  "state",
  "packets",
  "lost",
  "late",
  "duplicates",
  "wins",
  "refused",
  "dropped",
  "queue at most",
  "ahead by",
];

function endOfDayLines(endOfDay: EndOfDay | undefined): string[] {
  if (endOfDay === undefined) return [];
  const { file, dropCopy } = endOfDay;
  const verdict = !dropCopy.compared
    ? `not held against the drop copy: ${dropCopy.why}`
    : dropCopy.differences.length === 0
      ? "it agrees with the drop copy"
      : "it DIFFERS from the drop copy:";
  return [
    `End of day: ${file}; ${verdict}`,
    ...dropCopy.differences.map((difference) => `  ${difference}`),
    "",
  ];
}

function verdictLines(report: HotlaneReport): string[] {
  if (report.reconciled && report.orders.sent + report.venue.orders === 0) {
    return ["No order was sent: there is nothing to reconcile."];
  }
  if (report.reconciled) {
    return [
      `Reconciled: all ${formatCount(report.venue.orders)} orders agree with the venue's record of them.`,
    ];
  }
  if (report.reconciled === null)
    return [`Not held against the venue's record: ${report.differences.join("; ")}.`];
  return [
    "NOT reconciled with the venue's record:",
    ...report.differences.map((difference) => `  ${difference}`),
  ];
}

/** The report as lines of plain text, for people. */
export function reportText(report: HotlaneReport): string[] {
  const { feed, orders, refusals } = report;
  const counts = (record: object): string =>
    Object.entries(record)
      .map(([name, count]) => `${name} ${formatCount(Number(count))}`)
      .join(" · ");
  return [
    `Hotlane ran for ${report.seconds.toFixed(1)} s.`,
    ...hostLines(report),
    "",
    `feed    ${counts(feed)}`,
    `orders  ${counts(orders)}`,
    ...(Object.keys(refusals).length === 0 ? [] : [`refused ${counts(refusals)}`]),
    "",
    ...table([channelHeading, ...report.channels.flatMap(channelRows)]),
    ...recoveryLines(report.channels),
    ...report.channels.flatMap(fileLines),
    ...report.journals.map(journalLine),
    ...report.recovery.map((one) => `lane ${one.lane}: ${recoveryLine(one)}`),
    "",
    ...table([sessionHeading, ...report.sessions.map(sessionRow)]),
    ...alertLines(report),
    "",
    ...table([
      latencyHeading,
      ...stageNames.map((name) => latencyRow(name, report.stages[name])),
      latencyRow("floor", report.floor),
    ]),
    "(floor: the same loop, empty, on the same core in the same run: what the machine itself takes)",
    ...callLines(report.strategies),
    ...report.hiccups.flatMap((lane) => hiccupLines(lane, hiccupsShown)),
    "",
    ...table([positionHeading, ...report.positions.map(positionRow)]),
    "",
    ...report.kills.flatMap(killLines),
    ...endOfDayLines(report.endOfDay),
    ...verdictLines(report),
  ];
}
