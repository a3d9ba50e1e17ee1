// What the budgets' gate makes of counts, and how callgrind's files and Valgrind's traces are read.
import { describe, expect, it } from "vitest";
import { breaches, budgetOf } from "../../src/bench/budgets.js";
import { parseCallgrind } from "../../src/bench/callgrind.js";
import { countSystemCalls, type WorkCounts } from "../../src/bench/fixed-work.js";

const output = `# callgrind format
version: 1
positions: line
events: Ir Bc Bcm Bi Bim
summary: 1100 60 5 3 1

fl=(1) /somewhere/native/risk/order_gate.cpp
fn=(1) hotlane::OrderGate::check(hotlane::Intent const&)
10 600 40 5 1 1
fi=(2) /somewhere/native/risk/budget.hpp
+3 300 10
fe=(1)
* 50 4
cfi=(3) malloc/malloc.c
cfn=(2) malloc
calls=7 0
20 150 6 0 2

fl=(3)
fn=(2)
30 150 6 0 2
`;

const counts = (instructions: number, more: Partial<WorkCounts> = {}): WorkCounts => ({
  operations: 1000,
  compiler: "12.2.0",
  instructions,
  branches: 10_000,
  allocations: 0,
  systemCalls: 0,
  functions: new Map([
    ["check", instructions - 40_000],
    ["screen", 40_000],
  ]),
  ...more,
});
const budget = budgetOf(counts(100_000), "intent", "as it is");
const found = (what: WorkCounts): string[] => breaches("risk", budget, 0.02, what);

describe("callgrind's output", () => {
  it("is summed without callees' costs, by function and the file of what was inlined", () => {
    const { instructions, branches, allocations, functions } = parseCallgrind(output);
    expect({ instructions, branches, allocations }).toEqual({
      instructions: 1100,
      branches: 63,
      allocations: 7,
    });
    expect([...functions]).toEqual([
      ["OrderGate::check", 650],
      ["OrderGate::check (native/risk/budget.hpp)", 300],
      ["malloc", 150],
    ]);
  });

  it("leaves system calls outside the marks out", () => {
    const trace = ["sys_mmap", "sys_getppid", "sys_recvmmsg", "sys_getppid", "sys_write", "sys_getppid"].map(
      (name) => `SYSCALL[12,1](110) ${name} ( )[sync] --> Success(0x1) `,
    );
    expect(countSystemCalls(`==12== text\n${trace.join("\n")}\n`)).toBe(1);
  });
});

describe("a budget", () => {
  it("is kept within its tolerance", () => {
    expect(found(counts(100_000))).toEqual([]);
    expect(found(counts(101_900))).toEqual([]);
    expect(found(counts(98_100))).toEqual([]);
  });

  it("is broken by 2% more, and the function that grew is named", () => {
    expect(found(counts(105_000))).toEqual([
      "risk: 105 instructions per intent, its budget is 100 (+5.0%); of instructions, check +5.0",
    ]);
  });

  it("is broken by 2% less: what is not used up is not kept in reserve", () => {
    expect(found(counts(95_000))[0]).toContain("(-5.0%)");
  });

  it("is broken by branches, one allocation and one system call", () => {
    expect(found(counts(100_000, { branches: 10_300 }))[0]).toContain("10.3 branches per intent");
    expect(found(counts(100_000, { allocations: 1 }))[0]).toContain("0.001 allocations per intent");
    expect(found(counts(100_000, { systemCalls: 2 }))[0]).toContain("0.002 system calls per intent");
  });
});
