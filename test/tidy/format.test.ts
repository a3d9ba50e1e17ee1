// Formatters, linters and the type checker of both languages, as tests. `npm run format` mends most of what they find.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesEnding, root } from "./source-files.js";

function expectClean(program: string, args: readonly string[]): void {
  const run = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  expect(run.status, `${program} ${args.slice(0, 4).join(" ")}\n${run.stdout}${run.stderr}`).toBe(0);
}

const module = (...path: readonly string[]): string => join(root, "node_modules", ...path);

// The package brings binaries for these platforms only.
const clangFormat = module("clang-format", "bin", `${process.platform}_${process.arch}`, "clang-format");
const generated = "native/lane/boundary.hpp";

describe("TypeScript", () => {
  it("is formatted and lints clean (biome)", () => {
    expectClean(process.execPath, [
      module("@biomejs", "biome", "bin", "biome"),
      "check",
      "--error-on-warnings",
    ]);
  });

  it("type-checks, tests included", () => {
    expectClean(process.execPath, [module("typescript", "bin", "tsc"), "--project", "test/tsconfig.json"]);
  });
});

describe("C++", () => {
  it.skipIf(!existsSync(clangFormat))("is formatted (clang-format)", () => {
    const files = filesEnding(".hpp", ".cpp").filter((file) => file !== generated);
    expectClean(clangFormat, ["--dry-run", "-Werror", ...files]);
  });
});
