// The main thread's heap after the engine's collector: what it gives back to the system.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const program = resolve(import.meta.dirname, "heap-collector-program.mjs");

it("the engine's collector gives what garbage took back to the system, when it is time", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--no-memory-reducer",
    program,
  ]);
  const { used, early, late } = JSON.parse(stdout);
  expect(early).toBeGreaterThan(used * 0.9);
  expect(late).toBeLessThan(used / 2);
});
