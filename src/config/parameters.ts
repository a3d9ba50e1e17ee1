/**
 * What a strategy is told, as people write it: a file of `name: value` and single `name=value` on the command line, each
 * value read by YAML's rules, as in hotlane.yaml, so that the same text is the same value wherever it stands.
 */
import { readFileSync } from "node:fs";
import { isScalar, parseDocument } from "yaml";
import { HotlaneError, messageOf } from "../errors.js";
import type { Parameters } from "../sdk/strategy.js";
import { ConfigError } from "./config-error.js";
import { YamlSource } from "./yaml-source.js";

export type ParameterValue = Parameters[string];

export const expectedValue = "a number, a text, true or false";

function isParameterValue(value: unknown): value is ParameterValue {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Of `5`, `true`, `text` or `"5"`; undefined: it is no single value, or none that a strategy can be told. */
export function readParameterValue(text: string): ParameterValue | undefined {
  const { errors, contents } = parseDocument(text, { prettyErrors: false });
  if (errors.length > 0) return undefined;
  const value: unknown = isScalar(contents) ? contents.value : undefined;
  return isParameterValue(value) ? value : undefined;
}

/** A YAML file of `name: value`. Throws with the line of each that is no value, or is set twice. */
export function readParameterFile(file: string): Parameters {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new HotlaneError("config/unreadable", `${file} could not be read: ${messageOf(error)}`);
  }
  return parseParameters(text, file);
}

/** `file` names the text in messages. */
export function parseParameters(text: string, file: string): Parameters {
  const source = new YamlSource(text, "lines of name: value");
  if (source.syntaxProblems.length > 0) throw new ConfigError(file, source.syntaxProblems);
  const { value } = source;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const found = source.describe([]);
    throw new ConfigError(file, [{ path: [], line: 1, column: 1, found, expected: "lines of name: value" }]);
  }
  const entries = Object.entries(value);
  const wrong = entries
    .filter(([, its]) => !isParameterValue(its))
    .map(([name]) => ({
      path: [name],
      ...source.valuePosition([name]),
      found: source.describe([name]),
      expected: expectedValue,
    }));
  if (wrong.length > 0) throw new ConfigError(file, wrong);
  return Object.fromEntries(entries);
}
