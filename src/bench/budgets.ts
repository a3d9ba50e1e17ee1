/** What each stage may cost (bench/budgets.json), and what is wrong where it costs something else. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import type { WorkCounts } from "./fixed-work.js";

/** Of an operation. */
const stageBudgetSchema = z.strictObject({
  /** What an operation is. */
  unit: z.string(),
  /** Why the budget is what it is: of the newest change. */
  why: z.string(),
  instructions: z.number().positive(),
  branches: z.number().nonnegative(),
  allocations: z.number().nonnegative(),
  systemCalls: z.number().nonnegative(),
  /** Instructions of the functions that have at least half a one, to name what grew. */
  functions: z.record(z.string(), z.number()),
});

const budgetsSchema = z.strictObject({
  schema: z.literal("hotlane.budgets/1"),
  /** Whose code the counts are of. */
  compiler: z.string(),
  /** The share by which instructions and branches may differ, either way. */
  tolerance: z.number().positive().max(0.1),
  stages: z.record(z.string(), stageBudgetSchema),
});

export type Budgets = z.output<typeof budgetsSchema>;
export type StageBudget = z.output<typeof stageBudgetSchema>;

export const budgetFile = (root: string): string => join(root, "bench", "budgets.json");

export function readBudgets(root: string): Budgets {
  const file = budgetFile(root);
  try {
    return budgetsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new HotlaneError("bench/budgets", `${file}: ${messageOf(error)}`);
  }
}

export function writeBudgets(root: string, budgets: Budgets): void {
  writeFileSync(budgetFile(root), `${JSON.stringify(budgets, null, 2)}\n`);
}

const perOperation = (count: number, { operations }: WorkCounts): number =>
  Math.round((count / operations) * 1000) / 1000;

/** The budget that these counts would just keep. */
export function budgetOf(counts: WorkCounts, unit: string, why: string): StageBudget {
  const functions = [...counts.functions]
    .map(([name, count]) => [name, perOperation(count, counts)] as const)
    .filter(([, count]) => count >= 0.5)
    .sort(([, a], [, b]) => b - a);
  return {
    unit,
    why,
    instructions: perOperation(counts.instructions, counts),
    branches: perOperation(counts.branches, counts),
    allocations: perOperation(counts.allocations, counts),
    systemCalls: perOperation(counts.systemCalls, counts),
    functions: Object.fromEntries(functions),
  };
}

/** What changed most, as `check +3.2, screen -1`. */
function changes(before: StageBudget, after: StageBudget): string {
  const names = new Set([...Object.keys(before.functions), ...Object.keys(after.functions)]);
  return [...names]
    .map((name) => ({ name, by: (after.functions[name] ?? 0) - (before.functions[name] ?? 0) }))
    .filter(({ by }) => Math.abs(by) >= 0.05)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, 4)
    .map(({ name, by }) => `${name} ${by > 0 ? "+" : ""}${by.toFixed(1)}`)
    .join(", ");
}

/**
 * What of `counts` is not within the stage's budget, a sentence each; empty: all is. Better is told, too: a budget that
 * is no longer used up would let the next change waste it.
 */
export function breaches(
  stage: string,
  budget: StageBudget,
  tolerance: number,
  counts: WorkCounts,
): string[] {
  const found = budgetOf(counts, budget.unit, budget.why);
  const sentences: string[] = [];
  for (const what of ["instructions", "branches"] as const) {
    const share = found[what] / budget[what] - 1;
    if (Math.abs(share) <= tolerance) continue;
    const percent = `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)}%`;
    const names = changes(budget, found);
    sentences.push(
      `${stage}: ${found[what]} ${what} per ${budget.unit}, its budget is ${budget[what]} (${percent})${
        names === "" ? "" : `; of instructions, ${names}`
      }`,
    );
  }
  for (const what of ["allocations", "systemCalls"] as const) {
    if (found[what] === budget[what]) continue;
    const words = what === "allocations" ? "allocations" : "system calls";
    sentences.push(`${stage}: ${found[what]} ${words} per ${budget.unit}, its budget is ${budget[what]}`);
  }
  return sentences;
}
