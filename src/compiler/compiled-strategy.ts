/** A built strategy as the lane is given it: its parameters checked, what goes wrong in it put in words with file and line. */
import { HotlaneError } from "../errors.js";
import { parameterValue } from "../sdk/parameters.js";
import type { Parameters } from "../sdk/strategy.js";
import { checkNames } from "../strategies/make-strategy.js";
import { type CompiledBuild, memoryPages, refusalText } from "./build-strategy.js";

/** What native/addon/compiled_calls.cpp tells of a call that failed. */
export interface CompiledFailure {
  code: number;
  place: number;
  line: number;
  column: number;
  file: string;
  message: string;
}

/** For runLane(), in place of a bound strategy. */
export interface CompiledStrategy {
  /** The shared object. */
  compiled: string;
  index: number;
  instruments: readonly number[];
  parameters: number[];
  readsQueue: boolean;
  budget: number;
  onFailure(callback: string, failure: CompiledFailure): void;
}

/** Turns of loops and calls of functions that one callback may make. */
export const standardBudget = 1_000_000;

export interface CompiledPlace {
  index: number;
  /** In words for errors. */
  name: string;
  instruments: readonly number[];
  /** What was set. */
  parameters: Parameters;
  budget?: number;
  /** Told once, with file and line; it is called no more. */
  onFailure: (callback: string, words: string) => void;
}

export interface MadeCompiled {
  strategy: CompiledStrategy;
  /** All its parameters as they are now. */
  parameters: Parameters;
}

export function makeCompiled(build: CompiledBuild, place: CompiledPlace): MadeCompiled {
  const parameters: Record<string, number | boolean> = {};
  try {
    for (const one of build.parameters) parameters[one.name] = parameterValue(one, place.parameters);
    checkNames(
      place.parameters,
      build.parameters.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof HotlaneError)) throw error;
    throw new HotlaneError(error.code, `strategy ${place.name}: ${error.message}`, { cause: error });
  }
  const budget = place.budget ?? standardBudget;
  const strategy: CompiledStrategy = {
    compiled: build.path,
    index: place.index,
    instruments: place.instruments,
    parameters: Object.values(parameters).map(Number),
    readsQueue: build.readsQueue,
    budget,
    onFailure: (callback, failure) => place.onFailure(callback, failureText(build, failure, budget)),
  };
  return { strategy, parameters };
}

/** By the codes of native/strategy/compiled_abi.h. */
const fault = "a fault of the compiler, caught before it did harm; run this strategy in the inline tier";
const words: readonly string[] = [
  "it is done",
  `it reached beyond its memory: ${fault}`,
  `an integer that is too large: ${fault}`,
  `a division of an integer by zero: ${fault}`,
  `a number that is no integer: ${fault}`,
  `it came where nothing goes on: ${fault}`,
  "an array's index that is no whole number",
  "an array's size that is no whole number from 0",
  "a write beyond the end of an array: only the next element can be added",
  "",
  "calls too deep in each other: does a function call itself without an end?",
  `more memory than the ${memoryPages / 16} MiB that a compiled strategy has in its life: make arrays and objects at the start, not in callbacks`,
  "",
  `it reached beyond its frame: ${fault}`,
  "an array's index beyond its end, or below 0",
  "an instrument that the lane has not",
  "a level of a book that is no whole number from 0",
  "more than the 65,536 numbers that one version can hand over to the next",
];
const budgetCode = 9;
const thrownCode = 12;

export function failureText(build: CompiledBuild, failure: CompiledFailure, budget: number): string {
  const { code, place, line, file, message } = failure;
  const module = /^file(\d+)\.ts$/.exec(file)?.[1];
  const own = module === undefined ? undefined : build.files[Number(module)];
  const at = own === undefined ? build.places[place] : { file: own, line };
  return at === undefined ? what() : refusalText({ ...at, words: what() });

  function what(): string {
    if (code === budgetCode) {
      return `more than ${budget} turns of loops and calls of functions in one callback: does a loop not end?`;
    }
    if (code === thrownCode) return own === undefined ? runtimeWords(message) : `it threw: ${message}`;
    return words[code] ?? `failure ${code}`;
  }
}

/** What AssemblyScript's library throws. */
function runtimeWords(message: string): string {
  if (/out of range/i.test(message)) return "an array's index beyond its end";
  if (/allocation too large|invalid (array )?length/i.test(message)) return words[11] as string; // is there
  if (/empty/i.test(message)) return "pop() of an empty array";
  return message;
}
