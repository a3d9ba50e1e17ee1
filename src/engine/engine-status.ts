/** What `hotlane status` tells: the engine's state at one moment, `hotlane.status/1`. Main thread. */
import { getHeapStatistics } from "node:v8";
import type { DropCopyCounts } from "../dropcopy/drop-copy.js";
import { laneStateNames } from "../lanes/boundary.js";
import { type HiccupReport, hiccupLines } from "./hiccup-report.js";
import type { Kill } from "./kill-state.js";
import { type RecoveryReport, recoveryLine } from "./lane-recovery.js";
import { placeLine } from "./place-text.js";
import type { RunningLane } from "./running-lane.js";
import type { LanePlaceReport } from "./submission-desk.js";
import { formatCount, table } from "./text-table.js";

export interface SessionStatusReport {
  readonly name: string;
  readonly state: string;
  /** What its venue said that it should not have, by words: how often (docs/sessions.md). */
  readonly alerts: Readonly<Record<string, number>>;
}

export interface LaneStatusReport {
  readonly name: string;
  readonly state: string;
  /** How old its sign of life is. */
  readonly silentMs: number;
  readonly turns: number;
  /** Orders open now; sent, fills and cancel requests so far. */
  readonly open: number;
  readonly sent: number;
  readonly fills: number;
  readonly cancels: number;
  /** Times that the watchdog halted it. */
  readonly halts: number;
  /** Events that were lost: records are not whole. */
  readonly eventsLost: number;
  readonly sessions: readonly SessionStatusReport[];
  /** Shares held, negative when short; those of nothing are left out. */
  readonly positions: readonly { readonly account: string; readonly symbol: string; readonly net: number }[];
}

export interface EngineStatus {
  readonly schema: "hotlane.status/1";
  readonly pid: number;
  readonly startedAt: string;
  readonly lanes: readonly LaneStatusReport[];
  /** The places of strategies, and who is there. */
  readonly strategies: readonly LanePlaceReport[];
  /** Of each lane, why its loop paused. */
  readonly hiccups: readonly HiccupReport[];
  /** Of each lane that went on from an earlier run, what it found. */
  readonly recovery: readonly RecoveryReport[];
  /** What kill switches stop now. */
  readonly killed: readonly Kill[];
  /** Accounts whose trading is stopped until a person has looked (`hotlane acknowledge`). */
  readonly accountsInDoubt: readonly string[];
  /** Absent: none is kept. */
  readonly dropCopy?: DropCopyCounts;
  /** Bytes of the process that are in memory, and of them the main thread's JavaScript heap in use. */
  readonly memory: { readonly resident: number; readonly heap: number };
  readonly watchdog: { readonly isOn: boolean; readonly lateLooks: number };
}

export function memoryStatus(): EngineStatus["memory"] {
  return { resident: process.memoryUsage.rss(), heap: getHeapStatistics().used_heap_size };
}

export function laneStatus(lane: RunningLane): LaneStatusReport {
  const { reader, setup } = lane;
  return {
    name: setup.name,
    state: laneStateNames[reader.state] ?? "unknown",
    silentMs: Math.round(lane.silentMs),
    turns: reader.counter("turns"),
    open: reader.counter("open"),
    sent: reader.counter("sent"),
    fills: reader.counter("fills"),
    cancels: reader.counter("cancels"),
    halts: reader.watch.halts,
    eventsLost: lane.droppedEvents,
    sessions: lane.sessions.map(({ name, state, alerts }) => ({ name, state, alerts })),
    positions: lane.positions
      .filter(({ net }) => net !== 0)
      .map(({ account, symbol, net }) => ({ account, symbol, net })),
  };
}

/** The newest of each lane, in the text. */
const hiccupsShown = 3;

/** The same for people. */
export function statusText(status: EngineStatus): string[] {
  const { pid, startedAt, lanes, strategies, hiccups, recovery, killed, accountsInDoubt } = status;
  const heading = ["lane", "state", "silent ms", "turns", "open", "sent", "fills", "halts", "sessions"];
  const rows = lanes.map((lane) => [
    lane.name,
    lane.state,
    ...[lane.silentMs, lane.turns, lane.open, lane.sent, lane.fills, lane.halts].map(formatCount),
    lane.sessions.map(({ name, state }) => `${name} ${state}`).join(", ") || "none",
  ]);
  const kills = killed.map(
    ({ subject: { scope, name }, at, by, reason }) =>
      `killed: ${scope} ${name} since ${at} by ${by}: ${reason}`,
  );
  const doubts = accountsInDoubt.map((name) => `in doubt: account ${name} (hotlane acknowledge)`);
  const recoveries = recovery.map((one) => `lane ${one.lane}: ${recoveryLine(one)}`);
  return [
    `engine ${pid}, since ${startedAt}`,
    ...table([heading, ...rows]),
    ...strategies.map(placeLine),
    ...hiccups.flatMap((lane) => hiccupLines(lane, hiccupsShown)),
    ...recoveries,
    ...kills,
    ...doubts,
  ];
}
