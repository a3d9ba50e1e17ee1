/** What a lane that went on from an earlier run's journal has found: for the status, the report and the operator's log. */
import type { EarlierRun } from "../journal/earlier-run.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { PositionReport } from "./report.js";
import { formatCount } from "./text-table.js";

export interface RecoveryReport {
  readonly lane: string;
  /** The earlier run, by when it began (ISO). */
  readonly run: string;
  /** It was stopped in order; else it was killed, or its host was. */
  readonly isEnded: boolean;
  /** Orders that the journal tells of, and of them those that were open where it ends. */
  readonly knownOrders: number;
  readonly openOrders: number;
  /** Executions heard between the journal's end and the first time that their session was ready. */
  readonly lateFills: number;
  /** That the venue knew and the journal did not: their accounts are in doubt. */
  readonly adoptedOrders: number;
  /** That the journal knew and the venue did not. */
  readonly neverReceived: number;
  readonly accountsInDoubt: readonly string[];
  /** Now. */
  readonly positions: readonly PositionReport[];
  /** From the journal's first byte until every session was ready; so far, while one is not. */
  readonly seconds: number;
}

/** Knows when it was over, too. */
export class LaneRecovery {
  readonly #lane: string;
  readonly #earlier: EarlierRun;
  readonly #reader: LaneReader;
  #readyMs: number | undefined;
  #isTold = false;

  constructor(lane: string, earlier: EarlierRun, reader: LaneReader) {
    this.#lane = lane;
    this.#earlier = earlier;
    this.#reader = reader;
  }

  /** Each turn; true: every session is ready for the first time. */
  isNewlyOver(isReady: boolean): boolean {
    if (this.#isTold || !isReady) return false;
    // The lane's counters are up to a millisecond behind its events: told a turn later.
    this.#isTold = this.#readyMs !== undefined;
    this.#readyMs ??= Date.now();
    return this.#isTold;
  }

  report(accountsInDoubt: readonly string[], positions: readonly PositionReport[]): RecoveryReport {
    const { run, isEnded, beganMs } = this.#earlier;
    return {
      lane: this.#lane,
      run,
      isEnded,
      knownOrders: this.#reader.counter("recoveryKnownOrders"),
      openOrders: this.#reader.counter("recoveryOpenOrders"),
      lateFills: this.#reader.counter("recoveryLateFills"),
      adoptedOrders: this.#reader.counter("recoveryAdoptedOrders"),
      neverReceived: this.#reader.counter("recoveryNeverReceived"),
      accountsInDoubt,
      positions,
      seconds: ((this.#readyMs ?? Date.now()) - beganMs) / 1000,
    };
  }
}

/** Before the sessions are connected. */
export function takenOverText({ run, isEnded, orders }: EarlierRun): string {
  const how = isEnded ? "was stopped in order" : "was not ended in order";
  return `journal: goes on from the run of ${run}, which ${how}: ${formatCount(orders)} orders sent; nothing is sent before the venue's own word is heard`;
}

/** When every session is ready, in a few lines. */
export function recoveryLines(report: RecoveryReport): string[] {
  const { knownOrders, openOrders, lateFills, adoptedOrders, neverReceived, accountsInDoubt, seconds } =
    report;
  const held = report.positions.filter(({ net }) => net !== 0);
  const positions = held.map(({ account, symbol, net }) => `${symbol} ${formatCount(net)} of ${account}`);
  const lines = [
    `recovered in ${seconds.toFixed(1)} s: ${formatCount(knownOrders)} orders known, ${formatCount(openOrders)} of them open where the journal ended (cancelled now), ` +
      `${formatCount(lateFills)} fills learnt late, ${formatCount(neverReceived)} orders that the venue never got`,
    `positions: ${positions.length === 0 ? "none" : positions.join(", ")}`,
  ];
  if (adoptedOrders > 0)
    lines.push(`${formatCount(adoptedOrders)} orders are at the venue that the journal does not have`);
  if (accountsInDoubt.length > 0)
    lines.push(
      `what can't be explained has stopped trading for ${accountsInDoubt.join(", ")}, until a person has looked`,
    );
  return lines;
}
