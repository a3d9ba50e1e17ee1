/**
 * Files whose word must outlive a crash: written whole or not at all, or line by line at their end. Every call returns
 * after the disk has it. Only the owner may read them. Main thread; for what happens now and then, not for streams.
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

const ownerOnly = 0o600;
const ownerOnlyFolder = 0o700;

/** Makes the folder with its parents, for its owner alone, where it isn't there. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: ownerOnlyFolder });
}

/** In place of what was there: a reader sees the old text or the new one, whenever the machine stops. */
export function replaceFile(path: string, text: string): void {
  const beside = `${path}.new`;
  const file = openSync(beside, "w", ownerOnly);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  syncFolder(dirname(path));
}

/** At the end of the file, which is made where it isn't there. */
export class AppendedFile {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a", ownerOnly);
    syncFolder(dirname(path));
  }

  append(text: string): void {
    writeSync(this.#file, text);
    fdatasyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** A new name in a folder is on disk only when the folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
