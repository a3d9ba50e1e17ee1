// Compiles src/ to build/ts, and the benchmarks that are TypeScript to build/ts-bench. Called by prepare.mjs after the packages are installed.
// The output folder is emptied first, so that a deleted source leaves no module behind.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { fingerprint, forget, isFresh, record } from "./stamp.mjs";

export async function buildTypescript(root) {
  const inputs = ["src", "tsconfig.json", "package-lock.json"];
  await build(root, "typescript", inputs, "tsconfig.json", join("build", "ts"));
}

/** After buildTypescript: they import what that made. */
export async function buildBenchmarks(root) {
  const inputs = ["src", "bench", "tsconfig.json", "package-lock.json"];
  await build(root, "benchmarks", inputs, join("bench", "tsconfig.json"), join("build", "ts-bench"));
}

async function build(root, step, inputs, project, folder) {
  const print = fingerprint(root, inputs);
  if (isFresh(root, step, print, [folder])) return;
  forget(root, step);
  process.stderr.write(`hotlane: compiling TypeScript (${project})\n`);
  rmSync(join(root, folder), { recursive: true, force: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await runCommand(process.execPath, [tsc, "--project", project], { directory: root });
  record(root, step, print);
}
