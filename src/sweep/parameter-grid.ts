/** `--sweep name=1..10`: the values of one parameter, and the grid of several. Pure. */
import { expectedValue, readParameterValue } from "../config/parameters.js";
import { UsageError } from "../errors.js";
import type { Parameters } from "../sdk/strategy.js";

export type SweepValue = Parameters[string];

export interface SweepAxis {
  readonly name: string;
  readonly values: readonly SweepValue[];
}

/** More is no longer a sweep that anybody looks at. */
export const valuesMax = 10_000;
export const setsMax = 100_000;

const forms = "NAME=1..10, NAME=10..100/10, NAME=true,false or NAME=1,5,20";
const range = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/;
/** Of a step, so that 0.1..0.3/0.1 has its end. */
const slack = 1e-9;

export function parseAxis(text: string): SweepAxis {
  const at = text.indexOf("=");
  const name = text.slice(0, at).trim();
  if (at < 1 || name === "") throw new UsageError(`--sweep: expected ${forms}, found "${text}"`);
  const list = text.slice(at + 1).trim();
  const match = range.exec(list);
  const values =
    match === null ? list.split(",").map((part) => readValue(part, text)) : readRange(match, text);
  const repeated = values.find((value, index) => values.indexOf(value) < index);
  if (repeated !== undefined) throw new UsageError(`--sweep ${name}: ${repeated} is there twice`);
  return { name, values };
}

function readValue(part: string, text: string): SweepValue {
  const word = part.trim();
  if (word === "" || word.includes("..")) {
    throw new UsageError(`--sweep: expected ${forms}, found "${text}"`);
  }
  const value = readParameterValue(word);
  if (value === undefined) {
    throw new UsageError(`--sweep: expected each value to be ${expectedValue}, found "${word}" in "${text}"`);
  }
  return value;
}

const decimalsOf = (text: string): number => text.split(".")[1]?.length ?? 0;

/** Each is what a person would write: 0.1..0.3/0.1 has 0.3, not 0.30000000000000004. */
function readRange([, low = "", high = "", step]: readonly string[], text: string): number[] {
  const decimals = Math.max(decimalsOf(low), decimalsOf(step ?? ""));
  if (step === undefined && (decimals > 0 || decimalsOf(high) > 0)) {
    throw new UsageError(`--sweep: expected a step with decimals, as 0.1..0.5/0.1, found "${text}"`);
  }
  const [from, to, by] = [Number(low), Number(high), Number(step ?? 1)];
  if (!(by > 0)) throw new UsageError(`--sweep: expected a step above 0, found "${text}"`);
  if (to < from) throw new UsageError(`--sweep: expected a range that goes up, found "${text}"`);
  const count = Math.floor((to - from) / by + slack) + 1;
  if (count > valuesMax) {
    throw new UsageError(`--sweep: "${text}" are ${count} values, expected at most ${valuesMax}`);
  }
  return Array.from({ length: count }, (_, index) => Number((from + index * by).toFixed(decimals)));
}

/** What is the same in every run: an axis stands over what a file says (`all`), not over `--param` (`param`). */
export function fixedParameters(all: Parameters, param: Parameters, axes: readonly SweepAxis[]): Parameters {
  const isFixed = (name: string): boolean =>
    Object.hasOwn(param, name) || !axes.some((axis) => axis.name === name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isFixed(name)));
}

/** Every combination, with what is the same in all; the last axis changes first. */
export function parameterSets(fixed: Parameters, axes: readonly SweepAxis[]): Parameters[] {
  axes.forEach(({ name }, index) => {
    if (Object.hasOwn(fixed, name)) throw new UsageError(`${name} is set by --param and by --sweep`);
    if (axes.findIndex((axis) => axis.name === name) < index) {
      throw new UsageError(`--sweep: ${name} is named twice`);
    }
  });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > setsMax) {
    throw new UsageError(`--sweep: ${count} parameter sets, expected at most ${setsMax}`);
  }
  return axes.reduce<Parameters[]>(
    (sets, { name, values }) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{ ...fixed }],
  );
}

/** `skew=3 quantity=100`: what tells one set from the others. */
export function nameOfSet(set: Parameters, axes: readonly SweepAxis[]): string {
  return axes.map(({ name }) => `${name}=${set[name]}`).join(" ");
}
