/** Calls and `new`: methods of the strategy and of the SDK, the exact functions of Math, arrays of a size. */
import {
  type CallExpression,
  type Expression,
  type Identifier,
  type NewExpression,
  type NumericLiteral,
  type ObjectLiteralExpression,
  type PropertyAccessExpression,
  type PropertyAssignment,
  SyntaxKind,
} from "typescript/unstable/ast";
import { expression, numeric, objectKind, receiver } from "./expressions.js";
import { attributesKind, kindOf, kindOfType, textKind, typeText } from "./kinds.js";
import { languageName, languageObject, nameOf, symbolOf } from "./names.js";
import type { SubsetFile } from "./unit.js";

/** Correctly rounded, or exact: the same in every engine. */
const exactMath = new Set(["abs", "ceil", "floor", "round", "sign", "sqrt", "trunc"]);
const numberTests = new Set(["isFinite", "isInteger", "isNaN", "isSafeInteger"]);
export const parameterKinds = new Set(["wholeNumber", "decimal", "flag"]);

export function call(file: SubsetFile, node: CallExpression): string {
  const { expression: callee } = node;
  if (node.questionDotToken !== undefined) return file.refuse(node, "?.(): call what is there");
  if (callee.kind === SyntaxKind.SuperKeyword) return "super()";
  if (callee.kind === SyntaxKind.PropertyAccessExpression) {
    return memberCall(file, node, callee as PropertyAccessExpression);
  }
  if (callee.kind !== SyntaxKind.Identifier) {
    return file.refuse(node, "a call of a function as a value: call methods and functions by their names");
  }
  const name = (callee as Identifier).text;
  const imported = file.sdkNames.get(name);
  if (imported === "perInstrument") return withArguments(file, node, "__sdk.perInstrument");
  if (imported !== undefined) {
    const where = parameterKinds.has(imported)
      ? "a parameter is the whole initial value of a field of the strategy's class"
      : "only perInstrument can be called";
    return file.refuse(node, `${name}() of hotlane/sdk: ${where}`);
  }
  if (languageName(file, callee) !== undefined) {
    if (name === "isNaN" || name === "isFinite") return numberTest(file, node, name);
    return file.refuse(node, languageObject(file, callee) ?? name);
  }
  if (!file.unit.isOwn(symbolOf(file, callee))) {
    return file.refuse(node, `${name}() is not known to the compiled subset`);
  }
  return withArguments(file, node, nameOf(file, callee));
}

function memberCall(file: SubsetFile, node: CallExpression, callee: PropertyAccessExpression): string {
  const { expression: object, name } = callee;
  const member = name.text;
  if (callee.questionDotToken !== undefined) return file.refuse(node, "?.: compare with null first");
  const language = languageName(file, object);
  if (language === "Math") return math(file, node, member);
  if (language === "Number" && numberTests.has(member)) return numberTest(file, node, member);
  const kind = objectKind(file, object);
  if (language !== undefined || kind === undefined) {
    return file.refuse(
      node,
      languageObject(file, object) ?? `a call of a member of ${typeText(file, object)}`,
    );
  }
  if (kind.startsWith("Array<") || kind === "Float64Array") return arrayCall(file, node, callee, kind);
  if (kind === textKind) return file.refuse(node, `${member}() of a text: texts can only be compared`);
  if (member === "symbol" && !file.unit.isOwn(symbolOf(file, name))) {
    return file.refuse(
      node,
      "symbol(): symbols are text, which is for people; tell instruments apart by their numbers",
    );
  }
  const its = `${receiver(file, object)}.${nameOf(file, name)}`;
  if (kind === "__sdk.Orders" && node.arguments.length === 4 && (member === "buy" || member === "sell")) {
    const how = node.arguments[3] as Expression; // one of four
    const howKind = kindOf(file, how);
    if (howKind !== "f64" && howKind !== attributesKind) {
      return file.refuse(
        how,
        `how an order is worked: ${typeText(file, how)}, expected one of TimeInForce or OrderAttributes`,
      );
    }
    return withArguments(file, node, `${receiver(file, object)}.__${member}With<${howKind}>`);
  }
  return withArguments(file, node, its);
}

function withArguments(file: SubsetFile, node: CallExpression, callee: string): string {
  if (node.typeArguments !== undefined)
    return file.refuse(node, "type arguments: there are no generics of your own");
  return file.splice(node, [
    file.edit(node.expression, callee),
    ...node.arguments.map((one) => file.edit(one, argument(file, one))),
  ]);
}

function argument(file: SubsetFile, node: Expression): string {
  const kind = kindOf(file, node);
  if (kind === undefined && node.kind !== SyntaxKind.Identifier) {
    // Says itself what is wrong with it, if anything is.
    const before = file.unit.refusals.length;
    const rendered = expression(file, node);
    if (file.unit.refusals.length > before) return rendered;
    return file.refuse(node, `an argument of type ${typeText(file, node)}`);
  }
  return expression(file, node);
}

function math(file: SubsetFile, node: CallExpression, member: string): string {
  const values = node.arguments.map((one) => numeric(file, one, `an argument of Math.${member}`));
  if (member === "min" || member === "max") {
    const [first, ...rest] = values;
    if (first === undefined) return file.refuse(node, `Math.${member}() of nothing`);
    return rest.reduce((sum, value) => `Math.${member}(${sum}, ${value})`, first);
  }
  if (exactMath.has(member)) return `Math.${member}(${values.join(", ")})`;
  if (member === "random")
    return file.refuse(node, "Math.random: the same packets must give the same orders");
  return file.refuse(
    node,
    `Math.${member}: its last digit may differ from the inline tier's; ${[...exactMath].map((one) => `Math.${one}`).join(", ")}, Math.min and Math.max are exact`,
  );
}

function numberTest(file: SubsetFile, node: CallExpression, member: string): string {
  const values = node.arguments.map((one) => numeric(file, one, `an argument of ${member}`));
  return `__sdk.${member}(${values.join(", ")})`;
}

function arrayCall(
  file: SubsetFile,
  node: CallExpression,
  { expression: object, name }: PropertyAccessExpression,
  kind: string,
): string {
  const its = receiver(file, object);
  const isArray = kind.startsWith("Array<");
  const values = node.arguments.map((one) => argument(file, one));
  if (name.text === "fill" && values.length === 1) return `${its}.fill(${values[0]})`;
  if (isArray && name.text === "pop") return `${its}.pop()`;
  if (isArray && name.text === "push" && values.length === 1) {
    if (node.parent.kind === SyntaxKind.ExpressionStatement) return `${its}.push(${values[0]})`;
    return file.refuse(node, "the result of push(): use length");
  }
  return file.refuse(
    node,
    `${name.text}() of an array: the compiled subset has length, push(one), pop() and fill(one); write a loop`,
  );
}

export function construction(file: SubsetFile, node: NewExpression): string {
  const { expression: of } = node;
  const given: readonly Expression[] = node.arguments ?? [];
  if (of.kind !== SyntaxKind.Identifier) return file.refuse(node, "new of other than a class by its name");
  const language = languageName(file, of);
  if (language === "Float64Array") return float64Array(file, node, given);
  if (language === "Array") return sizedArray(file, node, given);
  if (language !== undefined) return file.refuse(node, languageObject(file, of) ?? language);
  if (file.sdkNameOf(of) === "OrderAttributes") return attributes(file, given);
  if (file.sdkNameOf(of) !== undefined)
    return file.refuse(node, `new ${file.textOf(of)}: only the engine makes these`);
  if (node.typeArguments !== undefined)
    return file.refuse(node, "type arguments: there are no generics of your own");
  if (file.textOf(of) === file.unit.strategyClass) return file.refuse(node, "a strategy made by itself");
  return file.splice(node, [
    file.edit(of, nameOf(file, of)),
    ...given.map((one) => file.edit(one, argument(file, one))),
  ]);
}

function float64Array(file: SubsetFile, node: NewExpression, given: readonly Expression[]): string {
  const [size] = given;
  if (size === undefined || given.length > 1 || kindOf(file, size) !== "f64") {
    return file.refuse(node, "new Float64Array of other than a size");
  }
  return `new Float64Array(__sdk.size(${numeric(file, size, "a size")}, ${file.place(node)}))`;
}

/** JavaScript's holes are zeros in AssemblyScript: only an array that is filled at once is the same. */
function sizedArray(file: SubsetFile, node: NewExpression, given: readonly Expression[]): string {
  const kind = kindOfType(file.unit, file.unit.checker.getTypeAtLocation(node));
  if (kind === undefined) return file.refuse(node, "new Array of no known type: new Array<number>(…)");
  const [size] = given;
  if (size === undefined) return `new ${kind}()`;
  const outer = node.parent as PropertyAccessExpression;
  const isFilled = outer.kind === SyntaxKind.PropertyAccessExpression && outer.name.text === "fill";
  if (given.length > 1 || !isFilled || outer.parent.kind !== SyntaxKind.CallExpression) {
    return file.refuse(node, "new Array(size) without .fill(…): it would have holes");
  }
  return `new ${kind}(__sdk.size(${numeric(file, size, "a size")}, ${file.place(node)}))`;
}

function attributes(file: SubsetFile, given: readonly Expression[]): string {
  const [values] = given;
  if (values === undefined) return "new __sdk.OrderAttributes()";
  if (values.kind !== SyntaxKind.ObjectLiteralExpression) {
    return file.refuse(values, "OrderAttributes of other than an object written out");
  }
  const setters = (values as ObjectLiteralExpression).properties.map((one) => {
    if (one.kind !== SyntaxKind.PropertyAssignment) return file.refuse(one, "write name: value");
    const { name, initializer } = one as PropertyAssignment;
    return `.__${file.textOf(name)}(${expression(file, initializer)})`;
  });
  return `(new __sdk.OrderAttributes())${setters.join("")}`;
}

/** A number or boolean written out, undefined: it is not. */
export function literalValue(file: SubsetFile, node: Expression | undefined): number | boolean | undefined {
  switch (node?.kind) {
    case SyntaxKind.NumericLiteral:
      return Number(file.textOf(node as NumericLiteral).replaceAll("_", ""));
    case SyntaxKind.TrueKeyword:
      return true;
    case SyntaxKind.FalseKeyword:
      return false;
    case SyntaxKind.PrefixUnaryExpression: {
      const { operator, operand } = node as Expression & { operator: SyntaxKind; operand: Expression };
      const value = literalValue(file, operand);
      return operator === SyntaxKind.MinusToken && typeof value === "number" ? -value : undefined;
    }
    default:
      return undefined;
  }
}
