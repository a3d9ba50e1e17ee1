/**
 * Whether a strategy file's types are right, by the TypeScript compiler: what `hotlane submit` and `hotlane build` ask
 * before anything else. A project's own tsconfig.json is not asked for: every strategy is held against the same rules.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HotlaneError } from "../errors.js";

const here = dirname(fileURLToPath(import.meta.url));
const sdkTypes = join(here, "..", "sdk", "index.d.ts");

/** Throws with every mistake, a line each: `file(line,column): what`. JavaScript has none. */
export async function checkTypes(file: string): Promise<void> {
  const path = resolve(file);
  if (!/\.m?ts$/.test(path)) return;
  const folder = mkdtempSync(join(tmpdir(), "hotlane-types-"));
  try {
    const project = join(folder, "tsconfig.json");
    writeFileSync(project, JSON.stringify(configFor(path)));
    const { code, output } = await compile(project, dirname(path));
    if (code === 0) return;
    throw new HotlaneError("strategy/types", `strategy ${path}: its types are wrong:\n${output.trim()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configFor(path: string): object {
  return {
    compilerOptions: {
      target: "ES2023",
      module: "NodeNext",
      moduleResolution: "NodeNext",
      lib: ["ES2023"],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowJs: true,
      types: [],
      paths: { "hotlane/sdk": [sdkTypes] },
    },
    files: [path],
  };
}

function compile(project: string, cwd: string): Promise<{ code: number | null; output: string }> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin",
    "tsc",
  );
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [compiler, "--project", project, "--pretty", "false"], { cwd });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", fail);
    child.on("close", (code) => settle({ code, output }));
  });
}
