// What the documents for quants show is so: every sample type-checks and runs in a project that `hotlane new` made.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runOf, samplesOf } from "./document-samples.js";
import { hotlane, run } from "./run-program.js";
import { commandsOf } from "./tutorial-commands.js";

const docs = resolve(import.meta.dirname, "../../docs");
const howTos = readdirSync(join(docs, "how-to")).map((name) => join(docs, "how-to", name));
const tutorial = join(docs, "strategies.md");
const documents = [tutorial, ...howTos];
const samples = documents.flatMap(samplesOf);

const folder = mkdtempSync(join(tmpdir(), "hotlane-documents-"));
const project = join(folder, "my-strategy");

beforeAll(async () => {
  const made = await hotlane("new", project);
  expect(made.code, made.stderr).toBe(0);
  for (const sample of samples) {
    writeFileSync(join(project, sample.file), sample.source);
    if (sample.kind === "strategy")
      writeFileSync(join(project, `run-${sample.file.replace(/\.ts$/, ".test.ts")}`), runOf(sample));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the documents' samples", () => {
  it("are there, in the tutorial and in all how-tos that are about code", () => {
    expect(samples.length).toBeGreaterThanOrEqual(9);
    expect(new Set(samples.map(({ file }) => file)).size).toBe(samples.length);
  });

  it("type-check", async () => {
    const { code, stdout } = await run("npm", [
      "--prefix",
      project,
      "run",
      "--silent",
      "check",
      "--",
      "--noUnusedLocals",
      "false",
    ]);
    expect(stdout).toBe("");
    expect(code).toBe(0);
  });

  it("run", async () => {
    const { code, stdout, stderr } = await run("npm", ["--prefix", project, "test"], { NO_COLOR: "1" });
    expect(code, stdout + stderr).toBe(0);
    const strategies = samples.filter(({ kind }) => kind === "strategy").length;
    expect(stdout).toMatch(new RegExp(`Test Files +${samples.length + 1} passed`));
    expect(strategies).toBeGreaterThan(5);
  });
});

describe("the documents' commands", () => {
  it("are there, with the options that they are given", async () => {
    const commands = documents.flatMap(commandsOf).filter(({ words }) => words.includes("hotlane"));
    expect(commands.length).toBeGreaterThan(8);
    for (const { place, words } of commands) {
      const [name = "", ...args] = words.slice(words.indexOf("hotlane") + 1);
      const { code, stdout } = await hotlane(name, "--help");
      expect(code, `${place}: hotlane ${name}`).toBe(0);
      for (const option of args.filter((word) => word.startsWith("--")))
        expect(stdout, place).toContain(`${option} `);
    }
  });
});
