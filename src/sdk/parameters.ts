/**
 * Parameters of a strategy in class form: each is a field whose initial value names it, with its default and its range,
 * so that what is set in a configuration, a backtest or a sweep is checked before the strategy runs.
 *
 *     readonly quantity = wholeNumber("quantity", 100, 1, 10_000, "shares");
 */
import { HotlaneError } from "../errors.js";
import { beingMade } from "./making.js";
import type { Parameters } from "./strategy.js";

export interface NumberParameter {
  readonly kind: "wholeNumber" | "decimal";
  readonly name: string;
  readonly fallback: number;
  readonly smallest: number;
  readonly largest: number;
  /** For people; "": none. */
  readonly unit: string;
}

export interface FlagParameter {
  readonly kind: "flag";
  readonly name: string;
  readonly fallback: boolean;
}

export type ParameterDeclaration = NumberParameter | FlagParameter;

/** A whole number from `smallest` to `largest`. */
export function wholeNumber(
  name: string,
  fallback: number,
  smallest: number,
  largest: number,
  unit = "",
): number {
  return numberOf({ kind: "wholeNumber", name, fallback, smallest, largest, unit });
}

/** A number from `smallest` to `largest`. */
export function decimal(
  name: string,
  fallback: number,
  smallest: number,
  largest: number,
  unit = "",
): number {
  return numberOf({ kind: "decimal", name, fallback, smallest, largest, unit });
}

/** Yes or no. */
export function flag(name: string, fallback: boolean): boolean {
  return declare({ kind: "flag", name, fallback }) as boolean;
}

/** What was set for a parameter, else its default; throws when it is not what the parameter may be. */
export function parameterValue(declaration: ParameterDeclaration, set: Parameters): number | boolean {
  const { name, fallback } = declaration;
  const expected = wordsOf(declaration);
  if (!isFitting(declaration, fallback)) {
    throw wrong(name, `its default is ${fallback}, expected ${expected}`);
  }
  const value = set[name] ?? fallback;
  if (!isFitting(declaration, value))
    throw wrong(name, `found ${JSON.stringify(value)}, expected ${expected}`);
  return value;
}

/** What a value must be, for an error or a listing: "a whole number from 1 to 10000 shares". */
export function wordsOf(declaration: ParameterDeclaration): string {
  if (declaration.kind === "flag") return "true or false";
  const { kind, smallest, largest, unit } = declaration;
  const range = `${kind === "decimal" ? "a number" : "a whole number"} from ${smallest} to ${largest}`;
  return unit === "" ? range : `${range} ${unit}`;
}

function numberOf(declaration: NumberParameter): number {
  return declare(declaration) as number;
}

function isFitting(declaration: ParameterDeclaration, value: unknown): value is number | boolean {
  if (declaration.kind === "flag") return typeof value === "boolean";
  const { kind, smallest, largest } = declaration;
  const isKind = kind === "decimal" ? Number.isFinite(value) : Number.isSafeInteger(value);
  return isKind && (value as number) >= smallest && (value as number) <= largest;
}

/** What was set for it, else its default. */
function declare(declaration: ParameterDeclaration): number | boolean {
  const { parameters, declared } = beingMade(`parameter ${declaration.name}`);
  if (declared.some((one) => one.name === declaration.name)) {
    throw wrong(declaration.name, "it is declared twice");
  }
  declared.push(declaration);
  return parameterValue(declaration, parameters);
}

function wrong(name: string, words: string): HotlaneError {
  return new HotlaneError("strategy/parameter", `parameter ${name}: ${words}`);
}
