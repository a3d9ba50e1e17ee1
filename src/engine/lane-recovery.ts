/**
 * What a lane found that went on from an earlier run of its journal: for the operator, the status and the report. Counts
 * are the lane's own, read from its shared tables. Main thread.
 */
import type { EarlierRun } from "../journal/earlier-run.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import type { PositionReport } from "./report.js";
import { formatCount } from "./text-table.js";

export type FoundPosition = Pick<PositionReport, "account" | "symbol" | "net">;

export interface RecoveryReport {
  readonly lane: string;
  /** When the earlier run began: its name. */
  readonly run: string;
  /** It was stopped in order; else killed. */
  readonly isEnded: boolean;
  /** All sessions have been ready since: what the venues know has been heard. */
  readonly isComplete: boolean;
  /** Orders that the journal told of; of them, open at its end. */
  readonly knownOrders: number;
  readonly openOrders: number;
  /** Executions heard between the journal's end and the sessions' first being ready. */
  readonly lateFills: number;
  /** At the venue, not in the journal: their accounts are in doubt. */
  readonly adoptedOrders: number;
  /** In the journal, not at the venue: lost with the connection. */
  readonly neverReceived: number;
  readonly accountsInDoubt: readonly string[];
  /** When recovery was complete, or as yet; those of nothing are left out. */
  readonly positions: readonly FoundPosition[];
  /** From the beginning of reading the journal until it was complete, or as yet. */
  readonly seconds: number;
}

/** What it looks at. */
export interface RecoveringLane {
  readonly setup: Pick<LaneSetup, "name">;
  readonly reader: Pick<LaneReader, "counter">;
  readonly positions: readonly PositionReport[];
  readonly accountsInDoubt: readonly string[];
}

export class LaneRecovery {
  readonly #earlier: Omit<EarlierRun, "bytes">;
  readonly #lane: RecoveringLane;
  readonly #log: (line: string) => void;
  #complete: Pick<RecoveryReport, "positions" | "seconds"> | undefined;
  #isTold = false;

  /** Of a lane that has taken over what the earlier run knew, and is not connected yet. */
  constructor(
    { run, isEnded, begunMs }: Omit<EarlierRun, "bytes">,
    lane: RecoveringLane,
    log: (line: string) => void,
  ) {
    this.#earlier = { run, isEnded, begunMs };
    this.#lane = lane;
    this.#log = log;
    const { knownOrders, openOrders, positions, accountsInDoubt } = this.report;
    const end = isEnded ? "was stopped in order" : "was not ended in order";
    const doubts = accountsInDoubt.length === 0 ? "" : `; in doubt: ${accountsInDoubt.join(", ")}`;
    log(
      `recovery: goes on from the run of ${run}, which ${end}: ${counted(knownOrders, "order")}, ` +
        `${formatCount(openOrders)} open; ${positionsText(positions)}${doubts}`,
    );
  }

  get report(): RecoveryReport {
    const { setup, reader, accountsInDoubt } = this.#lane;
    const { run, isEnded } = this.#earlier;
    return {
      lane: setup.name,
      run,
      isEnded,
      isComplete: this.#complete !== undefined,
      knownOrders: reader.counter("recoveryKnownOrders"),
      openOrders: reader.counter("recoveryOpenOrders"),
      lateFills: reader.counter("recoveryLateFills"),
      adoptedOrders: reader.counter("recoveryAdoptedOrders"),
      neverReceived: reader.counter("recoveryNeverReceived"),
      accountsInDoubt,
      ...(this.#complete ?? this.#look()),
    };
  }

  /** `isReady`: all sessions are. */
  turn(isReady: boolean): void {
    if (this.#isTold || (this.#complete === undefined && !isReady)) return;
    // The lane's counters are up to a millisecond behind its events: told a turn later.
    this.#isTold = this.#complete !== undefined;
    this.#complete ??= this.#look();
    if (this.#isTold) this.#log(recoveryLine(this.report));
  }

  #look(): Pick<RecoveryReport, "positions" | "seconds"> {
    return {
      positions: this.#lane.positions
        .filter(({ net }) => net !== 0)
        .map(({ account, symbol, net }) => ({ account, symbol, net })),
      seconds: (Date.now() - this.#earlier.begunMs) / 1000,
    };
  }
}

const counted = (count: number, what: string): string =>
  `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;

function positionsText(positions: readonly FoundPosition[]): string {
  if (positions.length === 0) return "no positions";
  return `positions: ${positions.map(({ account, symbol, net }) => `${account} ${formatCount(net)} ${symbol}`).join(", ")}`;
}

/** One line for people. */
export function recoveryLine(report: RecoveryReport): string {
  const { isComplete, seconds, lateFills, neverReceived, adoptedOrders, positions, accountsInDoubt } = report;
  const found = [
    `${counted(lateFills, "fill")} heard late`,
    `${counted(neverReceived, "order")} that the venue never got`,
    `${counted(adoptedOrders, "order")} that the journal did not know`,
    positionsText(positions),
  ];
  const doubts =
    accountsInDoubt.length === 0
      ? "trading goes on"
      : `in doubt, and stopped until a person has looked: ${accountsInDoubt.join(", ")}`;
  return `recovery: ${isComplete ? "complete" : "not complete"} after ${seconds.toFixed(1)} s: ${found.join("; ")}; ${doubts}`;
}
