// A configuration that cannot be used. Thrown by load.ts and secrets.ts, shown by the command line.
// Guarantees: names every mistake at once, each with file, line, column, field, what was found and expected;
// never holds the value of a secret.
import { HotlaneError } from "../errors.js";

/** A field's place: keys and list indices from the top. */
export type FieldPath = readonly (string | number)[];

export interface ConfigProblem {
  readonly path: FieldPath;
  /** 1-based; of the value, of the key when the key is the mistake, of the parent when something is missing. */
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
}

/** `lanes[0].core` */
export function fieldName(path: FieldPath): string {
  if (path.length === 0) return "(top)";
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
}

/** `hotlane.yaml:3:11: lanes[0].core: found 7.5, expected …` */
export function problemLine(file: string, problem: ConfigProblem): string {
  const place = `${file}:${problem.line}:${problem.column}`;
  return `${place}: ${fieldName(problem.path)}: found ${problem.found}, expected ${problem.expected}`;
}

export class ConfigError extends HotlaneError {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const heading = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
    super(
      "config/invalid",
      [`${heading} in ${file}`, ...problems.map((p) => problemLine(file, p))].join("\n"),
    );
    this.problems = problems;
  }
}
