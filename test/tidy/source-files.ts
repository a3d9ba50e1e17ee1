// The repository's own files, for the tidy tests: what git would track, generated and third-party files left out.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..", "..");

function listed(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const names = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  return names.filter((name) => name !== "" && existsSync(join(root, name)));
}

const files = [...new Set(listed())];

/** Paths from the root with one of `endings`. */
export function filesEnding(...endings: readonly string[]): string[] {
  return files.filter((file) => endings.some((ending) => file.endsWith(ending)));
}

export function contentsOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
