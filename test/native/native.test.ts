// Each native test of the release build, by itself.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectSuccess, root, testsOf } from "./binaries.js";

// A machine whose system calls and processes are slow takes minutes for the tests that kill processes.
const patienceMs = 600_000;

describe("native tests", () => {
  const binary = join(root, "build", "release", "native_tests");
  const names = testsOf(binary);

  it("are built and name themselves", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size, "two native tests have the same name").toBe(names.length);
  });

  it.concurrent.for(names)("%s", { timeout: patienceMs }, (name, context) =>
    expectSuccess(context, binary, ["--only", name]),
  );
});
