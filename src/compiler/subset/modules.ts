/** One file of a strategy as an AssemblyScript module: its imports, constants, functions and classes, line by line. */
import { dirname, resolve } from "node:path";
import {
  type ClassDeclaration,
  type FunctionDeclaration,
  type ImportDeclaration,
  type NamedImports,
  type Node,
  NodeFlags,
  type Statement,
  type StringLiteral,
  SyntaxKind,
  type VariableStatement,
} from "typescript/unstable/ast";
import { classDeclaration, functionLike } from "./classes.js";
import { symbolOf } from "./names.js";
import { variables } from "./statements.js";
import type { SubsetFile } from "./unit.js";
import { unsupported } from "./unsupported.js";

/** In front of the first line, so that lines keep their numbers. */
const head = 'import * as __sdk from "./sdk/index"; ';

export function moduleText(file: SubsetFile): string {
  const { source } = file;
  for (const one of source.statements) {
    if (one.kind === SyntaxKind.ImportDeclaration) noteImports(file, one as ImportDeclaration);
  }
  const edits = source.statements.map((one) => file.edit(one, topLevel(file, one)));
  return head + file.splice(source, edits, 0);
}

/** The files that a relative import may mean, in the order in which they are tried. */
export function importedPaths(from: string, specifier: string): string[] {
  const path = resolve(dirname(from), specifier);
  return [path.replace(/\.js$/, ".ts"), `${path}.ts`, path].filter((one) => one.endsWith(".ts"));
}

function noteImports(file: SubsetFile, node: ImportDeclaration): void {
  const from = (node.moduleSpecifier as StringLiteral).text;
  if (from !== "hotlane/sdk") return;
  const { importClause } = node;
  const bindings = importClause?.namedBindings;
  if (importClause?.name !== undefined || bindings?.kind === SyntaxKind.NamespaceImport) {
    file.refuse(node, 'import { … } from "hotlane/sdk", by name');
    return;
  }
  for (const one of (bindings as NamedImports | undefined)?.elements ?? []) {
    file.sdkNames.set(file.textOf(one.name), file.textOf(one.propertyName ?? one.name));
  }
}

function topLevel(file: SubsetFile, node: Statement): string {
  switch (node.kind) {
    case SyntaxKind.ImportDeclaration:
      return importText(file, node as ImportDeclaration);
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.TypeAliasDeclaration:
      return ""; // uses are known by what they are made of
    case SyntaxKind.VariableStatement:
      return constants(file, node as VariableStatement);
    case SyntaxKind.FunctionDeclaration:
      return functionLike(file, node as FunctionDeclaration);
    case SyntaxKind.ClassDeclaration:
      return classDeclaration(file, node as ClassDeclaration);
    case SyntaxKind.EmptyStatement:
      return "";
    case SyntaxKind.ExpressionStatement:
      return file.refuse(node, "code outside of functions: put it into onStart()");
    default:
      return file.refuse(node, unsupported(node));
  }
}

function constants(file: SubsetFile, node: VariableStatement): string {
  const { declarationList } = node;
  if ((declarationList.flags & NodeFlags.Const) === 0) {
    return file.refuse(node, "a variable outside of the class: state is fields");
  }
  return file.splice(node, [file.edit(declarationList, variables(file, declarationList))]);
}

function importText(file: SubsetFile, node: ImportDeclaration): string {
  const from = (node.moduleSpecifier as StringLiteral).text;
  if (from === "hotlane/sdk") return "";
  const path = importedPaths(file.source.fileName, from).find((one) => file.unit.files.includes(one));
  if (path === undefined) {
    return file.refuse(
      node,
      `import of ${from}: a compiled strategy has hotlane/sdk and files of its own, by ./name.js`,
    );
  }
  const { importClause } = node;
  const bindings = importClause?.namedBindings;
  if (importClause?.name !== undefined || bindings?.kind !== SyntaxKind.NamedImports) {
    return file.refuse(node, "an import other than { names }");
  }
  const kept = (bindings as NamedImports).elements.filter((one) => isValue(file, one.name));
  const names = kept.map((one) => file.textOf(one).replace(/^type\s+/, ""));
  return names.length === 0 ? "" : `import { ${names.join(", ")} } from "./${file.unit.moduleOf(path)}";`;
}

/** A class, a function, a constant: interfaces and aliases are gone. */
function isValue(file: SubsetFile, name: Node): boolean {
  return symbolOf(file, name as never)?.valueDeclaration !== undefined;
}
