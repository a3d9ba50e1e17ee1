/**
 * The limits that were changed live and the version of the newest limit set, in a file, so that a restart forgets
 * neither. The owner's alone, replaced whole, on disk before a call returns. Main thread.
 */
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import { replaceFile } from "../files/durable-file.js";
import { type LiveLimit, liveLimitSchema } from "./live-limits.js";

const versionMax = 0x7fff_ffff;

const stateSchema = z.strictObject({
  schema: z.literal("hotlane.limits/1"),
  version: z.int().min(0).max(versionMax),
  live: z.array(liveLimitSchema),
});

export class LimitState {
  readonly #file: string | undefined;
  #version = 0;
  #live: readonly LiveLimit[] = [];

  /** `file` undefined: remembered for this run alone. Throws when it can't be understood: a tightening may be in it. */
  constructor(file: string | undefined) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    try {
      const { version, live } = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      this.#version = version;
      this.#live = live;
    } catch (error) {
      throw new HotlaneError(
        "limits/unreadable",
        `${file}: found what is no list of changed limits (${messageOf(error).split("\n")[0]}). A limit that was tightened may be in it: mend it, or move it away and say in the configuration what is to hold`,
      );
    }
  }

  get version(): number {
    return this.#version;
  }

  get live(): readonly LiveLimit[] {
    return this.#live;
  }

  /** Throws, and changes nothing, when the disk won't have it. Gives the next version. */
  save(live: readonly LiveLimit[]): number {
    const version = (this.#version % versionMax) + 1;
    if (this.#file !== undefined) {
      const state = { schema: "hotlane.limits/1", version, live };
      replaceFile(this.#file, `${JSON.stringify(state, undefined, 2)}\n`);
    }
    this.#version = version;
    this.#live = live;
    return version;
  }
}
