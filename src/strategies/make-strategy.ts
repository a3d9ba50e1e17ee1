/**
 * Makes a strategy of a loaded file with the parameters that were set for it: known names and fitting values only. One
 * way for lanes, backtests and whoever lists what a strategy may be told.
 */
import { nearestName } from "../config/did-you-mean.js";
import { HotlaneError, messageOf } from "../errors.js";
import { LaneMemory } from "../lanes/boundary.js";
import { type Binding, type BoundStrategy, bindCallbacks } from "../sdk/binding.js";
import { LaneContext } from "../sdk/lane-context.js";
import { making } from "../sdk/making.js";
import type { ParameterDeclaration } from "../sdk/parameters.js";
import type { Callbacks, Parameters, StrategyDefinition } from "../sdk/strategy.js";
import { Strategy, type StrategyClass } from "../sdk/strategy-class.js";

/** What a strategy file exports: a class that extends `Strategy`, or what `defineStrategy` gives. */
export type StrategyExport = StrategyClass | StrategyDefinition;

export interface MadeStrategy {
  /** Itself. */
  readonly callbacks: Callbacks;
  /** What the lane calls. */
  readonly bound: BoundStrategy;
  /** All its parameters as they are now, defaults included. */
  readonly parameters: Parameters;
}

export interface StrategyPlace extends Binding {
  /** In words for errors: the strategy's name in the configuration. */
  readonly name: string;
  /** What was set. */
  readonly parameters: Parameters;
  readonly onThrow: (callback: string, error: unknown) => void;
}

/** A parameter as a strategy declares it; `text`: of the object form alone, which gives no ranges. */
export type ListedParameter =
  | ParameterDeclaration
  | { readonly kind: "text"; readonly name: string; readonly fallback: string };

export function isStrategyClass(found: unknown): found is StrategyClass {
  return typeof found === "function" && found.prototype instanceof Strategy;
}

export function makeStrategy(exported: StrategyExport, place: StrategyPlace): MadeStrategy {
  try {
    return isStrategyClass(exported) ? makeOfClass(exported, place) : makeOfDefinition(exported, place);
  } catch (error) {
    if (!(error instanceof HotlaneError)) throw error;
    throw new HotlaneError(error.code, `strategy ${place.name}: ${messageOf(error)}`, { cause: error });
  }
}

/** What may be set. The class is made once, in a memory of its own, to ask it. */
export function listParameters(exported: StrategyExport): ListedParameter[] {
  if (!isStrategyClass(exported)) return Object.entries(exported.parameters).map(listed);
  const declared: ParameterDeclaration[] = [];
  const binding = { memory: new SharedArrayBuffer(LaneMemory.size), index: 0, instruments: [] };
  making({ binding, parameters: {}, declared }, () => new exported());
  return declared;
}

function makeOfClass(exported: StrategyClass, place: StrategyPlace): MadeStrategy {
  const declared: ParameterDeclaration[] = [];
  const strategy = making({ binding: place, parameters: place.parameters, declared }, () => new exported());
  checkNames(
    place.parameters,
    declared.map((one) => one.name),
  );
  const parameters = Object.fromEntries(
    declared.map((one) => [one.name, place.parameters[one.name] ?? one.fallback]),
  );
  return { callbacks: strategy, bound: bindCallbacks(strategy, place, place.onThrow), parameters };
}

function makeOfDefinition(definition: StrategyDefinition, place: StrategyPlace): MadeStrategy {
  checkNames(place.parameters, Object.keys(definition.parameters));
  const parameters: Parameters = { ...definition.parameters };
  for (const [name, value] of Object.entries(place.parameters)) {
    const kind = typeof parameters[name];
    if (kind !== typeof value) {
      throw new HotlaneError(
        "strategy/parameter",
        `parameter ${name}: found ${JSON.stringify(value)}, expected a ${kind}`,
      );
    }
    parameters[name] = value;
  }
  const callbacks = definition.create(new LaneContext(place), parameters);
  return { callbacks, bound: bindCallbacks(callbacks, place, place.onThrow), parameters };
}

/** Throws with the nearest name when something unknown was set. */
export function checkNames(set: Parameters, known: readonly string[]): void {
  const unknown = Object.keys(set).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearestName(unknown, known);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new HotlaneError(
    "strategy/parameter",
    `found parameter ${unknown}, expected one of: ${known.join(", ") || "none"}${hint}`,
  );
}

function listed([name, fallback]: [string, string | number | boolean]): ListedParameter {
  if (typeof fallback === "boolean") return { kind: "flag", name, fallback };
  if (typeof fallback === "string") return { kind: "text", name, fallback };
  return { kind: "decimal", name, fallback, smallest: -Infinity, largest: Infinity, unit: "" };
}
