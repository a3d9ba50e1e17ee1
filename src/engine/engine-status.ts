/** What `hotlane status` tells: the engine's state at one moment, `hotlane.status/1`. Main thread. */

import type { DropCopyCounts } from "../dropcopy/drop-copy.js";
import { laneStateNames, sessionStateNames } from "../lanes/boundary.js";
import type { Kill } from "./kill-state.js";
import type { RecoveryReport } from "./recovery-report.js";
import type { RunningLane } from "./running-lane.js";
import { formatCount, table } from "./text-table.js";

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
  readonly sessions: readonly { readonly name: string; readonly state: string }[];
  /** What it found when it went on from an earlier run's journal; absent: it began anew. */
  readonly recovery?: RecoveryReport;
}

/** What an account holds of an instrument in a lane, all of its strategies together. */
export interface PositionStatus {
  readonly lane: string;
  readonly account: string;
  readonly symbol: string;
  /** Shares, negative when short. */
  readonly net: number;
}

export interface EngineStatus {
  readonly schema: "hotlane.status/1";
  readonly pid: number;
  readonly startedAt: string;
  readonly lanes: readonly LaneStatusReport[];
  /** What kill switches stop now. */
  readonly killed: readonly Kill[];
  /** Whose trading is stopped until a person has looked (`hotlane acknowledge`). */
  readonly accountsInDoubt: readonly string[];
  /** Those that have ever traded. */
  readonly positions: readonly PositionStatus[];
  /** Absent: none is kept. */
  readonly dropCopy?: DropCopyCounts;
  readonly watchdog: { readonly isOn: boolean; readonly lateLooks: number };
}

export function laneStatus(lane: RunningLane): LaneStatusReport {
  const { reader, setup, recovery } = lane;
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
    sessions: setup.sessions.map(({ name }, session) => ({
      name,
      state: sessionStateNames[reader.sessionState(session)] ?? "unknown",
    })),
    ...(recovery !== undefined && { recovery }),
  };
}

export function lanePositions({ setup, positions }: RunningLane): PositionStatus[] {
  return positions.map(({ account, symbol, net }) => ({ lane: setup.name, account, symbol, net }));
}

/** The same for people. */
export function statusText({ pid, startedAt, lanes, killed, accountsInDoubt }: EngineStatus): string[] {
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
  const doubts = accountsInDoubt.map(
    (account) => `in doubt: account ${account}: look, then hotlane acknowledge`,
  );
  return [`engine ${pid}, since ${startedAt}`, ...table([heading, ...rows]), ...kills, ...doubts];
}
