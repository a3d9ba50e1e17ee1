/** Statements and bodies of functions. Each loop and each function says where it is, for whoever asks why it was stopped. */
import {
  type Block,
  type CaseClause,
  type DoStatement,
  type Expression,
  type ExpressionStatement,
  type ForInitializer,
  type ForOfStatement,
  type ForStatement,
  type IfStatement,
  type NewExpression,
  type Node,
  NodeFlags,
  type ReturnStatement,
  type Statement,
  type StringLiteral,
  type SwitchStatement,
  SyntaxKind,
  type ThrowStatement,
  type VariableDeclarationList,
  type VariableStatement,
  type WhileStatement,
} from "typescript/unstable/ast";
import { condition, expression } from "./expressions.js";
import { kindOf, kindOrRefuse, textKind } from "./kinds.js";
import { languageName, nameOf } from "./names.js";
import type { Edit, SubsetFile } from "./unit.js";
import { unsupported } from "./unsupported.js";

export function statement(file: SubsetFile, node: Statement): string {
  switch (node.kind) {
    case SyntaxKind.Block:
      return block(file, node as Block);
    case SyntaxKind.EmptyStatement:
      return ";";
    case SyntaxKind.ExpressionStatement:
      return withExpression(file, node, (node as ExpressionStatement).expression);
    case SyntaxKind.VariableStatement: {
      const { declarationList } = node as VariableStatement;
      return file.splice(node, [file.edit(declarationList, variables(file, declarationList))]);
    }
    case SyntaxKind.IfStatement:
      return choice(file, node as IfStatement);
    case SyntaxKind.ForStatement:
      return loop(file, node as ForStatement);
    case SyntaxKind.ForOfStatement:
      return loopOver(file, node as ForOfStatement);
    case SyntaxKind.WhileStatement:
    case SyntaxKind.DoStatement: {
      const { expression: whether, statement: body } = node as WhileStatement | DoStatement;
      return file.splice(node, [
        file.edit(whether, condition(file, whether)),
        file.edit(body, turn(file, node, body)),
      ]);
    }
    case SyntaxKind.ReturnStatement: {
      const { expression: result } = node as ReturnStatement;
      return result === undefined ? "return;" : withExpression(file, node, result);
    }
    case SyntaxKind.BreakStatement:
    case SyntaxKind.ContinueStatement:
      return (node as Node & { label?: Node }).label === undefined
        ? file.textOf(node)
        : file.refuse(node, "a label: put the inner loop into a method of its own, and return from it");
    case SyntaxKind.SwitchStatement:
      return selection(file, node as SwitchStatement);
    case SyntaxKind.ThrowStatement:
      return thrown(file, node as ThrowStatement);
    default:
      return file.refuse(node, unsupported(node));
  }
}

function withExpression(file: SubsetFile, node: Node, inner: Expression): string {
  return file.splice(node, [file.edit(inner, expression(file, inner))]);
}

/** With `first` as its first statement. */
export function block(file: SubsetFile, node: Block, first = ""): string {
  const begin = node.getStart(file.source);
  return file.splice(node, [
    [begin, begin + 1, `{ ${first}`],
    ...node.statements.map((one) => file.edit(one, statement(file, one))),
  ]);
}

export function mark(file: SubsetFile, node: Node): string {
  return `__sdk.mark(${file.place(node)});`;
}

function turn(file: SubsetFile, node: Node, body: Statement, first = ""): string {
  const begin = `${first}${mark(file, node)}`;
  if (body.kind === SyntaxKind.Block) return block(file, body as Block, begin);
  return `{ ${begin} ${statement(file, body)} }`;
}

export function variables(file: SubsetFile, node: VariableDeclarationList): string {
  if ((node.flags & (NodeFlags.Let | NodeFlags.Const)) === 0) {
    return file.refuse(node, "var: write let or const");
  }
  const edits = node.declarations.flatMap((one): Edit[] => {
    const { name, type, initializer } = one;
    if (name.kind !== SyntaxKind.Identifier) {
      file.refuse(one, "destructuring: declare one by one");
      return [];
    }
    const kind = kindOrRefuse(file, name, file.textOf(name));
    const declared: Edit = [
      name.getStart(file.source),
      (type ?? name).getEnd(),
      `${nameOf(file, name)}: ${kind}`,
    ];
    return initializer === undefined
      ? [declared]
      : [declared, file.edit(initializer, expression(file, initializer))];
  });
  return file.splice(node, edits);
}

function choice(file: SubsetFile, node: IfStatement): string {
  const { expression: whether, thenStatement, elseStatement } = node;
  const edits = [
    file.edit(whether, condition(file, whether)),
    file.edit(thenStatement, statement(file, thenStatement)),
  ];
  if (elseStatement !== undefined) edits.push(file.edit(elseStatement, statement(file, elseStatement)));
  return file.splice(node, edits);
}

function begun(file: SubsetFile, initializer: ForInitializer): string {
  return initializer.kind === SyntaxKind.VariableDeclarationList
    ? variables(file, initializer as VariableDeclarationList)
    : expression(file, initializer as Expression);
}

function loop(file: SubsetFile, node: ForStatement): string {
  const { initializer, condition: whether, incrementor, statement: body } = node;
  const edits = [file.edit(body, turn(file, node, body))];
  if (initializer !== undefined) edits.push(file.edit(initializer, begun(file, initializer)));
  if (whether !== undefined) edits.push(file.edit(whether, condition(file, whether)));
  if (incrementor !== undefined) edits.push(file.edit(incrementor, expression(file, incrementor)));
  return file.splice(node, edits);
}

/** An array's elements in order; what is pushed meanwhile comes too, as in JavaScript. */
function loopOver(file: SubsetFile, node: ForOfStatement): string {
  const { initializer, expression: over, statement: body } = node;
  const kind = kindOf(file, over);
  const [declaration] = (initializer as VariableDeclarationList).declarations ?? [];
  if (node.awaitModifier !== undefined)
    return file.refuse(node, "for await: nothing asynchronous runs in a lane");
  if (!(kind?.startsWith("Array<") || kind === "Float64Array")) {
    return file.refuse(node, "for..of over other than an array");
  }
  if (declaration?.name.kind !== SyntaxKind.Identifier) {
    return file.refuse(node, "for..of into other than a new variable: for (const one of …)");
  }
  const number = node.getStart(file.source);
  const [array, at] = [`__array${number}`, `__at${number}`];
  const element = kind === "Float64Array" ? "f64" : kind.slice("Array<".length, -1);
  const name = nameOf(file, declaration.name);
  const head = `let ${array}: ${kind} = ${expression(file, over)}, ${at}: i32 = 0; ${at} < ${array}.length; ++${at}`;
  const first = `let ${name}: ${element} = ${array}[${at}]; `;
  return file.splice(node, [
    [initializer.getStart(file.source), over.getEnd(), head],
    file.edit(body, turn(file, node, body, first)),
  ]);
}

/** As a chain of comparisons: AssemblyScript's own switch is over integers. */
function selection(file: SubsetFile, node: SwitchStatement): string {
  const kind = kindOf(file, node.expression);
  if (kind !== "f64" && kind !== textKind)
    return file.refuse(node, "switch over other than numbers or texts");
  const edits = [file.edit(node.expression, expression(file, node.expression))];
  for (const clause of node.caseBlock.clauses) {
    if (clause.kind === SyntaxKind.CaseClause) {
      const { expression: value } = clause as CaseClause;
      edits.push(file.edit(value, expression(file, value)));
      if (kindOf(file, value) !== kind)
        file.refuse(value, "a case of another type than what is switched over");
    }
    edits.push(...clause.statements.map((one) => file.edit(one, statement(file, one))));
  }
  return file.splice(node, edits);
}

function thrown(file: SubsetFile, node: ThrowStatement): string {
  const made = node.expression as NewExpression;
  const [message] = made.arguments ?? [];
  const isError = made.kind === SyntaxKind.NewExpression && languageName(file, made.expression) === "Error";
  if (!isError || made.arguments?.length !== 1 || message?.kind !== SyntaxKind.StringLiteral) {
    return file.refuse(node, 'throw of other than new Error("…") with its words written out');
  }
  return file.splice(node, [file.edit(message, JSON.stringify((message as StringLiteral).text))]);
}
