// Keeps node_modules in step with package-lock.json. Called first by prepare.mjs: nothing else runs without it.
// Fresh means: npm's own record of what it installed names every package of the lock file in its version.
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, SetupError } from "./command.mjs";

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return undefined;
  }
}

/** Compares the lock file with node_modules/.package-lock.json. Optional packages of other platforms may be absent. */
export function packagesAreFresh(root) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

export async function installPackages(root) {
  if (packagesAreFresh(root)) return;
  const link = lstatSync(join(root, "node_modules"), { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) {
    // npm ci would empty the folder that another checkout uses.
    throw new SetupError(
      "node_modules is a link and does not match package-lock.json: run `npm ci` where it points",
    );
  }
  process.stderr.write("hotlane: installing packages (npm ci)\n");
  await runCommand("npm", ["ci", "--no-audit", "--no-fund"], { directory: root });
}
