// What becomes of a strategy that throws, in a real engine: it is stopped and told of with its source line, and the lane
// and its other strategy go on.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ControlledEngine, marketMaker } from "./controlled-engine.js";

const throwing = `import { defineStrategy } from "hotlane/sdk";

export default defineStrategy({
  name: "throwing",
  parameters: {},
  create() {
    let calls = 0;
    return {
      onBook() {
        calls += 1;
        if (calls === 3) throw new Error("on purpose");
      },
    };
  },
});
`;
const lineOfThrow = throwing.split("\n").findIndex((line) => line.includes("on purpose")) + 1;

let engine: ControlledEngine | undefined;
afterEach(() => engine?.discard());

it("stops the strategy, names the callback and the line, and trades on with the other", async () => {
  const running = new ControlledEngine([
    "instruments: [{ symbol: ALFA }, { symbol: BRAVO }]",
    "strategies:",
    "  - { name: throwing, file: ./throwing.ts, instruments: [ALFA] }",
    `  - { name: maker, file: ${marketMaker}, instruments: [BRAVO] }`,
    "venue: {}",
  ]);
  engine = running;
  writeFileSync(join(running.folder, "throwing.ts"), throwing);
  running.start();
  await running.untilSaid("strategy throwing is stopped and its orders are cancelled");
  expect(running.stderr).toContain("it threw in onBook: Error: on purpose");
  expect(running.stderr).toContain(`throwing.ts:${lineOfThrow}:`);
  await running.untilTrading();
  const [lane] = (await running.status()).lanes;
  expect(lane).toMatchObject({ state: "running" });
  expect(running.stderr.split("it threw in").length).toBe(2); // called no more
});
