/**
 * The kill switches that are on, in a file, so that a restart clears none. The file is the owner's alone, replaced whole
 * and on disk before a call returns. A file that can't be understood counts as: everything is killed. Main thread.
 */
import { existsSync, readFileSync, renameSync } from "node:fs";
import * as z from "zod";
import { messageOf } from "../errors.js";
import { replaceFile } from "../files/durable-file.js";
import { firm, isSameSubject, type KillSubject, killScopes } from "./kill-subject.js";

/** One that is on. */
const killSchema = z.strictObject({
  id: z.int().min(1).max(0xffff_ffff),
  subject: z.strictObject({ scope: z.enum(killScopes), name: z.string() }),
  /** Who turned it on, and why. */
  by: z.string(),
  reason: z.string(),
  /** When, ISO 8601. */
  at: z.string(),
  origin: z.enum(["control", "signal", "watchdog", "engine", "unreadable"]),
});
const stateSchema = z.strictObject({
  schema: z.literal("hotlane.kills/1"),
  /** Of the next one: no number is used twice while the file lives. */
  nextId: z.int().min(1).max(0xffff_ffff),
  kills: z.array(killSchema),
});

export type Kill = Readonly<z.output<typeof killSchema>>;

export class KillState {
  readonly #file: string | undefined;
  #kills: readonly Kill[] = [];
  #nextId = 1;

  /** `file` undefined: remembered for this run alone. `log` is told of a file that can't be understood. */
  constructor(file: string | undefined, log: (line: string) => void) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    try {
      const state = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      this.#kills = state.kills;
      this.#nextId = state.nextId;
    } catch (error) {
      const aside = `${file}.unreadable`;
      renameSync(file, aside);
      const reason = `what was killed before could not be read (${messageOf(error).split("\n")[0]}); see ${aside}`;
      this.add({ subject: firm, by: "hotlane", reason, origin: "unreadable" });
      log(`the firm is killed: ${reason}`);
    }
  }

  /** Those that are on, the oldest first. */
  get kills(): readonly Kill[] {
    return this.#kills;
  }

  find(subject: KillSubject): Kill | undefined {
    return this.#kills.find((kill) => isSameSubject(kill.subject, subject));
  }

  /** A number for a kill that add() is about to be told of. */
  takeId(): number {
    const id = this.#nextId;
    this.#nextId = (id % 0xffff_ffff) + 1;
    return id;
  }

  /** In place of an older one of the same subject. Throws when the disk won't have it; it is on in memory then. */
  add(kill: Omit<Kill, "id" | "at"> & { id?: number; at?: string }): Kill {
    const added: Kill = { id: kill.id ?? this.takeId(), at: new Date().toISOString(), ...kill } as Kill;
    this.#kills = [...this.#kills.filter(({ subject }) => !isSameSubject(subject, kill.subject)), added];
    this.#save(this.#kills);
    return added;
  }

  /** Throws, and leaves it on, when the disk won't have it. */
  remove(subject: KillSubject): void {
    const kept = this.#kills.filter((kill) => !isSameSubject(kill.subject, subject));
    this.#save(kept);
    this.#kills = kept;
  }

  #save(kills: readonly Kill[]): void {
    if (this.#file === undefined) return;
    const state = { schema: "hotlane.kills/1", nextId: this.#nextId, kills };
    replaceFile(this.#file, `${JSON.stringify(state, undefined, 2)}\n`);
  }
}
