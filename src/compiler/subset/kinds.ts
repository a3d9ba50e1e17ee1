/**
 * The types of the compiled subset: numbers, booleans, texts that are compared, arrays, Float64Array, the strategy's own
 * classes and the SDK's, each as AssemblyScript writes it.
 */
import type { Node } from "typescript/unstable/ast";
import { type Type, TypeFlags, type TypeReference } from "typescript/unstable/sync";
import type { SubsetFile, SubsetUnit } from "./unit.js";

/** As AssemblyScript writes the type; undefined: not of the subset. */
export type Kind = string | undefined;

export const textKind = "__sdk.Text";
export const attributesKind = "__sdk.OrderAttributes";
const sdkClasses = new Set(["Book", "Orders", "OrderAttributes", "Trade", "OrderUpdate"]);
/** Filled anew for each call: kept nowhere. */
export const passingKinds = new Set(["__sdk.Trade", "__sdk.OrderUpdate", "__sdk.MarketStatus"]);

export function kindOfType(unit: SubsetUnit, type: Type | undefined): Kind {
  if (type === undefined) return undefined;
  const { flags } = type;
  if (flags & (TypeFlags.Number | TypeFlags.NumberLiteral)) return "f64";
  if (flags & (TypeFlags.Boolean | TypeFlags.BooleanLiteral)) return "bool";
  if (flags & (TypeFlags.String | TypeFlags.StringLiteral)) return textKind;
  if (flags & TypeFlags.Void) return "void";
  if (flags & TypeFlags.Null) return "null";
  if (type.isUnionType()) return kindOfUnion(unit, type.getTypes());
  return type.isObjectType() ? kindOfObject(unit, type) : undefined;
}

function kindOfUnion(unit: SubsetUnit, members: readonly Type[]): Kind {
  const kinds = new Set(members.map((member) => kindOfType(unit, member)));
  const isNullable = kinds.delete("null");
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) return undefined;
  if (!isNullable) return kind;
  return isReference(kind) ? `${kind} | null` : undefined;
}

function kindOfObject(unit: SubsetUnit, type: Type): Kind {
  if (unit.checker.isArrayType(type)) {
    const [element] = unit.checker.getTypeArguments(type as TypeReference);
    const kind = kindOfType(unit, element);
    return kind === undefined || kind === "void" ? undefined : `Array<${kind}>`;
  }
  const symbol = type.getSymbol();
  if (symbol === undefined) return undefined;
  if (unit.isOwn(symbol))
    return type.isClassOrInterface() && symbol.valueDeclaration ? symbol.name : undefined;
  const path = symbol.declarations[0]?.path ?? "";
  if (symbol.name === "Float64Array") return "Float64Array";
  if (!/\/sdk\/[^/]*\.d\.ts$/.test(path)) return undefined;
  if (/Status$/.test(symbol.name)) return "__sdk.MarketStatus";
  return sdkClasses.has(symbol.name) ? `__sdk.${symbol.name}` : undefined;
}

export function isReference(kind: string): boolean {
  return kind !== "f64" && kind !== "bool" && kind !== "void" && kind !== textKind;
}

export function isNullable(kind: Kind): boolean {
  return kind?.endsWith(" | null") ?? false;
}

/** Of an expression or a type, as TypeScript has it there. */
export function kindOf(file: SubsetFile, node: Node): Kind {
  const { checker } = file.unit;
  const type = checker.getTypeAtLocation(node);
  if (type === undefined || (type.flags & TypeFlags.Never) === 0) return kindOfType(file.unit, type);
  // Where TypeScript has ruled out every value, a name has the type of its declaration.
  const symbol = checker.getSymbolAtLocation((node as { name?: Node }).name ?? node);
  return symbol && kindOfType(file.unit, checker.getTypeOfSymbol(symbol));
}

/** The same; what has none is refused. */
export function kindOrRefuse(file: SubsetFile, node: Node, what: string): string {
  const kind = kindOf(file, node);
  if (kind !== undefined) return kind;
  file.refuse(node, `${what} is of type ${typeText(file, node)}: ${kindsInWords}`);
  return "f64";
}

export const kindsInWords =
  "the compiled subset has number, boolean, arrays of them, Float64Array, classes of your own and those of hotlane/sdk";

export function typeText(file: SubsetFile, node: Node): string {
  const type = file.unit.checker.getTypeAtLocation(node);
  return type === undefined ? "unknown" : file.unit.checker.typeToString(type);
}
