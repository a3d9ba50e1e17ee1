// The house rules that a machine can hold: names, lengths, leftovers, links, generated files.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentsOf, filesEnding, root } from "./source-files.js";

const linesMax = 400;
const generated = new Set(["native/lane/boundary.hpp", "src/lanes/boundary.ts"]);
const bannedName = /^(utils?|helpers?|common|misc|manager|handler|stuff|types)(\.|$)/;
const code = filesEnding(".ts", ".mjs", ".hpp", ".cpp").filter((file) => !generated.has(file));

describe("source files", () => {
  it(`have at most ${linesMax} lines`, () => {
    const long = code.map((file) => ({ file, lines: contentsOf(file).split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > linesMax)).toEqual([]);
  });

  it("are named by what they hold, in the language's case", () => {
    expect(code.filter((file) => bannedName.test(basename(file)))).toEqual([]);
    expect(
      filesEnding(".hpp", ".cpp").filter((file) => !/^[a-z0-9_]+\.(hpp|cpp)$/.test(basename(file))),
    ).toEqual([]);
    const isBenchmark = /^bench\/\w+\.ts$/; // has the same name in either language
    const typescript = filesEnding(".ts", ".mjs").filter(
      (file) => !/^[a-z0-9-]+(\.\w+)?\.(ts|mjs)$/.test(basename(file)) && !isBenchmark.test(file),
    );
    expect(typescript).toEqual([]);
  });

  it("leave nothing to be done later", () => {
    // Put together so that this file does not find itself.
    const leftover = new RegExp(
      `\\b(${["TO", "FIX", "XX"].map((word, i) => word + ["DO", "ME", "X"][i]).join("|")})\\b`,
    );
    expect(code.filter((file) => leftover.test(contentsOf(file)))).toEqual([]);
  });

  it("open with what they are", () => {
    const silent = code
      .filter((file) => file.startsWith("src/") || file.startsWith("native/"))
      // A .cpp is described by the header of its name.
      .filter((file) => !existsSync(join(root, file.replace(/\.cpp$/, ".hpp"))) || file.endsWith(".hpp"))
      .filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(contentsOf(file)));
    expect(silent).toEqual([]);
  });

  it("are guarded against being included twice", () => {
    expect(filesEnding(".hpp").filter((file) => !contentsOf(file).includes("#pragma once"))).toEqual([]);
  });
});

describe("generated files", () => {
  it("are up to date with native/lane/boundary.json (npm run generate)", () => {
    const run = spawnSync(process.execPath, [join(root, "src/setup/generate-boundary.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(run.status, run.stdout + run.stderr).toBe(0);
  });

  it("are up to date with the SDK's declarations (npm run generate)", () => {
    const script = join(root, "src/setup/generate-sdk-reference.mjs");
    const run = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect(run.status, run.stdout + run.stderr).toBe(0);
  });
});

describe("documents", () => {
  it("link only to files that exist", () => {
    const broken = filesEnding(".md").flatMap((file) =>
      [...contentsOf(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target]) => target ?? "")
        .filter((target) => !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file} links to ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
