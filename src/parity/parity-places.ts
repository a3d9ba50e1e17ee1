/**
 * The strategies of a recorded lane, made again: as they were that day, or with what somebody wants tried instead. Holds
 * them against what was recorded, so that whatever comes out otherwise has its reason.
 */
import { isDeepStrictEqual } from "node:util";
import type { CompiledBuild } from "../compiler/build-strategy.js";
import { type CompiledPlace, type CompiledStrategy, makeCompiled } from "../compiler/compiled-strategy.js";
import { HotlaneError, messageOf } from "../errors.js";
import { type PlaceRecord, readCode } from "../journal/strategy-record.js";
import type { ChosenTier } from "../lanes/chosen-tier.js";
import { handOver } from "../lanes/strategy-places.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type { Parameters } from "../sdk/strategy.js";
import { type MadeStrategy, makeStrategy } from "../strategies/make-strategy.js";
import { mentionsQueue } from "../strategies/queue-readers.js";
import { evaluateStrategy, type StrategyCode } from "../strategies/strategy-code.js";
import type { ParityReason } from "./parity-setup.js";

/** What is tried instead, in one place; absent: as that day. */
export interface ParityChange {
  readonly code: StrategyCode | undefined;
  readonly parameters: Parameters;
}

export interface ChangedParameter {
  readonly name: string;
  /** Null: it had none of this name. */
  readonly live: Parameters[string] | null;
  readonly backtest: Parameters[string] | null;
}

type StrategyTier = "inline" | "compiled";

export interface ParityStrategy {
  readonly name: string;
  readonly place: number;
  readonly version: { readonly live: string; readonly backtest: string };
  readonly tier: { readonly live: StrategyTier; readonly backtest: StrategyTier };
  /** Why it is not compiled here too; "": it is, or was not live. */
  readonly obstacle: string;
  readonly changed: ChangedParameter[];
}

interface LanePlace {
  readonly name: string;
  readonly instruments: readonly number[];
  readonly isVacant: boolean;
}

export class ParityPlaces {
  readonly strategies: ParityStrategy[] = [];
  readonly #folder: string;
  readonly #memory: SharedArrayBuffer;
  readonly #places: readonly LanePlace[];
  readonly #records: readonly PlaceRecord[];
  readonly #changes: ReadonlyMap<number, ParityChange>;
  readonly #tiers: ReadonlyMap<number, ChosenTier>;
  readonly #made: (MadeStrategy | undefined)[] = [];
  readonly #installed: number[] = [];
  readonly throws: string[] = [];

  constructor(
    folder: string,
    memory: SharedArrayBuffer,
    places: readonly LanePlace[],
    records: readonly PlaceRecord[],
    changes: ReadonlyMap<number, ParityChange>,
    tiers: ReadonlyMap<number, ChosenTier>,
  ) {
    this.#folder = folder;
    this.#memory = memory;
    this.#places = places;
    this.#records = records;
    this.#changes = changes;
    this.#tiers = tiers;
  }

  /** At the start: for each place what the lane calls; null where it has nothing. */
  make(): (BoundStrategy | CompiledStrategy | null)[] {
    return this.#places.map(({ name, isVacant }, place) => {
      if (isVacant) return null;
      const record = this.#records.find((one) => one.place === place && one.state === "made");
      if (record === undefined) {
        throw new HotlaneError(
          "parity/no-strategies",
          `${this.#folder}/strategies.jsonl: expected who was in the place of strategy ${name} at the start`,
        );
      }
      const tier = this.#tiers.get(place);
      if (tier?.build !== undefined) return this.#makeCompiled(record, tier.build);
      const made = this.#make(record, tier?.obstacle);
      this.#made[place] = made;
      return made.bound;
    });
  }

  /** What was submitted for a place that day, once for each time. */
  install(place: number): { strategy: BoundStrategy; keepsOrders: boolean } | null {
    const submitted = this.#records.filter((one) => one.place === place && one.state !== "made");
    const count = this.#installed[place] ?? 0;
    this.#installed[place] = count + 1;
    const record = submitted[count];
    const before = this.#made[place];
    this.#made[place] = undefined;
    if (record === undefined || record.state === "notInstalled") return null;
    try {
      const made = this.#make(record, record.tier === "compiled" ? submittedWords : "");
      const keepsOrders = handOver(before, made);
      this.#made[place] = made;
      return { strategy: made.bound, keepsOrders };
    } catch (error) {
      this.throws.push(`strategy ${record.name}: it could not be made: ${messageOf(error)}`);
      return null;
    }
  }

  /** By place: what explains that a strategy does something else. */
  get reasons(): (ParityReason | null)[] {
    return this.#places.map((_, place) => {
      const its = this.strategies.filter((one) => one.place === place);
      if (its.some(({ version }) => version.live !== version.backtest)) return "code version";
      return its.some(({ changed }) => changed.length > 0) ? "parameter" : null;
    });
  }

  #make(record: PlaceRecord, obstacle = ""): MadeStrategy {
    const code = this.#changes.get(record.place)?.code ?? readCode(this.#folder, record);
    const onThrow = (callback: string, error: unknown): void =>
      this.#noteThrow(
        record,
        callback,
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    const made = makeStrategy(evaluateStrategy(code), {
      memory: this.#memory,
      ...this.#placeOf(record),
      readsQueue: mentionsQueue(code.text),
      onThrow,
    });
    this.#note(record, code.version, made.parameters, "inline", obstacle);
    return made;
  }

  #makeCompiled(record: PlaceRecord, build: CompiledBuild): CompiledStrategy {
    const { strategy, parameters } = makeCompiled(build, {
      ...this.#placeOf(record),
      onFailure: (callback, words) => this.#noteThrow(record, callback, words),
    });
    const version = this.#changes.get(record.place)?.code?.version ?? record.version;
    this.#note(record, version, parameters, "compiled", "");
    return strategy;
  }

  #placeOf({ place, name, parameters }: PlaceRecord): Omit<CompiledPlace, "onFailure"> {
    return {
      index: place,
      name,
      instruments: this.#places[place]?.instruments ?? [],
      parameters: { ...parameters, ...this.#changes.get(place)?.parameters },
    };
  }

  #note(
    { name, place, version, tier, parameters }: PlaceRecord,
    backtest: string,
    now: Parameters,
    tierNow: StrategyTier,
    obstacle: string,
  ): void {
    this.strategies.push({
      name,
      place,
      version: { live: version, backtest },
      tier: { live: tier ?? "inline", backtest: tierNow },
      obstacle,
      changed: changesBetween(parameters, now),
    });
  }

  #noteThrow({ name }: PlaceRecord, callback: string, words: string): void {
    this.throws.push(`strategy ${name} threw in ${callback}: ${words}`);
  }
}

const submittedWords = "what was submitted while it ran is run inline here";

function changesBetween(live: Parameters, backtest: Parameters): ChangedParameter[] {
  const names = [...new Set([...Object.keys(live), ...Object.keys(backtest)])];
  return names
    .map((name) => ({ name, live: live[name] ?? null, backtest: backtest[name] ?? null }))
    .filter((one) => !isDeepStrictEqual(one.live, one.backtest));
}
