/**
 * Limits that were changed while an engine ran, laid over those of its configuration file. Each remembers what the file
 * said then: once the file says something else, the file holds again. Pure.
 */
import * as z from "zod";
import type { LimitsConfig } from "../config/limit-schema.js";

const leaf = z.union([z.number(), z.string(), z.boolean(), z.array(z.string())]);

export const liveLimitSchema = z.strictObject({
  /** From the top of the `limits` section. */
  path: z.array(z.string()).min(1),
  value: leaf,
  /** What the configuration file said at the time; null: nothing. */
  inFile: leaf.nullable(),
  /** Who changed it, why, and who else agreed. */
  by: z.string(),
  approvedBy: z.string().optional(),
  reason: z.string(),
  /** When, and until when, ISO 8601; without an end it stays. */
  at: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});

export type LiveLimit = Readonly<z.output<typeof liveLimitSchema>>;
export type LimitLeaf = LiveLimit["value"];

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Leaves of what was asked for, with their paths; null stands for "as the file says". */
export function leavesOf(changes: unknown, path: readonly string[] = []): [string[], LimitLeaf | null][] {
  if (!isTree(changes)) return [[[...path], changes as LimitLeaf | null]];
  return Object.entries(changes).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/** What stands at `path`; undefined: nothing. */
export function valueAt(limits: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (isTree(node) && Object.hasOwn(node, key) ? node[key] : undefined),
    limits,
  );
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export const isSamePath = (a: readonly string[], b: readonly string[]): boolean => isSame(a, b);

/** Whether the file still says what it said when the limit was changed. */
export function isOfFile(live: LiveLimit, file: LimitsConfig): boolean {
  return isSame(valueAt(file, live.path), live.inFile);
}

/** The file's limits with the live ones laid over; what has an end, last. Not checked: parse it by limitsSchema. */
export function laidOver(file: LimitsConfig, live: readonly LiveLimit[]): unknown {
  const limits = structuredClone(file) as Tree;
  const ordered = [...live].sort(
    (a, b) => Number(a.expiresAt !== undefined) - Number(b.expiresAt !== undefined),
  );
  for (const { path, value } of ordered) {
    let node = limits;
    for (const key of path.slice(0, -1)) {
      const child = Object.hasOwn(node, key) ? node[key] : undefined;
      node = node[key] = isTree(child) ? child : {};
    }
    node[path.at(-1) as string] = value; // a path is never empty
  }
  return limits;
}
