/**
 * What has switched itself off, and what may only reduce, in a file, so that a restart clears neither. The owner's alone,
 * replaced whole, on disk before a call returns. Main thread.
 */
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import { replaceFile } from "../files/durable-file.js";

export const stopScopes = ["firm", "account", "strategy", "instrument"] as const;
export const stopCauses = ["loss_day", "repeat_execution", "refusal_streak", "reduce_only"] as const;

const stopSchema = z.strictObject({
  scope: z.enum(stopScopes),
  /** Empty where that is the firm. */
  name: z.string(),
  why: z.enum(stopCauses),
  /** When, ISO 8601. */
  at: z.string(),
  /** Who turned it on, and why; of a trip: the gate, with the figures. */
  by: z.string(),
  reason: z.string(),
});
const stateSchema = z.strictObject({ schema: z.literal("hotlane.stops/1"), stops: z.array(stopSchema) });

export type Stop = Readonly<z.output<typeof stopSchema>>;
/** What is stopped. */
export type StopSubject = Pick<Stop, "scope" | "name">;

export class StopState {
  readonly #file: string | undefined;
  #stops: readonly Stop[] = [];

  /** `file` undefined: remembered for this run alone. Throws when it can't be understood: nobody knows what is off. */
  constructor(file: string | undefined) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    try {
      this.#stops = stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))).stops;
    } catch (error) {
      throw new HotlaneError(
        "risk/unreadable",
        `${file}: found what is no list of stops (${messageOf(error).split("\n")[0]}). What switched itself off stands in it: mend it, or move it away once you know that all may trade again`,
      );
    }
  }

  /** The oldest first. */
  get stops(): readonly Stop[] {
    return this.#stops;
  }

  has(subject: StopSubject, why: Stop["why"]): boolean {
    return this.#stops.some((stop) => isOf(stop, subject) && stop.why === why);
  }

  /** It is on in memory, whatever the disk says; throws when the disk won't have it. */
  add(stop: Stop): void {
    if (this.has(stop, stop.why)) return;
    this.#stops = [...this.#stops, stop];
    this.#save(this.#stops);
  }

  /** Throws, and leaves them on, when the disk won't have it. */
  remove(subject: StopSubject, causes: readonly Stop["why"][]): void {
    const kept = this.#stops.filter((stop) => !isOf(stop, subject) || !causes.includes(stop.why));
    this.#save(kept);
    this.#stops = kept;
  }

  #save(stops: readonly Stop[]): void {
    if (this.#file === undefined) return;
    replaceFile(this.#file, `${JSON.stringify({ schema: "hotlane.stops/1", stops }, undefined, 2)}\n`);
  }
}

export function isOf(stop: StopSubject, { scope, name }: StopSubject): boolean {
  return stop.scope === scope && stop.name === name;
}
