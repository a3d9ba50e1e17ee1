/**
 * The places of a lane's strategies, in its worker: makes what each has at the start, and what is submitted while the
 * loop runs. A submission comes by a message port, which can be read without returning to the event loop that the loop
 * never returns to.
 */
import { findSourceMap } from "node:module";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { CompiledBuild } from "../compiler/build-strategy.js";
import { type CompiledStrategy, makeCompiled } from "../compiler/compiled-strategy.js";
import { readState, writeState } from "../compiler/handed-state.js";
import { HotlaneError, messageOf } from "../errors.js";
import type { BoundStrategy } from "../sdk/binding.js";
import type { Callbacks } from "../sdk/strategy.js";
import { type MadeStrategy, makeStrategy } from "../strategies/make-strategy.js";
import { mentionsQueue } from "../strategies/queue-readers.js";
import { evaluateStrategy, type StrategyCode } from "../strategies/strategy-code.js";
import type { ChosenTier } from "./chosen-tier.js";
import type { LaneMessage, LaneStrategy, Submission } from "./lane-setup.js";
import { type LoadedStrategy, native } from "./native.js";

/** A strategy in a place, in either tier. */
interface PlacedStrategy {
  /** What the lane calls. */
  readonly strategy: BoundStrategy | LoadedStrategy;
  readonly parameters: LaneStrategy["parameters"];
  /** For whoever takes its place, and whose place it takes. */
  readonly callbacks: Pick<Callbacks, "handOver" | "takeOver">;
}

export class StrategyPlaces {
  readonly #memory: SharedArrayBuffer;
  readonly #places: readonly LaneStrategy[];
  readonly #submissions: MessagePort;
  readonly #tell: (message: LaneMessage) => void;
  readonly #placed: (PlacedStrategy | undefined)[] = [];

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
  ): (BoundStrategy | LoadedStrategy | null)[] {
    return codes.map((code, place) => {
      if (code === undefined) return null;
      const tier = tiers[place] as ChosenTier; // one for each
      const parameters = this.#places[place]?.parameters ?? {};
      const placed = this.#make({ place, code, tier, parameters });
      this.#placed[place] = placed;
      this.#tell({ kind: "made", place, code, parameters: placed.parameters, ...told(tier) });
      return placed.strategy;
    });
  }

  /** What was submitted for a place, made; null where it can't be, which is told. What was there is handed over. */
  install(place: number): { strategy: BoundStrategy | LoadedStrategy; keepsOrders: boolean } | null {
    const submission = receiveMessageOnPort(this.#submissions)?.message as Submission | undefined;
    const before = this.#placed[place];
    this.#placed[place] = undefined;
    try {
      if (submission?.place !== place) throw new Error("what was submitted is for another place");
      const placed = this.#make(submission);
      const keepsOrders = handOver(before, placed);
      this.#placed[place] = placed;
      this.#tell({ kind: "installed", place, parameters: placed.parameters, ...told(submission.tier) });
      return { strategy: placed.strategy, keepsOrders };
    } catch (error) {
      this.#tell({ kind: "notInstalled", place, message: messageOf(error) });
      return null;
    }
  }

  #make({ place, code, tier: { build }, parameters }: Submission): PlacedStrategy {
    if (build !== undefined) return this.#makeCompiled(place, build, parameters);
    const { bound, ...made } = this.#makeInline(place, code, parameters);
    return { ...made, strategy: bound };
  }

  /** What goes wrong while it is made is thrown; afterwards it is told. */
  #makeCompiled(place: number, build: CompiledBuild, set: LaneStrategy["parameters"]): PlacedStrategy {
    const { name, instruments, turnsMax } = this.#places[place] as LaneStrategy; // the lane has no other places
    let failure = "";
    let isMade = false;
    const { strategy, parameters } = makeCompiled(build, {
      index: place,
      name,
      instruments,
      parameters: set,
      budget: turnsMax,
      onFailure: (callback, words) => {
        failure = `${callback}: ${words}`;
        if (isMade) this.#tell({ kind: "strategyThrew", strategy: place, callback, stack: words });
      },
    });
    const failed = (): HotlaneError => new HotlaneError("strategy/failed", `strategy ${name}: ${failure}`);
    const loaded = loadOr(failed, new Uint8Array(this.#memory), strategy);
    isMade = true;
    return { strategy: { loaded }, parameters, callbacks: compiledHanding(build, loaded, failed) };
  }

  #makeInline(place: number, code: StrategyCode, parameters: LaneStrategy["parameters"]): MadeStrategy {
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
      readsQueue: mentionsQueue(code.text),
    });
  }
}

/** A compiled strategy's two, as an inline one has them: what crosses is a plain object. */
function compiledHanding(
  { states: { handOver, takeOver } }: CompiledBuild,
  loaded: object,
  failed: () => HotlaneError,
): PlacedStrategy["callbacks"] {
  return {
    ...(handOver && {
      handOver: () => {
        const numbers = native.handOverCompiled(loaded);
        if (numbers === undefined) throw failed();
        return readState(handOver, numbers);
      },
    }),
    ...(takeOver && {
      takeOver: (state: unknown) => {
        if (!native.takeOverCompiled(loaded, writeState(takeOver, state))) throw failed();
      },
    }),
  };
}

function loadOr(failed: () => HotlaneError, memory: Uint8Array, strategy: CompiledStrategy): object {
  try {
    return native.loadCompiled(memory, strategy);
  } catch {
    throw failed(); // it was told why
  }
}

function told({ build, obstacle }: ChosenTier): { tier: "inline" | "compiled"; obstacle: string } {
  return { tier: build === undefined ? "inline" : "compiled", obstacle };
}

/** Whether the new one knows the old one's orders and goes on with them. */
export function handOver(
  before: Pick<PlacedStrategy, "callbacks"> | undefined,
  made: Pick<PlacedStrategy, "callbacks">,
): boolean {
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
