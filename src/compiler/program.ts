/**
 * A strategy's files with their types, by TypeScript's own checker, and what it says is wrong with them. The checker is
 * another process, which lives as long as `use` runs.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type ImportDeclaration,
  type SourceFile,
  type StringLiteral,
  SyntaxKind,
} from "typescript/unstable/ast";
import { API, type Checker, type Diagnostic, type Project } from "typescript/unstable/sync";
import { HotlaneError } from "../errors.js";
import { sdkTypes } from "./places.js";
import { importedPaths } from "./subset/modules.js";

export interface StrategyProgram {
  checker: Checker;
  /** The strategy's own files, the main one first. */
  sources: SourceFile[];
  /** What TypeScript refuses: "file:line: words", in order. */
  errors: TypeComplaint[];
}

export interface TypeComplaint {
  file: string;
  line: number;
  words: string;
  /** TypeScript's number of it. */
  code: number;
}

const options = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

export function withProgram<Result>(path: string, use: (program: StrategyProgram) => Result): Result {
  const main = resolve(path);
  if (!existsSync(main)) {
    throw new HotlaneError("strategy/file", `strategy ${main}: there is no such file`);
  }
  const config = join(dirname(main), "hotlane.build.tsconfig.json");
  const content = JSON.stringify({
    compilerOptions: { ...options, paths: { "hotlane/sdk": [sdkTypes] } },
    files: [main],
  });
  const api = new API({
    fs: {
      readFile: (name) => (name === config ? content : undefined),
      fileExists: (name) => (name === config ? true : undefined),
    },
  });
  const snapshot = api.updateSnapshot({ openProjects: [config] });
  try {
    const project = snapshot.getProject(config);
    if (project === undefined)
      throw new HotlaneError("strategy/types", `strategy ${main}: TypeScript did not open it`);
    return use(programOf(project, main));
  } finally {
    snapshot.dispose();
    close(api);
  }
}

/** Ended by api.close() alone, the checker complains of it on our standard error. */
function close(api: API): void {
  const { client } = api as unknown as {
    client?: { channel?: { child?: { kill(signal: string): void } } };
  };
  client?.channel?.child?.kill("SIGKILL");
  api.close();
}

function programOf(project: Project, main: string): StrategyProgram {
  const { program, checker } = project;
  const sources: SourceFile[] = [];
  const add = (path: string): boolean => {
    const source = program.getSourceFile(path);
    if (source === undefined) return false;
    if (sources.includes(source)) return true;
    sources.push(source);
    for (const specifier of relativeImports(source)) {
      for (const candidate of importedPaths(source.fileName, specifier)) if (add(candidate)) break;
    }
    return true;
  };
  add(main);
  const found = sources.flatMap((source) => [
    ...program.getSyntacticDiagnostics(source.fileName),
    ...program.getSemanticDiagnostics(source.fileName),
  ]);
  return { checker, sources, errors: found.map((one) => typeError(one, sources)) };
}

function relativeImports(source: SourceFile): string[] {
  return source.statements
    .filter((one) => one.kind === SyntaxKind.ImportDeclaration)
    .map((one) => ((one as ImportDeclaration).moduleSpecifier as StringLiteral).text)
    .filter((specifier) => specifier.startsWith("."));
}

function typeError(
  { fileName, pos, text, code, messageChain }: Diagnostic,
  sources: SourceFile[],
): TypeComplaint {
  const source = sources.find((one) => one.fileName === fileName);
  const line = (source?.getLineAndCharacterOfPosition(pos).line ?? 0) + 1;
  const [detail] = messageChain ?? [];
  const words = detail === undefined ? text : `${text} ${detail.text}`;
  return { file: fileName ?? "", line, words, code };
}
