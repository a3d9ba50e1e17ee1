/** Assignments: to variables, fields and elements, each evaluated once and in JavaScript's order. */
import {
  type BinaryExpression,
  type ElementAccessExpression,
  type Expression,
  type PropertyAccessExpression,
  SyntaxKind,
} from "typescript/unstable/ast";
import { arrayOf, elementCall, elementRead } from "./elements.js";
import { expression, isSimple, notSimple, numeric } from "./expressions.js";
import { kindOf } from "./kinds.js";
import type { SubsetFile } from "./unit.js";

const compound = new Map<SyntaxKind, string>([
  [SyntaxKind.PlusEqualsToken, "+="],
  [SyntaxKind.MinusEqualsToken, "-="],
  [SyntaxKind.AsteriskEqualsToken, "*="],
  [SyntaxKind.SlashEqualsToken, "/="],
  [SyntaxKind.PercentEqualsToken, "%="],
]);

export function isAssignment(operator: SyntaxKind): boolean {
  return operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment;
}

export function assignment(file: SubsetFile, node: BinaryExpression): string {
  const { left, operatorToken, right } = node;
  const isPlain = operatorToken.kind === SyntaxKind.EqualsToken;
  if (!isPlain && !compound.has(operatorToken.kind)) {
    return file.refuse(node, `the operator ${file.textOf(operatorToken)}: write it out`);
  }
  if (!isPlain && !isSimple(left)) return file.refuse(left, notSimple);
  const what = `what ${file.textOf(operatorToken)} assigns`;
  const value = isPlain ? expression(file, right) : numeric(file, right, what);
  if (left.kind === SyntaxKind.ElementAccessExpression) {
    const sign = compound.get(operatorToken.kind)?.slice(0, 1);
    return elementWrite(file, node, left as ElementAccessExpression, sign, value);
  }
  return file.splice(node, [file.edit(left, target(file, left)), file.edit(right, value)]);
}

function elementWrite(
  file: SubsetFile,
  node: BinaryExpression,
  left: ElementAccessExpression,
  sign: string | undefined,
  value: string,
): string {
  const kind = arrayOf(file, left);
  if (kind === undefined) return file.textOf(node);
  const before = sign === undefined ? "" : `${elementRead(file, left, kind)} ${sign} `;
  const { right } = node;
  const start = right.getStart(file.source);
  return elementCall(
    file,
    left,
    kind === "Float64Array" ? "setNumber" : "set",
    [
      [left.getEnd(), start, before],
      [start, right.getEnd(), sign === undefined ? `${value})` : `(${value}))`],
    ],
    node,
  );
}

function target(file: SubsetFile, left: Expression): string {
  switch (left.kind) {
    case SyntaxKind.Identifier:
      return expression(file, left);
    case SyntaxKind.PropertyAccessExpression:
      return field(file, left as PropertyAccessExpression);
    default:
      return file.refuse(left, "destructuring: assign one by one");
  }
}

function field(file: SubsetFile, left: PropertyAccessExpression): string {
  const kind = kindOf(file, left.expression);
  if (left.name.text === "length" && (kind?.startsWith("Array<") ?? false)) {
    return file.refuse(left, "a new length of an array: write a loop of pop(), or keep a count of your own");
  }
  return expression(file, left);
}
