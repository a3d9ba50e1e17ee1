// Each stage's fixed work keeps its budget of instructions, branches, allocations and system calls (bench/budgets.json).
import { describe, it } from "vitest";
import { breaches, readBudgets } from "../../src/bench/budgets.js";
import { countWork, whyNotCounted } from "../../src/bench/fixed-work.js";
import { root } from "../native/binaries.js";

const reason = whyNotCounted();
const { stages, tolerance, compiler } = readBudgets(root);

describe("a stage's fixed work", () => {
  it.for(Object.entries(stages))("keeps its budget: %s", async ([stage, budget], context) => {
    if (reason !== undefined) return context.skip(reason);
    const counts = await countWork(root, stage);
    if (counts.compiler !== compiler)
      return context.skip(`the budgets are of GCC ${compiler}'s code, this is ${counts.compiler}'s`);
    const found = breaches(stage, budget, tolerance, counts);
    if (found.length > 0) throw new Error(found.join("\n"));
  });
});
