// The native tests as a whole under one sanitizer: a test file for each, so that they run beside each other.
import { join } from "node:path";
import { it } from "vitest";
import { expectSuccess, root } from "./binaries.js";

const patienceMs = 2_700_000;

/** `preset`: of CMakePresets.json. */
export function findsNothing(preset: "asan" | "tsan"): void {
  it(`finds nothing in the native tests (${preset})`, { timeout: patienceMs }, (context) =>
    expectSuccess(context, join(root, "build", preset, "native_tests"), []),
  );
}
