/**
 * The places of a lane's strategies, in its worker: makes what each has at the start, and what is submitted while the
 * loop runs. A submission comes by a message port, which can be read without returning to the event loop that the loop
 * never returns to.
 */
import { findSourceMap } from "node:module";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { CompiledBuild } from "../compiler/build-strategy.js";
import { type CompiledStrategy, makeCompiled } from "../compiler/compiled-strategy.js";
import { messageOf } from "../errors.js";
import type { BoundStrategy } from "../sdk/binding.js";
import { type MadeStrategy, makeStrategy } from "../strategies/make-strategy.js";
import { evaluateStrategy, type StrategyCode } from "../strategies/strategy-code.js";
import type { ChosenTier } from "./chosen-tier.js";
import type { LaneMessage, LaneStrategy, Submission } from "./lane-setup.js";

export class StrategyPlaces {
  readonly #memory: SharedArrayBuffer;
  readonly #places: readonly LaneStrategy[];
  readonly #submissions: MessagePort;
  readonly #tell: (message: LaneMessage) => void;
  readonly #made: (MadeStrategy | undefined)[] = [];

  constructor(
    memory: SharedArrayBuffer,
    places: readonly LaneStrategy[],
    submissions: MessagePort,
    tell: (message: LaneMessage) => void,
  ) {
    this.#memory = memory;
    this.#places = places;
    this.#submissions = submissions;
    this.#tell = tell;
  }

  /** At the start: for each place what it is to call; null where it has nothing yet. Throws what making one throws. */
  make(
    codes: readonly (StrategyCode | undefined)[],
    tiers: readonly ChosenTier[],
  ): (BoundStrategy | CompiledStrategy | null)[] {
    return codes.map((code, place) => {
      if (code === undefined) return null;
      const { build, obstacle } = tiers[place] as ChosenTier; // one for each
      if (build !== undefined) return this.#makeCompiled(place, code, build);
      const made = this.#make(place, code, this.#places[place]?.parameters ?? {});
      this.#made[place] = made;
      const { parameters } = made;
      this.#tell({ kind: "made", place, code, parameters, tier: "inline", obstacle });
      return made.bound;
    });
  }

  /** What was submitted for a place, made; null where it can't be, which is told. What was there is handed over. */
  install(place: number): { strategy: BoundStrategy; keepsOrders: boolean } | null {
    const submission = receiveMessageOnPort(this.#submissions)?.message as Submission | undefined;
    const before = this.#made[place];
    this.#made[place] = undefined;
    try {
      if (submission?.place !== place) throw new Error("what was submitted is for another place");
      const made = this.#make(place, submission.code, submission.parameters);
      const keepsOrders = handOver(before, made);
      this.#made[place] = made;
      this.#tell({ kind: "installed", place, parameters: made.parameters });
      return { strategy: made.bound, keepsOrders };
    } catch (error) {
      this.#tell({ kind: "notInstalled", place, message: messageOf(error) });
      return null;
    }
  }

  #makeCompiled(place: number, code: StrategyCode, build: CompiledBuild): CompiledStrategy {
    const { name, instruments, parameters: set, turnsMax } = this.#places[place] as LaneStrategy; // the lane has it
    const made = makeCompiled(build, {
      index: place,
      name,
      instruments,
      parameters: set,
      budget: turnsMax,
      onFailure: (callback, words) =>
        this.#tell({ kind: "strategyThrew", strategy: place, callback, stack: words }),
    });
    const { strategy, parameters } = made;
    this.#tell({ kind: "made", place, code, parameters, tier: "compiled", obstacle: "" });
    return strategy;
  }

  #make(place: number, code: StrategyCode, parameters: LaneStrategy["parameters"]): MadeStrategy {
    const { name, instruments, timeBudgetNs } = this.#places[place] as LaneStrategy; // the lane has no other places
    const onThrow = (callback: string, error: unknown): void => {
      const stack = typeof error === "string" ? endedText(error, timeBudgetNs) : stackOf(error);
      this.#tell({ kind: "strategyThrew", strategy: place, callback, stack });
    };
    const exported = evaluateStrategy(code);
    return makeStrategy(exported, {
      memory: this.#memory,
      index: place,
      name,
      instruments,
      parameters,
      onThrow,
    });
  }
}

/** Whether the new one knows the old one's orders and goes on with them. */
export function handOver(before: MadeStrategy | undefined, made: MadeStrategy): boolean {
  if (before?.callbacks.handOver === undefined || made.callbacks.takeOver === undefined) return false;
  made.callbacks.takeOver(before.callbacks.handOver());
  return true;
}

const nsPerMs = 1e6;
/** A frame as V8 prints it: `onBook (/folder/strategy-1a2b3c4d.cjs:12:5)`. */
const frame = /^(.*?)\(?(\/[^():]+):(\d+):(\d+)\)?$/;

/** A call that was ended because it did not return: where it was, by the lines that its author wrote. */
function endedText(stack: string, budgetNs: number): string {
  const lines = stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const places = lines.map((line) => `    at ${authorsPlace(line)}`);
  return [`it did not return within ${budgetNs / nsPerMs} ms and was ended`, ...places].join("\n");
}

function authorsPlace(line: string): string {
  const [, name = "", path = "", row, column] = frame.exec(line) ?? [];
  const map = path === "" ? undefined : findSourceMap(path);
  const entry = map?.findEntry(Number(row) - 1, Number(column) - 1);
  if (entry === undefined || !("originalSource" in entry)) return line;
  return `${name}(${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1})`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
