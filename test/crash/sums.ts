/** The sums over all rounds, as `npm run crash -- --json` prints them. */
import { noDifferences } from "./comparison.js";
import type { RoundOutcome } from "./day.js";

export interface CrashReport {
  readonly rounds: number;
  readonly engineKills: number;
  readonly venueKills: number;
  /** At the venue, and neither in a journal nor adopted. */
  readonly unknownOrders: number;
  readonly positionDifferences: number;
  /** Numbers that went out twice. */
  readonly duplicateOrders: number;
  /** Sent with syncBeforeSend and in no journal. */
  readonly missingFromJournal: number;
  readonly otherDifferences: number;
  /** Orders that a journal had lost (async) and recovery told of, the account in doubt. */
  readonly adopted: number;
  /** From the engine's start until every session may trade; 0: no engine was killed. */
  readonly recoveryMs: { readonly p50: number; readonly max: number };
  /** Orders that the venues took in. */
  readonly orders: number;
  readonly seed: number;
}

export class Sums {
  readonly #seed: number;
  readonly #times: number[] = [];
  readonly #found = noDifferences();
  #engineKills = 0;
  #venueKills = 0;
  #adopted = 0;
  #orders = 0;
  #receivedBefore = 0;
  #hasFailed = false;
  rounds = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  add({ engineKills, venueKills, recoveryMs, differences, received }: RoundOutcome): void {
    this.rounds += 1;
    this.#engineKills += engineKills;
    this.#venueKills += venueKills;
    this.#adopted += differences.adopted.length;
    // It begins anew with each day.
    this.#orders += received < this.#receivedBefore ? received : received - this.#receivedBefore;
    this.#receivedBefore = received;
    if (recoveryMs !== undefined) this.#times.push(recoveryMs);
    this.#found.unknownOrders += differences.unknownOrders;
    this.#found.positionDifferences += differences.positionDifferences;
    this.#found.duplicateOrders += differences.duplicateOrders;
    this.#found.missingFromJournal += differences.missingFromJournal;
    this.#found.otherDifferences += differences.otherDifferences;
  }

  /** A round could not be brought to its end. */
  fail(): void {
    this.#hasFailed = true;
  }

  get isGood(): boolean {
    const { words: _, adopted: __, ...counts } = this.#found;
    return !this.#hasFailed && Object.values(counts).every((count) => count === 0);
  }

  get report(): CrashReport {
    const { words: _, adopted: __, ...counts } = this.#found;
    const times = this.#times.toSorted((a, b) => a - b);
    const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
    return {
      rounds: this.rounds,
      engineKills: this.#engineKills,
      venueKills: this.#venueKills,
      ...counts,
      adopted: this.#adopted,
      recoveryMs: { p50: at(0.5), max: at(1) },
      orders: this.#orders,
      seed: this.#seed,
    };
  }

  get text(): string {
    const { rounds, engineKills, venueKills, orders, adopted, recoveryMs, seed } = this.report;
    const verdict = this.isGood ? "both sides agree after each" : "NOT ALL IS WELL";
    return `${rounds} rounds, seed ${seed}: ${engineKills} kills of the engine, ${venueKills} of the venue, ${orders} orders, ${adopted} adopted; recovered after ${recoveryMs.p50} ms (p50), ${recoveryMs.max} ms (max): ${verdict}`;
  }
}
