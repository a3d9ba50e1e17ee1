/**
 * `npm run mutants`: breaks the risk gate in every way that find-mutants.mjs finds, one after the other, in a copy, and
 * shows that the gate's tests notice. Prints a table; ends with 1 when a mutant survives that is not known to change
 * nothing. --list names the mutants; --only NUMBER[,NUMBER] tries some; --json prints what came of each.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { equivalents } from "./equivalents.mjs";
import { findMutants, mutatedFiles } from "./find-mutants.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = join(root, "build", "mutation");
const patienceMs = 120_000;
const run = promisify(execFile);
const options = process.argv.slice(2);
const optionOf = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);

function makeTree() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ["native", "test/native/gate"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  for (const file of ["harness.cpp", "harness.hpp"]) {
    cpSync(join(root, "test/native", file), join(folder, "test/native", file));
  }
  const names = [...new Set(Object.values(mutatedFiles).flat())].sort();
  const sources = Object.fromEntries(
    names.map((name) => [name, readFileSync(join(root, "native/risk", name), "utf8")]),
  );
  const { mutants, mutated } = findMutants(sources);
  for (const [name, text] of Object.entries(mutated)) writeFileSync(join(folder, "native/risk", name), text);
  writeFileSync(
    join(folder, "native/mutant.hpp"),
    '#pragma once\n#include <cstdlib>\ninline const int hotlane_mutant = [] {\n  const char* text = std::getenv("HOTLANE_MUTANT");\n  return text == nullptr ? 0 : std::atoi(text);\n}();\n',
  );
  return mutants;
}

/** Each `job` in turn, as many at once as there are cores. */
async function inParallel(jobs, act) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await act(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function build() {
  const sources = [
    ...readdirSync(join(folder, "native/risk"))
      .filter((name) => name.endsWith(".cpp") && !name.endsWith("_fuzz.cpp"))
      .map((name) => `native/risk/${name}`),
    ...readdirSync(join(folder, "test/native/gate"))
      .filter((name) => name.endsWith(".cpp"))
      .map((name) => `test/native/gate/${name}`),
    "test/native/harness.cpp",
  ];
  // NDEBUG: what is caught is caught by a test, not by the gate's own assertion.
  const flags = [
    "-std=c++20",
    "-O1",
    "-w",
    "-DNDEBUG",
    "-DHOTLANE_QUICK_TESTS",
    "-D_GLIBCXX_ASSERTIONS",
    "-Inative",
    "-Itest/native",
    "-pthread",
  ];
  const [compiler, ...launcher] = [
    ...(process.env.CMAKE_CXX_COMPILER_LAUNCHER ? [process.env.CMAKE_CXX_COMPILER_LAUNCHER] : []),
    process.env.CXX ?? "c++",
  ];
  const objects = sources.map((source) => source.replaceAll("/", "-").replace(/cpp$/, "o"));
  await inParallel(sources, (source) =>
    run(compiler, [...launcher, ...flags, "-c", source, "-o", objects[sources.indexOf(source)]], {
      cwd: folder,
      maxBuffer: 1 << 26,
    }),
  );
  await run(compiler, [...launcher, ...objects, "-pthread", "-o", "gate_tests"], { cwd: folder });
}

/** The name of the first test that fails; undefined: none does. */
async function firstFailure(mutant) {
  try {
    await run(join(folder, "gate_tests"), ["--until-failure"], {
      cwd: folder,
      env: { ...process.env, HOTLANE_MUTANT: String(mutant) },
      timeout: patienceMs,
      maxBuffer: 1 << 26,
    });
    return undefined;
  } catch (error) {
    if (error.killed) return `(no end within ${patienceMs / 1000} s)`;
    const name = /^FAILED {2}(.*)$/m.exec(error.stdout ?? "")?.[1];
    return name ?? `(ended by ${error.signal ?? error.code})`;
  }
}

const nameOf = ({ file, kind, text }) => `${file} ${kind}: ${text}`;

function printTable(outcomes) {
  const rows = new Map();
  for (const { control, file, verdict } of outcomes) {
    const key = control === "keeping" || control === "screen" ? `${control}: ${file}` : control;
    const row = rows.get(key) ?? { mutants: 0, caught: 0, equivalent: 0, survived: 0 };
    row.mutants += 1;
    row[verdict] += 1;
    rows.set(key, row);
  }
  const line = (...cells) =>
    console.log(
      cells[0].padEnd(34) +
        cells
          .slice(1)
          .map((cell) => String(cell).padStart(12))
          .join(""),
    );
  line("control", "mutants", "caught", "equivalent", "survived");
  for (const [key, row] of [...rows].sort(
    ([a], [b]) => a.includes(":") - b.includes(":") || a.localeCompare(b),
  )) {
    line(key, row.mutants, row.caught, row.equivalent, row.survived);
  }
  const sum = (name) => outcomes.filter(({ verdict }) => verdict === name).length;
  line("all", outcomes.length, sum("caught"), sum("equivalent"), sum("survived"));
}

async function main() {
  const mutants = makeTree();
  if (options.includes("--list")) {
    for (const one of mutants)
      console.log(`${one.id}  ${one.control}  ${one.file}:${one.line}  ${one.kind}: ${one.text}`);
    return;
  }
  const only = optionOf("--only")?.split(",").map(Number);
  const tried = mutants.filter(({ id }) => only === undefined || only.includes(id));
  await build();
  const sound = await firstFailure(0);
  if (sound !== undefined) throw new Error(`the tests fail without a mutant: ${sound}`);
  const outcomes = [];
  await inParallel(tried, async (mutant) => {
    const by = await firstFailure(mutant.id);
    const why = equivalents[nameOf(mutant)];
    const verdict = by !== undefined ? "caught" : why !== undefined ? "equivalent" : "survived";
    outcomes.push({
      ...mutant,
      verdict,
      ...(by === undefined ? {} : { by }),
      ...(why === undefined ? {} : { why }),
    });
    if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} of ${tried.length}`);
  });
  outcomes.sort((a, b) => a.id - b.id);
  if (options.includes("--json")) console.log(JSON.stringify(outcomes, undefined, 1));
  else printTable(outcomes);
  const survivors = outcomes.filter(({ verdict }) => verdict === "survived");
  const mistaken = outcomes.filter(({ verdict, why }) => verdict === "caught" && why !== undefined);
  for (const one of survivors) console.error(`survived: ${one.id} ${nameOf(one)} (line ${one.line})`);
  for (const one of mistaken) console.error(`said to change nothing, but caught: ${one.id} ${nameOf(one)}`);
  if (survivors.length + mistaken.length > 0) process.exitCode = 1;
}

await main();
