/** Classes and functions: typed fields and methods, the strategy's parameters and callbacks. */
import {
  type Block,
  type ClassDeclaration,
  type ClassElement,
  type Expression,
  type FunctionDeclaration,
  type GetAccessorDeclaration,
  type MethodDeclaration,
  type Node,
  type ParameterDeclaration,
  type PropertyDeclaration,
  type StringLiteral,
  SyntaxKind,
} from "typescript/unstable/ast";
import { type CallbackName, callbackNames } from "../machine-code.js";
import { literalValue, parameterKinds } from "./calls.js";
import { expression } from "./expressions.js";
import { kindOfType, kindOrRefuse, passingKinds, typeText } from "./kinds.js";
import { nameOf } from "./names.js";
import { block, mark } from "./statements.js";
import { handingMember, stateMembers } from "./states.js";
import type { Edit, SubsetFile } from "./unit.js";
import { unsupported } from "./unsupported.js";

const keptModifiers = new Set<SyntaxKind>([
  SyntaxKind.PrivateKeyword,
  SyntaxKind.ProtectedKeyword,
  SyntaxKind.PublicKeyword,
  SyntaxKind.StaticKeyword,
  SyntaxKind.ExportKeyword,
]);
const droppedModifiers = new Set<SyntaxKind>([
  SyntaxKind.OverrideKeyword,
  SyntaxKind.ReadonlyKeyword,
  SyntaxKind.DefaultKeyword,
]);

export function classDeclaration(file: SubsetFile, node: ClassDeclaration): string {
  const { name, members } = node;
  if (name === undefined) return file.refuse(node, "a class without a name");
  if (node.typeParameters !== undefined)
    file.refuse(node, "type parameters: there are no generics of your own");
  const edits: Edit[] = [...modifiers(file, node), file.edit(name, nameOf(file, name))];
  let isStrategy = false;
  for (const clause of node.heritageClauses ?? []) {
    const [type] = clause.types;
    if (clause.token === SyntaxKind.ImplementsKeyword) edits.push(file.edit(clause, ""));
    else if (type !== undefined && file.sdkNameOf(type.expression) === "Strategy") {
      isStrategy = true;
      edits.push(file.edit(type, "__sdk.Strategy"));
    } else file.refuse(clause, "extends of other than Strategy: hold the other object in a field");
  }
  if (isStrategy) {
    if (file.unit.strategyClass !== "") file.refuse(node, "a second class that extends Strategy");
    file.unit.strategyClass = file.textOf(name);
  }
  edits.push(...members.map((member) => file.edit(member, classElement(file, member, isStrategy))));
  if (!isStrategy) {
    const end = node.getEnd() - 1; // in front of its brace
    edits.push([end, end, stateMembers(file, node)]);
  }
  return file.splice(node, edits);
}

function classElement(file: SubsetFile, node: ClassElement, isStrategy: boolean): string {
  switch (node.kind) {
    case SyntaxKind.PropertyDeclaration:
      return fieldDeclaration(file, node as PropertyDeclaration, isStrategy);
    case SyntaxKind.MethodDeclaration:
      if (!isStrategy) return functionLike(file, node as MethodDeclaration);
      noteCallback(file, node as MethodDeclaration);
      return functionLike(file, node as MethodDeclaration) + handingMember(file, node as MethodDeclaration);
    case SyntaxKind.Constructor:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      return functionLike(file, node as unknown as MethodDeclaration);
    case SyntaxKind.SemicolonClassElement:
      return "";
    default:
      return file.refuse(node, unsupported(node));
  }
}

function noteCallback(file: SubsetFile, node: MethodDeclaration): void {
  const name = file.textOf(node.name);
  if ((callbackNames as readonly string[]).includes(name)) {
    file.unit.callbacks.set(name as CallbackName, node.parameters.length);
  }
}

function modifiers(file: SubsetFile, node: Node): Edit[] {
  const all = (node as Node & { modifiers?: readonly Node[] }).modifiers ?? [];
  return all.flatMap((one): Edit[] => {
    if (keptModifiers.has(one.kind)) return [];
    if (droppedModifiers.has(one.kind)) return [file.edit(one, "")];
    const what =
      one.kind === SyntaxKind.AsyncKeyword
        ? "async: nothing asynchronous runs in a lane"
        : `${file.textOf(one)} is not in the compiled subset`;
    file.refuse(one, what);
    return [];
  });
}

function fieldDeclaration(file: SubsetFile, node: PropertyDeclaration, isStrategy: boolean): string {
  const { name, type, initializer } = node;
  const after = (node as { postfixToken?: Node }).postfixToken?.kind;
  if ((callbackNames as readonly string[]).includes(file.textOf(name))) {
    return file.refuse(node, `${file.textOf(name)} as a field: write it as a method`);
  }
  if (after === SyntaxKind.QuestionToken)
    return file.refuse(node, "an optional field: give it an initial value");
  if (after === SyntaxKind.ExclamationToken) return file.refuse(node, "!: give the field an initial value");
  const kind = kindOrRefuse(file, name, `field ${file.textOf(name)}`);
  if (passingKinds.has(kind.replace(" | null", ""))) {
    return file.refuse(
      node,
      `${typeText(file, name)} is filled anew for each call: keep its numbers, not itself`,
    );
  }
  const end = type ?? name;
  const edits: Edit[] = [
    ...modifiers(file, node),
    [name.getStart(file.source), end.getEnd(), `${nameOf(file, name)}: ${kind}`],
  ];
  if (initializer !== undefined) {
    const parameter = isStrategy ? parameterField(file, initializer) : undefined;
    edits.push(file.edit(initializer, parameter ?? expression(file, initializer)));
  }
  return file.splice(node, edits);
}

/** `wholeNumber("quantity", 100, 1, 10_000, "shares")` as a read of what was set; undefined: no parameter. */
function parameterField(file: SubsetFile, node: Expression): string | undefined {
  if (node.kind !== SyntaxKind.CallExpression) return undefined;
  const { expression: callee, arguments: given } = node as Expression & {
    expression: Expression;
    arguments: readonly Expression[];
  };
  const kind = file.sdkNameOf(callee);
  if (kind === undefined || !parameterKinds.has(kind)) return undefined;
  const [name, fallback, smallest, largest, unit] = given;
  const words = "a parameter's name, default and range are written out, as text and numbers";
  if (name?.kind !== SyntaxKind.StringLiteral) return file.refuse(node, words);
  const { parameters } = file.unit;
  const its = { name: (name as StringLiteral).text };
  if (parameters.some((one) => one.name === its.name))
    return file.refuse(node, `parameter ${its.name}: it is declared twice`);
  const read = `__sdk.parameter(${parameters.length})`;
  const [standard, least, most] = [fallback, smallest, largest].map((one) => literalValue(file, one));
  if (kind === "flag") {
    if (typeof standard !== "boolean") return file.refuse(node, words);
    parameters.push({ kind, ...its, fallback: standard });
    return `(${read} != 0.0)`;
  }
  if (typeof standard !== "number" || typeof least !== "number" || typeof most !== "number")
    return file.refuse(node, words);
  if (unit !== undefined && unit.kind !== SyntaxKind.StringLiteral) return file.refuse(node, words);
  const unitText = unit === undefined ? "" : (unit as StringLiteral).text;
  parameters.push({
    kind: kind as "wholeNumber" | "decimal",
    ...its,
    fallback: standard,
    smallest: least,
    largest: most,
    unit: unitText,
  });
  return read;
}

/** Methods, constructors, accessors and functions: parameters and result get their types. */
export function functionLike(
  file: SubsetFile,
  node: MethodDeclaration | FunctionDeclaration | GetAccessorDeclaration,
): string {
  const { body, parameters, type } = node;
  if (body === undefined) return file.refuse(node, "a function without a body");
  if (node.asteriskToken !== undefined) return file.refuse(node, unsupportedGenerator);
  if (node.typeParameters !== undefined)
    return file.refuse(node, "type parameters: there are no generics of your own");
  const edits: Edit[] = modifiers(file, node);
  if (node.name !== undefined) edits.push(file.edit(node.name, nameOf(file, node.name)));
  edits.push(...parameters.map((one) => file.edit(one, parameter(file, one))));
  // super() stays a constructor's first statement.
  const isConstructor = (node.kind as SyntaxKind) === SyntaxKind.Constructor;
  if (!isConstructor && (node.kind as SyntaxKind) !== SyntaxKind.SetAccessor) {
    const kind = resultKind(file, node);
    const begin = body.getStart(file.source);
    edits.push(type === undefined ? [begin, begin, `: ${kind} `] : file.edit(type, kind));
  }
  edits.push(file.edit(body, block(file, body as Block, isConstructor ? "" : mark(file, node))));
  return file.splice(node, edits);
}

const unsupportedGenerator = "a generator: there are none in the compiled subset";

function resultKind(file: SubsetFile, node: Node): string {
  const { checker } = file.unit;
  const signature = checker.getSignatureFromDeclaration(node);
  const result = signature && checker.getReturnTypeOfSignature(signature);
  const kind = kindOfType(file.unit, result);
  if (kind !== undefined) return kind;
  const words = result === undefined ? "unknown" : checker.typeToString(result);
  file.refuse(node, `a result of type ${words}`);
  return "void";
}

function parameter(file: SubsetFile, node: ParameterDeclaration): string {
  const { name, type, initializer } = node;
  if (name.kind !== SyntaxKind.Identifier) return file.refuse(node, "destructuring: name the parameter");
  if (node.dotDotDotToken !== undefined) return file.refuse(node, "...: name the parameters one by one");
  if (node.questionToken !== undefined) return file.refuse(node, "an optional parameter: give it a default");
  if ((node.modifiers?.length ?? 0) > 0)
    return file.refuse(node, "a field as a parameter: declare the field");
  const kind = kindOrRefuse(file, name, `parameter ${file.textOf(name)}`);
  const edits: Edit[] = [
    [name.getStart(file.source), (type ?? name).getEnd(), `${nameOf(file, name)}: ${kind}`],
  ];
  if (initializer !== undefined) {
    if (literalValue(file, initializer) === undefined) {
      return file.refuse(initializer, "a default that is not a number or boolean written out");
    }
    edits.push(file.edit(initializer, expression(file, initializer)));
  }
  return file.splice(node, edits);
}
