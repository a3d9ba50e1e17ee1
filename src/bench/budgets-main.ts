/** `npm run budgets`: counts each stage's fixed work and holds it against bench/budgets.json. A program of its own. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { table } from "../engine/text-table.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { breaches, budgetOf, readBudgets, type StageBudget, writeBudgets } from "./budgets.js";
import { countWork, whyNotCounted } from "./fixed-work.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

interface BudgetsOptions {
  write?: true;
  why?: string;
}

function row(stage: string, budget: StageBudget, found: StageBudget): string[] {
  const percent = (found.instructions / budget.instructions - 1) * 100;
  return [
    stage,
    `${found.instructions} of ${budget.instructions}`,
    `${percent >= 0 ? "+" : ""}${percent.toFixed(2)}%`,
    String(found.branches),
    String(found.allocations),
    String(found.systemCalls),
    `per ${budget.unit}`,
  ];
}

async function check(names: readonly string[], { write, why }: BudgetsOptions): Promise<void> {
  if (write && !why) throw new UsageError("--write goes with --why: the reason stands beside the budget");
  const reason = whyNotCounted();
  if (reason !== undefined) throw new HotlaneError("bench/failed", reason);
  const budgets = readBudgets(root);
  const known = Object.keys(budgets.stages);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`${unknown}: expected one of ${known.join(", ")}`);
  const rows = [["stage", "instructions of budget", "", "branches", "allocations", "system calls", ""]];
  const wrong: string[] = [];
  for (const stage of names.length === 0 ? known : names) {
    const budget = budgets.stages[stage] as StageBudget;
    const counts = await countWork(root, stage);
    if (!write && counts.compiler !== budgets.compiler)
      throw new HotlaneError(
        "bench/failed",
        `the budgets are of GCC ${budgets.compiler}'s code, this is ${counts.compiler}'s`,
      );
    rows.push(row(stage, budget, budgetOf(counts, budget.unit, budget.why)));
    if (write) {
      budgets.stages[stage] = budgetOf(counts, budget.unit, why as string);
      budgets.compiler = counts.compiler;
    } else wrong.push(...breaches(stage, budget, budgets.tolerance, counts));
  }
  process.stdout.write(`${table(rows).join("\n")}\n`);
  if (write) writeBudgets(root, budgets);
  if (wrong.length > 0) throw new HotlaneError("bench/budgets", wrong.join("\n"));
}

const program = new Command("budgets")
  .description("Count instructions, branches, allocations and system calls of each stage's fixed work.")
  .argument("[stages...]", "some of them; all by default")
  .option("--write", "make what was counted the budget")
  .option("--why <text>", "the reason, in words")
  .action(check);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`budgets: ${messageOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
