/**
 * What a compiled strategy hands over and takes over: an object of a class of its own, whose fields are numbers, flags and
 * arrays of numbers. Between the tiers it is a plain object, in machine code its numbers one behind the other.
 */
import { HotlaneError } from "../errors.js";

/** `float64s`: a Float64Array. */
export type FieldKind = "number" | "flag" | "numbers" | "float64s";

export interface StateField {
  readonly name: string;
  readonly kind: FieldKind;
}

/** Fields in the order in which they cross. */
export type StateShape = readonly StateField[];

const expected: Readonly<Record<FieldKind, string>> = {
  number: "a number",
  flag: "true or false",
  numbers: "an array of numbers",
  float64s: "a Float64Array",
};

/** `numbers`: as src/compiler/sdk/state.ts gives them. */
export function readState(shape: StateShape, numbers: Float64Array): Record<string, unknown> {
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const list = (): Float64Array => {
    const length = next();
    at += length;
    return numbers.slice(at - length, at);
  };
  const fieldOf = (kind: FieldKind): unknown => {
    if (kind === "number") return next();
    if (kind === "flag") return next() !== 0;
    return kind === "numbers" ? [...list()] : list();
  };
  return Object.fromEntries(shape.map(({ name, kind }) => [name, fieldOf(kind)]));
}

/** Throws where a field is missing, is no such thing, or is one that the shape has not. */
export function writeState(shape: StateShape, state: unknown): Float64Array {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw refusal(`found ${textOf(state)}, expected an object with ${fieldNames(shape)}`);
  }
  const fields = state as Readonly<Record<string, unknown>>;
  const surplus = Object.keys(fields).find((name) => shape.every((field) => field.name !== name));
  if (surplus !== undefined) throw refusal(`found field ${surplus}, expected only ${fieldNames(shape)}`);
  return Float64Array.from(shape.flatMap((field) => numbersOf(field, fields[field.name])));
}

function numbersOf({ name, kind }: StateField, value: unknown): number[] {
  if (kind === "number" && typeof value === "number") return [value];
  if (kind === "flag" && typeof value === "boolean") return [Number(value)];
  const isList = kind === "float64s" ? value instanceof Float64Array : Array.isArray(value);
  if (isList && (value as number[]).every((one) => typeof one === "number")) {
    return [(value as number[]).length, ...(value as number[])];
  }
  throw refusal(`field ${name}: found ${textOf(value)}, expected ${expected[kind]}`);
}

function refusal(words: string): HotlaneError {
  return new HotlaneError("strategy/state", `takeOver of what was handed over: ${words}`);
}

const fieldNames = (shape: StateShape): string => shape.map(({ name }) => name).join(", ") || "no fields";

function textOf(value: unknown): string {
  if (Array.isArray(value)) return "an array of something";
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "object"}`;
  return JSON.stringify(value) ?? String(value);
}
