// A YAML text that still knows where each of its values stands. Used by load.ts and parameters.ts.
// Guarantees: positions are 1-based line and column; texts from the file are shown cut to one short line, and
// nothing below a secret field is ever shown.
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { messageOf } from "../errors.js";
import type { ConfigProblem, FieldPath } from "./config-error.js";

/** What stands below these keys is never printed, whatever it is. */
const secretFields: ReadonlySet<string | number> = new Set(["password"]);
const shownCharactersMax = 40;

export interface Position {
  readonly line: number;
  readonly column: number;
}

export class YamlSource {
  /** The text as plain values; meaningful only without syntax problems. */
  readonly value: unknown;
  readonly syntaxProblems: readonly ConfigProblem[];
  private readonly document;
  private readonly lines = new LineCounter();

  /** `expected`: what the text is to be, for people. */
  constructor(
    text: string,
    private readonly expected = "a YAML mapping with the sections of hotlane.yaml",
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const problems = this.document.errors.map((error) => this.syntaxProblem(error.message, error.pos[0]));
    let value: unknown;
    try {
      if (problems.length === 0) value = this.document.toJS() ?? {};
    } catch (error) {
      // An alias without an anchor, or so many aliases that the values would fill the memory.
      problems.push(this.syntaxProblem(messageOf(error), 0));
    }
    this.value = value;
    this.syntaxProblems = problems;
  }

  private syntaxProblem(message: string, offset: number): ConfigProblem {
    return {
      path: [],
      ...this.positionOf(offset),
      // The parser ends some messages with the text it stumbled over, which may be a secret.
      found: `what is not YAML: ${message.replace(/: .*$/s, "")}`,
      expected: this.expected,
    };
  }

  /** Where the value at `path` stands; the nearest parent that exists if it does not. */
  valuePosition(path: FieldPath): Position {
    for (let length = path.length; length > 0; length -= 1) {
      const node = this.nodeAt(path.slice(0, length));
      if (node?.range) return this.positionOf(node.range[0]);
    }
    return { line: 1, column: 1 };
  }

  /** Where the key at the end of `path` stands. */
  keyPosition(path: FieldPath): Position {
    const parent = this.nodeAt(path.slice(0, -1));
    const key = path.at(-1);
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
      : undefined;
    const range = isNode(pair?.key) ? pair.key.range : undefined;
    return range ? this.positionOf(range[0]) : this.valuePosition(path);
  }

  /** The value at `path` in words. */
  describe(path: FieldPath): string {
    const node = this.nodeAt(path);
    if (node === undefined) return "nothing";
    const value: unknown = node.toJS(this.document);
    if (value === null) return "nothing";
    if (Array.isArray(value)) return `a list of ${value.length}`;
    if (typeof value === "object") return "a mapping";
    const kind = typeof value === "string" ? "text" : typeof value;
    if (path.some((key) => secretFields.has(key))) return `a ${kind} (not shown: it may be a secret)`;
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
    return shown.length <= shownCharactersMax ? shown : `${shown.slice(0, shownCharactersMax)}…`;
  }

  private nodeAt(path: FieldPath): Node | undefined {
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }

  private positionOf(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }
}
