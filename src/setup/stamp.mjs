// Decides whether a build step is stale. Called by prepare.mjs's steps, on the main thread.
// A stamp is a hash of the path, size and modification time of every input; it is written only after the
// step succeeded, so an interrupted step runs again.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Every file under `path` (or `path` itself, if it is a file), sorted; nothing if it does not exist. */
function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
    );
}

/**
 * The inputs' fingerprint. `facts` are further strings that the result depends on (tool versions, options).
 * @param {string} root @param {string[]} inputs relative to root @param {string[]} facts
 */
export function fingerprint(root, inputs, facts = []) {
  const hash = createHash("sha256");
  // A build folder holds absolute paths: a clone that was moved is stale.
  for (const fact of [root, ...facts]) hash.update(`${fact}\0`);
  for (const input of inputs) {
    for (const file of filesUnder(join(root, input))) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\0`);
    }
  }
  return hash.digest("hex");
}

const stampFile = (root, name) => join(root, "build", "stamps", name);

/** True when the step `name` succeeded with this fingerprint and all that it made is still there. */
export function isFresh(root, name, print, outputs) {
  try {
    if (readFileSync(stampFile(root, name), "utf8") !== print) return false;
  } catch {
    return false;
  }
  return outputs.every((output) => statSync(join(root, output), { throwIfNoEntry: false }) !== undefined);
}

export function forget(root, name) {
  rmSync(stampFile(root, name), { force: true });
}

export function record(root, name, print) {
  mkdirSync(dirname(stampFile(root, name)), { recursive: true });
  writeFileSync(stampFile(root, name), print);
}
