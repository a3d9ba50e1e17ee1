/** Names of a strategy in AssemblyScript, and those of the language that have no place there. */
import {
  type Expression,
  type Identifier,
  type Node,
  type PropertyAccessExpression,
  SyntaxKind,
} from "typescript/unstable/ast";
import type { LiteralType, Symbol as TypeScriptSymbol } from "typescript/unstable/sync";
import { floatText } from "./expressions.js";
import type { SubsetFile } from "./unit.js";

/** AssemblyScript's own, which mean nothing in TypeScript. */
const taken = new Set(
  "i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 bool v128 externref funcref anyref".split(" "),
);

/** As it is, but for `#private`, which AssemblyScript does not know. */
export function nameOf(file: SubsetFile, node: Node): string {
  const name = file.textOf(node);
  if (name.startsWith("#")) return `__private_${name.slice(1)}`;
  if (name.startsWith("__"))
    return file.refuse(node, `${name}: names that begin with two underscores are the compiler's`);
  if (taken.has(name)) return file.refuse(node, `${name}: the name of a type of the compiled tier`);
  return name;
}

/** The value of a constant of the SDK (`Side.buy`) or the language (`Math.PI`), written out. */
export function constantOf(file: SubsetFile, node: Expression): string | undefined {
  if (node.kind !== SyntaxKind.PropertyAccessExpression) return undefined;
  const { expression: object, name } = node as PropertyAccessExpression;
  if (file.sdkNameOf(object) !== undefined) {
    const type = file.unit.checker.getTypeAtLocation(node);
    if (type === undefined || !(type.isNumberLiteralType() || type.isBooleanLiteralType())) return undefined;
    const { value } = type as LiteralType;
    return typeof value === "number" ? floatText(value) : String(value);
  }
  const from = { Math, Number }[languageName(file, object) ?? ""] as unknown as
    | Record<string, unknown>
    | undefined;
  const value = from?.[name.text];
  return typeof value === "number" ? floatText(value) : undefined;
}

/** The name of a global object of the language, undefined: it is something else. */
export function languageName(file: SubsetFile, node: Expression): string | undefined {
  if (node.kind !== SyntaxKind.Identifier) return undefined;
  const symbol = file.unit.checker.getSymbolAtLocation(node);
  const path = symbol?.declarations[0]?.path ?? "";
  return /\/lib\.[\w.]+\.d\.ts$/.test(path) ? (node as Identifier).text : undefined;
}

const advice: Readonly<Record<string, string>> = {
  Date: "Date: the same packets must give the same orders; the time is this.timeOfDayNs",
  Map: "Map: use an array or perInstrument()",
  Set: "Set: use an array or perInstrument()",
  console: "console: a compiled strategy writes nothing; try it in the inline tier",
  Promise: "Promise: nothing asynchronous runs in a lane",
  JSON: "JSON: texts can only be compared",
  Error: 'Error is only thrown: throw new Error("…")',
};

/** Why a global object of the language can't be used; undefined: it is none. */
export function languageObject(file: SubsetFile, node: Expression): string | undefined {
  const name = languageName(file, node);
  if (name === undefined) return undefined;
  return advice[name] ?? `${name} is not in the compiled subset`;
}

/** The same for a name that TypeScript does not know without a browser's or Node.js's types. */
export function adviceOn(name: string): string {
  return advice[name] ?? `${name} is not in the compiled subset`;
}

/** What a name stands for, imports followed. */
export function symbolOf(file: SubsetFile, node: Expression): TypeScriptSymbol | undefined {
  const symbol = file.unit.checker.getSymbolAtLocation(node);
  const isImported = symbol?.declarations.some(({ kind }) => kind === SyntaxKind.ImportSpecifier) ?? false;
  return symbol !== undefined && isImported ? file.unit.checker.getAliasedSymbol(symbol) : symbol;
}
