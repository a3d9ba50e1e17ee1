import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { mentionsQueue } from "../../src/strategies/queue-readers.js";
import { bundleStrategy } from "../../src/strategies/strategy-code.js";
import { scratchFolder } from "../integration/scratch-folder.js";

const folder = scratchFolder("queue-readers");

async function reads(...lines: string[]): Promise<boolean> {
  const file = folder.write(`strategy${lines.length}.ts`, lines.join("\n"));
  return mentionsQueue((await bundleStrategy(file)).text);
}

it("finds the call in what a strategy imports, and none in its comments", async () => {
  folder.write("patience.ts", "export const front = (orders, id) => orders.queueAhead(id) === 0;\n");
  const head = 'import { Strategy } from "hotlane/sdk";';
  expect(
    await reads(
      head,
      'import { front } from "./patience.ts";',
      "export default class A extends Strategy {",
      "onTimer() { front(this.orders, 1); } }",
    ),
  ).toBe(true);
  expect(
    await reads(
      head,
      "// queueAhead is not for us",
      "export default class B extends Strategy { onTimer() {} }",
    ),
  ).toBe(false);
  const example = resolve(import.meta.dirname, "../../src/strategies/examples");
  expect(mentionsQueue((await bundleStrategy(join(example, "market-maker.ts"))).text)).toBe(false);
});
