/** What of the language has no place in the compiled subset, in words with what to write instead. */
import { type Node, SyntaxKind } from "typescript/unstable/ast";

const words = new Map<SyntaxKind, string>([
  [
    SyntaxKind.ArrowFunction,
    "a function as a value: there are no closures in the compiled subset; write a method",
  ],
  [
    SyntaxKind.FunctionExpression,
    "a function as a value: there are no closures in the compiled subset; write a method",
  ],
  [SyntaxKind.ObjectLiteralExpression, "an object literal: write a class with these fields"],
  [SyntaxKind.TemplateExpression, "a text put together: texts can only be compared"],
  [SyntaxKind.NoSubstitutionTemplateLiteral, "a text in backquotes: write it in quotes"],
  [SyntaxKind.RegularExpressionLiteral, "a regular expression: texts can only be compared"],
  [SyntaxKind.BigIntLiteral, "a bigint: all numbers are number; 2^53 is the largest whole one"],
  [SyntaxKind.SpreadElement, "...: write the elements out"],
  [SyntaxKind.AwaitExpression, "await: nothing asynchronous runs in a lane"],
  [SyntaxKind.YieldExpression, "yield: there are no generators in the compiled subset"],
  [SyntaxKind.TypeOfExpression, "typeof: types are known in the compiled subset"],
  [SyntaxKind.VoidExpression, "void: leave it out"],
  [SyntaxKind.DeleteExpression, "delete: fields stay; assign null or 0"],
  [SyntaxKind.ClassExpression, "a class as a value: declare it at the top of the file"],
  [SyntaxKind.SuperKeyword, "super: only the constructor calls it, first"],
  [SyntaxKind.TryStatement, "try: what throws stops a compiled strategy"],
  [SyntaxKind.ForInStatement, "for..in: loop over an index"],
  [SyntaxKind.LabeledStatement, "a label: put the inner loop into a method of its own, and return from it"],
  [SyntaxKind.WithStatement, "with"],
  [
    SyntaxKind.FunctionDeclaration,
    "a function inside another: declare it at the top of the file, or as a method",
  ],
  [SyntaxKind.ClassDeclaration, "a class inside a function: declare it at the top of the file"],
  [SyntaxKind.EnumDeclaration, "an enum: declare constants, const buying = 1"],
  [SyntaxKind.ModuleDeclaration, "a namespace: use a file of its own"],
  [SyntaxKind.ExportDeclaration, "export { … }: write export before what is declared"],
  [
    SyntaxKind.ExportAssignment,
    "export default of other than a class: export default class … extends Strategy",
  ],
  [SyntaxKind.ClassStaticBlockDeclaration, "a static block: give the fields their initial values"],
  [SyntaxKind.IndexSignature, "an index signature: use an array"],
  [SyntaxKind.DebuggerStatement, "debugger: it works in the inline tier"],
]);

export function unsupported(node: Node): string {
  return words.get(node.kind) ?? `${SyntaxKind[node.kind]} is not in the compiled subset`;
}
