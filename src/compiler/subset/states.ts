/** Handing over and taking over: which classes' objects may cross from version to version, and the methods that write them. */
import {
  type ClassDeclaration,
  type ClassElement,
  type MethodDeclaration,
  type Node,
  type PropertyDeclaration,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { Type } from "typescript/unstable/sync";
import type { FieldKind, StateField, StateShape } from "../handed-state.js";
import { kindOf, kindOfType } from "./kinds.js";
import type { Refusal, SubsetFile, SubsetUnit } from "./unit.js";

const fieldKinds: Readonly<Record<string, FieldKind>> = {
  f64: "number",
  bool: "flag",
  "Array<f64>": "numbers",
  Float64Array: "float64s",
};
const passing: Readonly<Record<FieldKind, string>> = {
  number: "",
  flag: "Flag",
  numbers: "Numbers",
  float64s: "Float64s",
};
const needed = "an object of a class of your own, whose fields are number, boolean, number[] or Float64Array";

/** Where a class is declared. */
const stateKey = (path: string, name: string): string => `${path} ${name}`;

/** Members that hand over each of a class's fields, and take them; "": it has some that can't be. */
export function stateMembers(file: SubsetFile, node: ClassDeclaration): string {
  const shape = shapeOf(file, node);
  const name = node.name === undefined ? "" : file.textOf(node.name);
  file.unit.states.set(stateKey(file.source.fileName, name), shape);
  if (typeof shape === "string") return "";
  const give = shape.map((one) => `__sdk.give${passing[one.kind]}(this.${one.name});`).join(" ");
  const take = shape.map((one) => `this.${one.name} = __sdk.take${passing[one.kind]}();`).join(" ");
  return ` __give(): void { ${give} } __take(): void { ${take} } `;
}

function shapeOf(file: SubsetFile, { members }: ClassDeclaration): StateShape | string {
  const shape: StateField[] = [];
  for (const member of members) {
    if (
      member.kind === SyntaxKind.Constructor &&
      (member as unknown as MethodDeclaration).parameters.length > 0
    )
      return "its constructor has parameters";
    if (member.kind !== SyntaxKind.PropertyDeclaration || isStatic(member)) continue;
    const { name } = member as PropertyDeclaration;
    const kind = fieldKinds[kindOf(file, name) ?? ""];
    const text = file.textOf(name);
    if (kind === undefined || text.startsWith("#")) return `its field ${text} can't cross`;
    shape.push({ name: text, kind });
  }
  return shape;
}

function isStatic(member: ClassElement): boolean {
  const all = (member as Node & { modifiers?: readonly Node[] }).modifiers ?? [];
  return all.some(({ kind }) => kind === SyntaxKind.StaticKeyword);
}

/** For the strategy's own methods of these names; "": it is another one. */
export function handingMember(file: SubsetFile, node: MethodDeclaration): string {
  const name = file.textOf(node.name);
  if (name !== "handOver" && name !== "takeOver") return "";
  const { checker } = file.unit;
  const signature = checker.getSignatureFromDeclaration(node);
  const [taken] = node.parameters;
  const type =
    name === "handOver"
      ? signature && checker.getReturnTypeOfSignature(signature)
      : taken && checker.getTypeAtLocation(taken.name);
  const state = type && classOf(file.unit, type);
  if (state === undefined) {
    file.refuse(node, `${name} ${name === "handOver" ? "gives" : "takes"} ${needed}`);
    return "";
  }
  file.unit.handing.set(name, { file: file.source.fileName, line: file.lineOf(node), state: state.key });
  if (name === "handOver") return " __handOver(): void { this.handOver().__give(); } ";
  return ` __takeOver(): void { const state = new ${state.name}(); state.__take(); this.takeOver(state); } `;
}

function classOf(unit: SubsetUnit, type: Type): { key: string; name: string } | undefined {
  const symbol = type.getSymbol();
  const path = symbol?.valueDeclaration?.path;
  if (symbol === undefined || path === undefined || kindOfType(unit, type) !== symbol.name) return undefined;
  return unit.isOwn(symbol) ? { key: stateKey(path, symbol.name), name: symbol.name } : undefined;
}

/** Of a whole strategy: what crosses at each of the two, or why it can't. */
export function stateOf(unit: SubsetUnit, name: "handOver" | "takeOver"): StateShape | Refusal | undefined {
  const handing = unit.handing.get(name);
  if (handing === undefined) return undefined;
  const { file, line, state } = handing;
  const shape = unit.states.get(state) ?? "it is the strategy itself";
  return typeof shape === "string" ? { file, line, words: `${name}: ${shape}: it takes ${needed}` } : shape;
}
