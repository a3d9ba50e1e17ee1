/** Elements of arrays: a call for each, which holds the index against the array's bounds and knows its place. */
import type { ElementAccessExpression, Node } from "typescript/unstable/ast";
import { numeric, objectKind, receiver } from "./expressions.js";
import { typeText } from "./kinds.js";
import type { Edit, SubsetFile } from "./unit.js";

export function element(file: SubsetFile, node: ElementAccessExpression): string {
  const array = arrayOf(file, node);
  return array === undefined ? file.textOf(node) : elementRead(file, node, array);
}

/** The kind of the array that a node reads or writes an element of; undefined, and refused: it is none. */
export function arrayOf(file: SubsetFile, node: ElementAccessExpression): string | undefined {
  const { expression: object, questionDotToken } = node;
  const kind = objectKind(file, object);
  if (questionDotToken !== undefined) file.refuse(node, "?.: compare with null first");
  else if (kind?.startsWith("Array<") || kind === "Float64Array") return kind;
  else file.refuse(node, `[] of ${typeText(file, object)}: only arrays have elements`);
  return undefined;
}

export function elementRead(file: SubsetFile, node: ElementAccessExpression, kind: string): string {
  return elementCall(file, node, kind === "Float64Array" ? "getNumber" : "get");
}

/** `array[index]` as a call with the array, the index and the place, and more behind them. */
export function elementCall(
  file: SubsetFile,
  node: ElementAccessExpression,
  name: string,
  more: readonly Edit[] = [],
  outer: Node = node,
): string {
  const { expression: object, argumentExpression: at } = node;
  const [objectEnd, indexStart] = [object.getEnd(), at.getStart(file.source)];
  return file.splice(outer, [
    file.edit(object, `__sdk.${name}(${receiver(file, object)}`),
    [objectEnd, indexStart, ", "],
    file.edit(at, numeric(file, at, "an index")),
    [at.getEnd(), node.getEnd(), `, ${file.place(node)}${more.length === 0 ? ")" : ", "}`],
    ...more,
  ]);
}
