// Compiles src/ to build/ts. Called by prepare.mjs after the packages are installed.
// The output folder is emptied first, so that a deleted source leaves no module behind.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { fingerprint, forget, isFresh, record } from "./stamp.mjs";

export async function buildTypescript(root) {
  const print = fingerprint(root, ["src", "tsconfig.json", "package-lock.json"]);
  const folder = join("build", "ts");
  if (isFresh(root, "typescript", print, [join(folder, "cli", "hotlane.js")])) return;
  forget(root, "typescript");
  process.stderr.write("hotlane: compiling TypeScript\n");
  rmSync(join(root, folder), { recursive: true, force: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await runCommand(process.execPath, [tsc, "--project", "tsconfig.json"], { directory: root });
  record(root, "typescript", print);
}
