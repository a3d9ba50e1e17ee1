/**
 * The audit log: who did what, when, and what came of it, one JSON object a line (`hotlane.audit/1`), only ever appended
 * to, on disk before append() returns, the owner's alone. Main thread.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { AppendedFile } from "../files/durable-file.js";

/** Who asks: the person that they say they are, and whom the kernel knows. */
export interface Actor {
  /** A name given, or the user's own. */
  readonly by: string;
  /** `control`: the control socket; `signal`; `watchdog`, `schedule`, `engine`: nobody, the engine itself. */
  readonly origin: "control" | "signal" | "watchdog" | "schedule" | "engine";
  /** Of the process at the other end of the control socket. */
  readonly user?: string;
  readonly uid?: number;
  readonly pid?: number;
}

export interface AuditEntry {
  readonly actor: Actor;
  /** `kill`, `arm`, `stop`, `limits.set`, … */
  readonly what: string;
  /** What was asked for and what came of it: no secret may stand in it. */
  readonly details: Readonly<Record<string, unknown>>;
}

export class AuditLog {
  readonly #file: AppendedFile | undefined;
  #number: number;

  /** `path` undefined: nothing is kept, as in a run without a place for it. */
  constructor(path: string | undefined) {
    const tail = path === undefined ? "" : tailOf(path);
    this.#number = lastNumber(tail);
    this.#file = path === undefined ? undefined : new AppendedFile(path);
    // What a crash left of a line ends here.
    if (tail !== "" && !tail.endsWith("\n")) this.#file?.append("\n");
  }

  /** Throws when the disk won't have it. */
  append({ actor, what, details }: AuditEntry): void {
    this.#number += 1;
    const at = new Date().toISOString();
    const line = { schema: "hotlane.audit/1", number: this.#number, at, actor, what, details };
    this.#file?.append(`${JSON.stringify(line)}\n`);
  }

  close(): void {
    this.#file?.close();
  }
}

/** Longer than any line. */
const tailBytes = 65_536;

function tailOf(path: string): string {
  if (!existsSync(path)) return "";
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString();
  } finally {
    closeSync(file);
  }
}

/** Of the last whole line, so that a gap in the numbers shows lines that were taken out. */
function lastNumber(tail: string): number {
  for (const line of tail.trimEnd().split("\n").reverse()) {
    try {
      const { number } = JSON.parse(line) as { number?: unknown };
      if (typeof number === "number") return number;
    } catch {
      // Torn by a crash: the one before it counts.
    }
  }
  return 0;
}
