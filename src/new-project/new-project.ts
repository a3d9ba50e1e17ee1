/**
 * Makes a strategy's own folder: its files from template/, a sample of a market, and what it uses of this checkout linked
 * in node_modules, so that everything works at once and without a network. All of it appears, or nothing does.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../errors.js";
import { generateDay } from "../venue/generated-day.js";
import { sampleSetup } from "../venue/sample-day.js";

/** From build/ts/new-project and from src/new-project alike. */
const here = dirname(fileURLToPath(import.meta.url));
const checkout = resolve(here, here.includes(join("build", "ts")) ? "../../.." : "../..");
const template = join(checkout, "src", "new-project", "template");

/** Of template/, where NAME stands for the project's name. */
const files = ["strategy.ts", "strategy.test.ts", "hotlane.yaml", "README.md", "tsconfig.json"] as const;
const sampleFile = "sample.itch";
const namePattern = /^[a-z][a-z0-9-]{0,31}$/;

export interface NewProject {
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
}

/** Throws a UsageError where the folder can't be made, with nothing written. */
export function makeProject(path: string): NewProject {
  const folder = resolve(path);
  const name = basename(folder);
  checkFolder(folder, name, path);
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(join(dirname(folder), `.${name}-`));
  try {
    for (const file of files) {
      const text = readFileSync(join(template, file), "utf8");
      writeFileSync(join(beside, file), text.replaceAll("NAME", name));
    }
    writeFileSync(join(beside, "package.json"), packageText(name));
    writeFileSync(join(beside, ".gitignore"), ["node_modules/", "*.state/", sampleFile, ""].join("\n"));
    writeFileSync(join(beside, sampleFile), generateDay(sampleSetup));
    linkModules(join(beside, "node_modules"));
    chmodSync(beside, 0o755);
    renameSync(beside, folder); // an empty folder gives way
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  return { folder, files: [...files, "package.json", sampleFile] };
}

function checkFolder(folder: string, name: string, path: string): void {
  if (!namePattern.test(name)) {
    throw new UsageError(
      `new: found ${JSON.stringify(name)} as the project's name, expected up to 32 small letters, digits and '-', beginning with a letter`,
    );
  }
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UsageError(`new: ${path} is a file; choose another name`);
  const [found] = readdirSync(folder);
  if (found === undefined) return;
  throw new UsageError(
    `new: ${path} is not empty (it has ${found}): nothing was changed; choose another name, or empty it`,
  );
}

function packageText(name: string): string {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(checkout, "package.json"), "utf8"),
  ) as Record<"dependencies" | "devDependencies", Record<string, string>>;
  const { typescript, vitest } = { ...dependencies, ...devDependencies };
  const content = {
    name,
    private: true,
    type: "module",
    scripts: {
      check: "tsc --noEmit",
      test: "vitest run",
      backtest: `hotlane backtest strategy.ts --data ${sampleFile}`,
      start: "hotlane run --config hotlane.yaml",
      sample: `hotlane sample ${sampleFile}`,
    },
    devDependencies: { hotlane: pathToFileURL(checkout).href, typescript, vitest },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** What `npm install` would bring, taken from the checkout: its own packages serve. */
function linkModules(modules: string): void {
  const programs = join(modules, ".bin");
  mkdirSync(programs, { recursive: true });
  symlinkSync(checkout, join(modules, "hotlane"), "dir");
  for (const name of ["typescript", "vitest"]) {
    symlinkSync(join(checkout, "node_modules", name), join(modules, name), "dir");
  }
  const run = (program: string, script: string): void => {
    const lines = ["#!/bin/sh", `exec node '${join(checkout, script).replaceAll("'", "'\\''")}' "$@"`, ""];
    writeFileSync(join(programs, program), lines.join("\n"), { mode: 0o755 });
  };
  run("hotlane", "build/ts/cli/hotlane.js");
  run("tsc", "node_modules/typescript/bin/tsc");
  run("vitest", "node_modules/vitest/vitest.mjs");
}
