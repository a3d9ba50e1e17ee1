// docs/order-life.md draws the table of native/orders/order_state.hpp: the drawing is made anew from the table here, and
// must be the one that stands there.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OrderState, orderStateNames, Surprise, surpriseNames } from "../../src/lanes/boundary.js";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const header = read("native/orders/order_state.hpp");
const document = read("docs/order-life.md");

/** The enumerators of a C++ enumeration, in order. */
function enumerators(source: string, name: string): string[] {
  const body = new RegExp(`enum class ${name}[^{]*\\{([^}]*)\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+)(?: = 0)?,/gm)].map(([, one]) => one ?? "");
}

const states = enumerators(header, "OrderState").filter((state) => state !== "impossible");
const events = enumerators(header, "OrderEvent");
const shortNames = new Map(
  [...header.matchAll(/(\w{4}) = OrderState::(\w+)/g)].map(([, short, long]) => [short ?? "", long ?? ""]),
);
/** Which state follows, by state and event; `impossible` where none can. */
const table = [...header.matchAll(/^ {4}\{((?:\w{4}, +)+\w{4})\},? +\/\/ (\w+)$/gm)].map(
  ([, cells, state]) => ({
    state: state ?? "",
    next: (cells ?? "").split(/, +/).map((cell) => shortNames.get(cell) ?? cell),
  }),
);

const words = (name: string): string => name.replaceAll("_", " ");

function drawing(): string {
  const lines = ["```mermaid", "stateDiagram-v2", "    [*] --> pending_new: sent"];
  for (const { state, next } of table) {
    for (const target of states) {
      const causes = events.filter((_, event) => next[event] === target && target !== state);
      if (causes.length > 0) lines.push(`    ${state} --> ${target}: ${causes.map(words).join(", ")}`);
    }
  }
  return [...lines, "```"].join("\n");
}

function staying(): string {
  const lines = ["| state | stays so with |", "|---|---|"];
  for (const { state, next } of table) {
    const causes = events.filter((_, event) => next[event] === state);
    lines.push(`| ${words(state)} | ${causes.map(words).join(", ")} |`);
  }
  return lines.join("\n");
}

describe("the table of order states", () => {
  it("has a row for every state and a cell for every event", () => {
    expect(table.map(({ state }) => state)).toEqual(states);
    for (const { next } of table) {
      expect(next).toHaveLength(events.length);
      for (const target of next) expect([...states, "impossible"]).toContain(target);
    }
  });

  it("ends every life: from each state that is not done, one that is can be reached", () => {
    const done = states.slice(states.indexOf("filled"));
    for (const { state, next } of table) {
      if (done.includes(state))
        expect(next.every((one) => one === "impossible" || done.includes(one))).toBe(true);
      else expect(next.some((one) => done.includes(one))).toBe(true);
    }
  });

  it("is drawn in docs/order-life.md, arrow by arrow", () => {
    expect(document).toContain(`\n${drawing()}\n`);
    expect(document).toContain(`\n${staying()}\n`);
  });

  it("has its states named alike for strategies", () => {
    const camel = (name: string): string =>
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(orderStateNames).toEqual(states.map(camel));
    expect(OrderState.broken).toBe(states.indexOf("broken"));
    const updates = read("native/orders/order_update.hpp");
    expect(surpriseNames).toEqual(enumerators(updates, "Surprise").map(camel));
    expect(Surprise.lateExecution).toBe(5);
  });
});
