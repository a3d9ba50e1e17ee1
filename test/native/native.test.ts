// The native suites as vitest tests: each test of the release build, each sanitizer build as a whole, and each
// fuzz target for a bounded number of rounds. The binaries are built by src/setup/prepare.mjs --tests.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";

const root = resolve(import.meta.dirname, "..", "..");
const sanitizers = ["asan", "ubsan", "tsan"] as const;
// About a second a target with the sanitizers, on a slow core.
const fuzzRounds = 10_000;
const outputBytesMax = 16 * 1024 * 1024;

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

function run(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, args, { cwd: root, maxBuffer: outputBytesMax }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      const signal = error?.signal ? `ended by ${error.signal}\n` : "";
      done({ exitCode, output: `${stdout}${stderr}${signal}` });
    });
  });
}

function testsOf(binary: string): string[] {
  const listed = spawnSync(binary, ["--list"], { encoding: "utf8" });
  return listed.stdout?.split("\n").filter((name) => name !== "") ?? [];
}

function fuzzTargets(preset: string): string[] {
  const folder = join(root, "build", preset);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith("_fuzz"));
}

/** Fails with the binary's own output; passes on its plain word that it skipped. */
async function expectSuccess(context: TestContext, program: string, args: readonly string[]): Promise<void> {
  const { exitCode, output } = await run(program, args);
  expect(exitCode, `${program} ${args.join(" ")}\n${output}`).toBe(0);
  const reason = /^ {2}skipped: (.*)$/m.exec(output)?.[1];
  if (reason !== undefined && args.includes("--only")) context.skip(reason);
}

describe("native tests", () => {
  const binary = join(root, "build", "release", "native_tests");
  const names = testsOf(binary);

  it("are built and name themselves", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size, "two native tests have the same name").toBe(names.length);
  });

  it.concurrent.for(names)("%s", (name, context) => expectSuccess(context, binary, ["--only", name]));
});

describe("sanitizers", () => {
  for (const sanitizer of sanitizers) {
    it(`find nothing in the native tests (${sanitizer})`, (context) =>
      expectSuccess(context, join(root, "build", sanitizer, "native_tests"), []));
  }
});

describe("fuzz targets", () => {
  it("are built", () => expect(fuzzTargets("asan").length).toBeGreaterThan(0));

  for (const sanitizer of ["asan", "ubsan"] as const) {
    for (const target of fuzzTargets(sanitizer)) {
      it(`${target} survives ${fuzzRounds} mutated inputs (${sanitizer})`, (context) => {
        const binary = join(root, "build", sanitizer, target);
        return expectSuccess(context, binary, ["--rounds", String(fuzzRounds)]);
      });
    }
  }
});
