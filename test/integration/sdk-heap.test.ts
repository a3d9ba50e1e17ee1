// What a callback takes of the JavaScript heap on the SDK's side: nothing, measured over a million calls.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
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
  const { stdout } = await promisify(execFile)(process.execPath, [...youngGeneration, program, ...args]);
  return JSON.parse(stdout) as Measured;
}

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
