/** Expressions of a strategy as AssemblyScript: numbers are f64 everywhere, and what would differ from JavaScript is refused. */
import {
  type ArrayLiteralExpression,
  type AsExpression,
  type BinaryExpression,
  type CallExpression,
  type ConditionalExpression,
  type ElementAccessExpression,
  type Expression,
  type Identifier,
  type NewExpression,
  type Node,
  type NonNullExpression,
  type ParenthesizedExpression,
  type PostfixUnaryExpression,
  type PrefixUnaryExpression,
  type PropertyAccessExpression,
  type StringLiteral,
  SyntaxKind,
} from "typescript/unstable/ast";
import { assignment, isAssignment } from "./assignments.js";
import { call, construction } from "./calls.js";
import { element } from "./elements.js";
import { isNullable, isReference, type Kind, kindOf, kindOfType, textKind, typeText } from "./kinds.js";
import { constantOf, languageObject, nameOf, symbolOf } from "./names.js";
import type { SubsetFile } from "./unit.js";
import { unsupported } from "./unsupported.js";

export function expression(file: SubsetFile, node: Expression): string {
  switch (node.kind) {
    case SyntaxKind.NumericLiteral:
      return floatText(Number(file.textOf(node).replaceAll("_", "")));
    case SyntaxKind.TrueKeyword:
    case SyntaxKind.FalseKeyword:
    case SyntaxKind.NullKeyword:
    case SyntaxKind.ThisKeyword:
      return file.textOf(node);
    case SyntaxKind.StringLiteral:
      return text(file, node as StringLiteral);
    case SyntaxKind.Identifier:
      return identifier(file, node as Identifier);
    case SyntaxKind.ParenthesizedExpression:
      return around(file, node, (node as ParenthesizedExpression).expression, "(", ")");
    case SyntaxKind.AsExpression:
      return sameKind(file, node, (node as AsExpression).expression);
    case SyntaxKind.NonNullExpression:
      return notNull(file, node as NonNullExpression);
    case SyntaxKind.PropertyAccessExpression:
      return property(file, node as PropertyAccessExpression);
    case SyntaxKind.ElementAccessExpression:
      return element(file, node as ElementAccessExpression);
    case SyntaxKind.CallExpression:
      return call(file, node as CallExpression);
    case SyntaxKind.NewExpression:
      return construction(file, node as NewExpression);
    case SyntaxKind.ArrayLiteralExpression:
      return array(file, node as ArrayLiteralExpression);
    case SyntaxKind.ConditionalExpression:
      return conditional(file, node as ConditionalExpression);
    case SyntaxKind.PrefixUnaryExpression:
      return prefix(file, node as PrefixUnaryExpression);
    case SyntaxKind.PostfixUnaryExpression:
      return postfix(file, node as PostfixUnaryExpression);
    case SyntaxKind.BinaryExpression:
      return binary(file, node as BinaryExpression);
    default:
      return file.refuse(node, unsupported(node));
  }
}

/** An expression in place of a node around it; the lines between stay. */
function around(
  file: SubsetFile,
  node: Node,
  inner: Expression,
  before: string,
  after: string,
  rendered = expression(file, inner),
): string {
  const [start, end] = [inner.getStart(file.source), inner.getEnd()];
  return file.splice(node, [
    [node.getStart(file.source), start, before],
    [start, end, rendered],
    [end, node.getEnd(), after],
  ]);
}

/** As AssemblyScript writes a float. */
export function floatText(value: number): string {
  const shortest = String(value).replace("e+", "e");
  return /^-?\d+$/.test(shortest) ? `${shortest}.0` : shortest;
}

/** Where only truth counts. */
export function condition(file: SubsetFile, node: Expression): string {
  const kind = kindOf(file, node);
  if (node.kind === SyntaxKind.ParenthesizedExpression) {
    const inner = (node as ParenthesizedExpression).expression;
    return around(file, node, inner, "(", ")", condition(file, inner));
  }
  if (node.kind === SyntaxKind.BinaryExpression) {
    const { left, operatorToken, right } = node as BinaryExpression;
    const operator = logicalOperator(operatorToken.kind);
    if (operator !== undefined) {
      return joined(file, node as BinaryExpression, condition(file, left), operator, condition(file, right));
    }
  }
  const rendered = expression(file, node);
  if (kind === "bool") return rendered;
  if (kind === "f64") return `__sdk.truth(${rendered})`;
  if (isNullable(kind)) return `((${rendered}) != null)`;
  return file.refuse(
    node,
    `a condition of type ${typeText(file, node)}: write a comparison whose result is true or false`,
  );
}

export function numeric(file: SubsetFile, node: Expression, what: string): string {
  const rendered = expression(file, node);
  const kind = kindOf(file, node);
  if (kind !== "f64") {
    return file.refuse(node, `${what} is of type ${typeText(file, node)}, expected a number`);
  }
  return rendered;
}

function logicalOperator(kind: SyntaxKind): "&&" | "||" | undefined {
  if (kind === SyntaxKind.AmpersandAmpersandToken) return "&&";
  return kind === SyntaxKind.BarBarToken ? "||" : undefined;
}

function text(file: SubsetFile, node: StringLiteral): string {
  const code = file.unit.texts.codeOf(node.text);
  if (code === undefined) return file.refuse(node, "a text with letters that no status has");
  return `changetype<__sdk.Text>(<usize>${code})`;
}

function identifier(file: SubsetFile, node: Identifier): string {
  const name = file.textOf(node);
  if (name === "undefined") {
    return file.refuse(
      node,
      "undefined: an array read beyond its end stops a compiled strategy, so there is nothing to compare with; for objects use null",
    );
  }
  if (name === "NaN" || name === "Infinity") return name;
  const constant = constantOf(file, node);
  if (file.sdkNames.has(name)) return constant ?? file.refuse(node, `${name} of hotlane/sdk used as a value`);
  const language = languageObject(file, node);
  if (language !== undefined) return file.refuse(node, language);
  if (kindOf(file, node) === undefined) {
    return file.refuse(node, `${name} is of type ${typeText(file, node)}, which the compiled subset has not`);
  }
  return nameOf(file, node);
}

function sameKind(file: SubsetFile, node: Expression, inner: Expression): string {
  const rendered = expression(file, inner);
  const [from, to] = [kindOf(file, inner), kindOf(file, node)];
  const isReadOnly = (one: Expression): boolean => typeText(file, one).startsWith("readonly ");
  if (from !== to || isReadOnly(inner) !== isReadOnly(node)) {
    return file.refuse(
      node,
      `${typeText(file, inner)} as ${typeText(file, node)}: the compiled subset changes no types`,
    );
  }
  return around(file, node, inner, "(", ")", rendered);
}

function notNull(file: SubsetFile, node: NonNullExpression): string {
  const inner = node.expression;
  return around(file, node, inner, "(", isNullable(kindOf(file, inner)) ? ")!" : ")");
}

/** An object whose members are used. What TypeScript knows not to be null AssemblyScript may not: it checks again. */
export function receiver(file: SubsetFile, node: Expression): string {
  if (isOwnClass(file, node)) return nameOf(file, node);
  const rendered = expression(file, node);
  if (node.kind === SyntaxKind.ThisKeyword) return rendered;
  const symbol = file.unit.checker.getSymbolAtLocation(
    node.kind === SyntaxKind.PropertyAccessExpression ? (node as PropertyAccessExpression).name : node,
  );
  const declared = symbol && kindOfType(file.unit, file.unit.checker.getTypeOfSymbol(symbol));
  return isNullable(declared) && !rendered.endsWith("!") ? `(${rendered})!` : rendered;
}

function property(file: SubsetFile, node: PropertyAccessExpression): string {
  const constant = constantOf(file, node);
  if (constant !== undefined) return constant;
  const { expression: object, name } = node;
  if (node.questionDotToken !== undefined) return file.refuse(node, "?.: compare with null first");
  const kind = objectKind(file, object);
  if (kind === undefined) {
    return file.refuse(node, languageObject(file, object) ?? `a member of ${typeText(file, object)}`);
  }
  const its = receiver(file, object);
  const member = name.text;
  if (kind.startsWith("Array<") || kind === "Float64Array") {
    if (member === "length") return `(<f64>${its}.length)`;
    return file.refuse(node, `${member} of an array: the compiled subset has length, push, pop and fill`);
  }
  if (kind === textKind) return file.refuse(node, `${member} of a text: texts can only be compared`);
  if (kindOf(file, node) === undefined) {
    return file.refuse(
      node,
      `${member} is of type ${typeText(file, node)}, which the compiled subset has not`,
    );
  }
  return file.splice(node, [file.edit(object, its), file.edit(name, nameOf(file, name))]);
}

/** A class's own name, before one of its static members. */
function isOwnClass(file: SubsetFile, node: Expression): boolean {
  if (node.kind !== SyntaxKind.Identifier) return false;
  const symbol = symbolOf(file, node);
  return file.unit.isOwn(symbol) && symbol?.valueDeclaration?.kind === SyntaxKind.ClassDeclaration;
}

/** Of what stands before a dot or a bracket; `this` has no name in AssemblyScript. */
export function objectKind(file: SubsetFile, object: Expression): Kind {
  if (object.kind === SyntaxKind.ThisKeyword) return "this";
  if (isOwnClass(file, object)) return "static";
  const kind = kindOf(file, object);
  return kind === undefined || !(isReference(kind) || kind === textKind) ? undefined : kind;
}

function array(file: SubsetFile, node: ArrayLiteralExpression): string {
  const type = file.unit.checker.getContextualType(node) ?? file.unit.checker.getTypeAtLocation(node);
  const kind = kindOfType(file.unit, type);
  if (!kind?.startsWith("Array<"))
    return file.refuse(node, "an array whose elements are not of one known type");
  if (node.elements.length === 0) return `new ${kind}()`;
  return file.splice(
    node,
    node.elements.map((one) => file.edit(one, expression(file, one))),
  );
}

function conditional(file: SubsetFile, node: ConditionalExpression): string {
  const kinds = new Set([kindOf(file, node.whenTrue), kindOf(file, node.whenFalse)]);
  kinds.delete("null");
  if (kinds.size !== 1) return file.refuse(node, "? : with results of two types");
  return file.splice(node, [
    file.edit(node.condition, condition(file, node.condition)),
    file.edit(node.whenTrue, expression(file, node.whenTrue)),
    file.edit(node.whenFalse, expression(file, node.whenFalse)),
  ]);
}

function prefix(file: SubsetFile, node: PrefixUnaryExpression): string {
  const { operator, operand } = node;
  switch (operator) {
    case SyntaxKind.ExclamationToken:
      return `!(${condition(file, operand)})`;
    case SyntaxKind.MinusToken:
      return `(-${numeric(file, operand, "what - stands before")})`;
    case SyntaxKind.PlusToken:
      return `(${numeric(file, operand, "what + stands before")})`;
    case SyntaxKind.PlusPlusToken:
    case SyntaxKind.MinusMinusToken:
      return `${operator === SyntaxKind.PlusPlusToken ? "++" : "--"}${counted(file, operand)}`;
    default:
      return file.refuse(node, bitwise);
  }
}

function postfix(file: SubsetFile, node: PostfixUnaryExpression): string {
  return `${counted(file, node.operand)}${node.operator === SyntaxKind.PlusPlusToken ? "++" : "--"}`;
}

function counted(file: SubsetFile, operand: Expression): string {
  if (!isSimple(operand)) return file.refuse(operand, notSimple);
  if (operand.kind === SyntaxKind.ElementAccessExpression) {
    return file.refuse(operand, "++ or -- of an array's element: write += 1");
  }
  return numeric(file, operand, "what ++ or -- counts");
}

export const notSimple =
  "changes what a call or an assignment inside it names: put that in a variable of its own first";
const bitwise =
  "bitwise operators: numbers are floating point in the compiled subset; use Math.floor or Math.trunc, and % for remainders";

/** Read twice, it is the same, and nothing happens. */
export function isSimple(node: Node): boolean {
  switch (node.kind) {
    case SyntaxKind.CallExpression:
    case SyntaxKind.NewExpression:
    case SyntaxKind.PostfixUnaryExpression:
      return false;
    case SyntaxKind.PrefixUnaryExpression: {
      const { operator } = node as PrefixUnaryExpression;
      if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) return false;
      break;
    }
    case SyntaxKind.BinaryExpression:
      if (isAssignment((node as BinaryExpression).operatorToken.kind)) return false;
      break;
  }
  return node.forEachChild((child) => (isSimple(child) ? undefined : true)) === undefined;
}

const arithmetic = new Map<SyntaxKind, string>([
  [SyntaxKind.PlusToken, "+"],
  [SyntaxKind.MinusToken, "-"],
  [SyntaxKind.AsteriskToken, "*"],
  [SyntaxKind.SlashToken, "/"],
  [SyntaxKind.PercentToken, "%"],
  [SyntaxKind.LessThanToken, "<"],
  [SyntaxKind.LessThanEqualsToken, "<="],
  [SyntaxKind.GreaterThanToken, ">"],
  [SyntaxKind.GreaterThanEqualsToken, ">="],
]);
const equality = new Map<SyntaxKind, string>([
  [SyntaxKind.EqualsEqualsEqualsToken, "=="],
  [SyntaxKind.ExclamationEqualsEqualsToken, "!="],
  [SyntaxKind.EqualsEqualsToken, "=="],
  [SyntaxKind.ExclamationEqualsToken, "!="],
]);

function binary(file: SubsetFile, node: BinaryExpression): string {
  const { left, operatorToken, right } = node;
  const operator = operatorToken.kind;
  if (isAssignment(operator)) return assignment(file, node);
  const sign = arithmetic.get(operator);
  if (sign !== undefined) {
    const what = `an operand of ${sign}`;
    return joined(file, node, numeric(file, left, what), sign, numeric(file, right, what));
  }
  const same = equality.get(operator);
  if (same !== undefined) return comparison(file, node, same);
  const logical = logicalOperator(operator);
  if (logical !== undefined) {
    if (kindOf(file, left) !== "bool" || kindOf(file, right) !== "bool") {
      return file.refuse(node, `${logical} of other than true and false, outside of a condition: use ? :`);
    }
    return joined(file, node, expression(file, left), logical, expression(file, right));
  }
  if (operator === SyntaxKind.AsteriskAsteriskToken) {
    return file.refuse(node, "**: its last digit may differ between machines; multiply");
  }
  if (operator === SyntaxKind.QuestionQuestionToken) {
    return file.refuse(
      node,
      "??: nothing is undefined in the compiled subset; compare with null, or write `as number`",
    );
  }
  const isBitwise = /^[&|^<>]+$/.test(file.textOf(operatorToken));
  return file.refuse(node, isBitwise ? bitwise : `the operator ${file.textOf(operatorToken)}`);
}

function joined(file: SubsetFile, node: BinaryExpression, left: string, sign: string, right: string): string {
  return file.splice(node, [
    file.edit(node.left, left),
    file.edit(node.operatorToken, sign),
    file.edit(node.right, right),
  ]);
}

function comparison(file: SubsetFile, node: BinaryExpression, sign: string): string {
  const { left, right } = node;
  const kinds = [left, right].map((one) => kindOf(file, one)?.replace(" | null", ""));
  const [one, other] = kinds;
  const isNull = one === "null" || other === "null";
  if (one === undefined || other === undefined || (one !== other && !isNull)) {
    // Names the part that is not of the subset, if that is it.
    const rendered = [expression(file, left), expression(file, right)];
    const types = `${typeText(file, left)} with ${typeText(file, right)}`;
    return kinds.includes(undefined) ? rendered.join(sign) : file.refuse(node, `a comparison of ${types}`);
  }
  return joined(file, node, expression(file, left), sign, expression(file, right));
}
