/**
 * Makes what can be changed at run time good, and writes down how it was, so that it can be undone. Guarantees: the note
 * is on disk before the change is made; a value is put back only where ours still stands.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HotlaneError } from "../errors.js";
import { chosen, type Setting } from "./check.js";
import type { Diagnosis } from "./doctor.js";
import type { HostTree, WriteFile } from "./host-tree.js";

/** One change, as noted. */
export interface Change {
  readonly id: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface UndoNote {
  readonly schema: "hotlane.undo/1";
  readonly host: string;
  /** In the order in which they were made. */
  readonly changes: readonly Change[];
}

export interface Outcome {
  readonly change: Change;
  /** Undefined: done. */
  readonly failure: string | undefined;
}

export interface Changer {
  readonly tree: HostTree;
  readonly write: WriteFile;
  /** Where the note is kept. */
  readonly noteFile: string;
}

function readNote(file: string): Change[] {
  if (!existsSync(file)) return [];
  const note = JSON.parse(readFileSync(file, "utf8")) as UndoNote;
  if (note.schema !== "hotlane.undo/1")
    throw new HotlaneError(
      "doctor/undo-note",
      `${file}: found schema ${note.schema}, expected hotlane.undo/1`,
    );
  return [...note.changes];
}

function writeNote(file: string, host: string, changes: readonly Change[]): void {
  if (changes.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  const note: UndoNote = { schema: "hotlane.undo/1", host, changes };
  writeFileSync(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

function holds(tree: HostTree, { path, value }: Setting): boolean {
  return chosen(tree.read(path) ?? "") === value;
}

/** Writes every setting of what is bad. What the kernel refuses is told and changes nothing. */
export function applyAdvice({ tree, write, noteFile }: Changer, diagnosis: Diagnosis): Outcome[] {
  const noted = readNote(noteFile);
  const outcomes: Outcome[] = [];
  for (const { check, standing, settings } of diagnosis.findings) {
    if (standing !== "bad") continue;
    for (const setting of settings) {
      const before = tree.read(setting.path);
      if (before === undefined || holds(tree, setting)) continue;
      const change = { id: check.id, path: setting.path, before: chosen(before), after: setting.value };
      writeNote(noteFile, tree.name, [...noted, change]);
      const failure = write(setting.path, setting.value);
      outcomes.push({ change, failure });
      if (failure === undefined) noted.push(change);
    }
  }
  writeNote(noteFile, tree.name, noted);
  return outcomes;
}

/** Puts back what was noted, the newest first. What could not be put back stays noted. */
export function undoAdvice({ tree, write, noteFile }: Changer): Outcome[] {
  const noted = readNote(noteFile);
  const outcomes: Outcome[] = [];
  const kept: Change[] = [];
  for (const change of noted.reverse()) {
    const { path, before, after } = change;
    const now = tree.read(path);
    // A CPU that was taken offline has taken its other files with it: they come back as the kernel makes them.
    const isOurs = now !== undefined && chosen(now) === after;
    const failure = isOurs
      ? write(path, before)
      : `it holds ${now ?? "nothing"} and not our ${after}: left alone`;
    if (isOurs && failure !== undefined) kept.unshift(change);
    outcomes.push({ change, failure });
  }
  writeNote(noteFile, tree.name, kept);
  return outcomes;
}
