// The native test and fuzz binaries, as vitest runs them. Built by src/setup/prepare.mjs --tests.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type TestContext } from "vitest";

export const root = resolve(import.meta.dirname, "..", "..");
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

export function testsOf(binary: string): string[] {
  const listed = spawnSync(binary, ["--list"], { encoding: "utf8" });
  return listed.stdout?.split("\n").filter((name) => name !== "") ?? [];
}

export function fuzzTargets(preset: string): string[] {
  const folder = join(root, "build", preset);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith("_fuzz"));
}

/** Fails with the binary's own output; passes on its plain word that it skipped. */
export async function expectSuccess(
  context: TestContext,
  program: string,
  args: readonly string[],
): Promise<void> {
  const { exitCode, output } = await run(program, args);
  expect(exitCode, `${program} ${args.join(" ")}\n${output}`).toBe(0);
  const reason = /^ {2}skipped: (.*)$/m.exec(output)?.[1];
  if (reason !== undefined && args.includes("--only")) context.skip(reason);
}
