// A folder of a test file's own, removed after its last test.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export interface ScratchFolder {
  readonly path: string;
  /** Gives the file's path. */
  write(name: string, content: string | Uint8Array): string;
}

/** `name`: what it is for, as its path shows. Called at the top of the file. */
export function scratchFolder(name: string): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), `hotlane-${name}-`));
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    write(file, content) {
      const written = join(path, file);
      writeFileSync(written, content);
      return written;
    },
  };
}
