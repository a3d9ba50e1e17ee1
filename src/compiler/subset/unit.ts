/**
 * What the files of one strategy share while they are turned into AssemblyScript: the types that TypeScript found, what was
 * refused and where, the places that a failure may name, its parameters, its texts.
 */
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import type { Checker, Symbol as TypeScriptSymbol } from "typescript/unstable/sync";
import type { ParameterDeclaration } from "../../sdk/parameters.js";
import type { StateShape } from "../handed-state.js";
import type { CallbackName } from "../machine-code.js";
import { Texts } from "../texts.js";

/** Why a file is not of the compiled subset: `line` from 1. */
export interface Refusal {
  file: string;
  line: number;
  words: string;
}

/** Where a strategy is when it fails, by the index that it was given. */
export interface Place {
  file: string;
  line: number;
}

export class SubsetUnit {
  readonly checker: Checker;
  /** Paths of the strategy's own files, the first its main one. */
  readonly files: readonly string[];
  readonly refusals: Refusal[] = [];
  readonly places: Place[] = [];
  readonly parameters: ParameterDeclaration[] = [];
  readonly texts = new Texts();
  /** The class that extends Strategy; its callbacks with the number of parameters that each names. */
  strategyClass = "";
  readonly callbacks = new Map<CallbackName, number>();
  /** Of each class of its own, by stateKey(): what of it could be handed over, or in words why it can't be. */
  readonly states = new Map<string, StateShape | string>();
  /** Its methods that hand and take over: the class of the object that crosses, by stateKey(). */
  readonly handing = new Map<"handOver" | "takeOver", Place & { readonly state: string }>();

  constructor(checker: Checker, files: readonly string[]) {
    this.checker = checker;
    this.files = files;
  }

  /** The module that a file becomes. */
  moduleOf(file: string): string {
    return `file${this.files.indexOf(file)}`;
  }

  /** One of the strategy's own, not of the SDK or the language. */
  isOwn(symbol: TypeScriptSymbol | undefined): boolean {
    const path = (symbol?.valueDeclaration ?? symbol?.declarations[0])?.path;
    return path !== undefined && this.files.includes(path);
  }
}

/** A replaced part of a text: of a node, or between two offsets. */
export type Edit = readonly [start: number, end: number, text: string];

export class SubsetFile {
  readonly unit: SubsetUnit;
  readonly source: SourceFile;
  /** What is imported of hotlane/sdk, by its name here. */
  readonly sdkNames = new Map<string, string>();

  constructor(unit: SubsetUnit, source: SourceFile) {
    this.unit = unit;
    this.source = source;
  }

  lineOf(node: Node): number {
    return this.source.getLineAndCharacterOfPosition(node.getStart(this.source)).line + 1;
  }

  /** Gives the node's text as it is, so that the walk goes on and finds the rest. */
  refuse(node: Node, words: string): string {
    const refusal = { file: this.source.fileName, line: this.lineOf(node), words };
    const isKnown = this.unit.refusals.some((one) => one.line === refusal.line && one.words === words);
    if (!isKnown) this.unit.refusals.push(refusal);
    return this.textOf(node);
  }

  place(node: Node): number {
    const { places } = this.unit;
    const place = { file: this.source.fileName, line: this.lineOf(node) };
    const index = places.findIndex((one) => one.file === place.file && one.line === place.line);
    if (index >= 0) return index;
    places.push(place);
    return places.length - 1;
  }

  textOf(node: Node): string {
    return this.source.text.slice(node.getStart(this.source), node.getEnd());
  }

  /** A replaced node. */
  edit(node: Node, text: string): Edit {
    return [node.getStart(this.source), node.getEnd(), text];
  }

  /** The node's text with parts of it replaced. Lines stay lines: what is cut out leaves its line ends. */
  splice(node: Node, edits: readonly Edit[], start = node.getStart(this.source)): string {
    const { text } = this.source;
    let out = "";
    let at = start;
    for (const [begin, end, replacement] of [...edits].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const lost = lineEnds(text.slice(begin, end)) - lineEnds(replacement);
      out += text.slice(at, begin) + replacement + "\n".repeat(Math.max(0, lost));
      at = end;
    }
    return out + text.slice(at, node.getEnd());
  }

  /** What of the SDK an identifier names, undefined: nothing. */
  sdkNameOf(node: Node): string | undefined {
    return node.kind === SyntaxKind.Identifier ? this.sdkNames.get(this.textOf(node)) : undefined;
  }
}

function lineEnds(text: string): number {
  return text.split("\n").length - 1;
}
