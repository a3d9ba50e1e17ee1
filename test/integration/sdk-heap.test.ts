// What a callback takes of the JavaScript heap on the SDK's side: nothing, measured over a million calls.
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const program = resolve(import.meta.dirname, "sdk-heap-program.mjs");
// More than the calls could take, so that nothing is collected meanwhile.
const youngGeneration = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

interface Measured {
  calls: number;
  bytes: number;
  collections: number;
  isTrading: boolean;
}

async function measure(...args: string[]): Promise<Measured> {
  return (await output(program, ...args)) as Measured;
}

async function output(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...youngGeneration, ...args]);
  return JSON.parse(stdout);
}

const exampleProgram = resolve(import.meta.dirname, "example-heap-program.mjs");
const examples = resolve(import.meta.dirname, "../../src/strategies/examples");

describe("the SDK's side of a callback", () => {
  it("takes nothing of the JavaScript heap over 1,000,000 calls", async () => {
    const measured = await measure();
    expect(measured).toMatchObject({ calls: 1_000_000, collections: 0, isTrading: true });
    // The smallest object has 12 bytes. What is left is the engine's own: less than a byte a call.
    expect(measured.bytes / measured.calls).toBeLessThan(1);
  });

  it("would be seen to take an object a call", async () => {
    const measured = await measure("--allocate");
    expect(measured.collections).toBe(0);
    expect(measured.bytes / measured.calls).toBeGreaterThan(5); // made in five of eight calls
  });
});

interface Stretch {
  events: number;
  bytes: number;
  intents: number;
}

const trade = async (file: string, parameters: object = {}): Promise<Stretch> =>
  (await output(exampleProgram, file, JSON.stringify(parameters))) as Stretch;

describe("an example strategy that trades", () => {
  it.each([
    ["market-maker", {}],
    ["imbalance-taker", { threshold: 0.3, holdMs: 5, restMs: 0 }],
    ["pairs", { sampleMs: 1, samples: 20, enterZ: 1 }],
    ["twap", { quantity: 100_000_000, slices: 10_000, windowS: 400 }],
    ["opening-auction", { holdMs: 0, lastChangeS: 86_399 }],
  ])("takes nothing of the JavaScript heap: %s", async (name, parameters) => {
    const { events, bytes, intents } = await trade(resolve(examples, `${name}.ts`), parameters);
    expect(intents).toBeGreaterThan(5_000);
    expect(bytes / events).toBeLessThan(1);
  });

  it("would be seen to take an object a call", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "hotlane-heap-")), "keeper.ts");
    writeFileSync(
      file,
      `import { Strategy } from "hotlane/sdk";
       export default class Keeper extends Strategy {
         kept: object | undefined;
         override onBook(instrument: number): void {
           this.kept = { instrument };
         }
       }`,
    );
    const { events, bytes } = await trade(file);
    expect(bytes / events).toBeGreaterThan(10);
  });
});
