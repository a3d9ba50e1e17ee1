// The native tests as a whole under each sanitizer, and each fuzz target for a bounded number of rounds.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectSuccess, fuzzTargets, root } from "./binaries.js";

/** `asan` has UndefinedBehaviorSanitizer too. */
const sanitizers = ["asan", "tsan"] as const;
const sanitizerPatienceMs = 600_000;
// About a second a target, on a slow core.
const fuzzRounds = 10_000;

describe("sanitizers", () => {
  it.for(sanitizers)(
    "find nothing in the native tests (%s)",
    { timeout: sanitizerPatienceMs },
    (sanitizer, context) => expectSuccess(context, join(root, "build", sanitizer, "native_tests"), []),
  );
});

describe("fuzz targets", () => {
  it("are built", () => expect(fuzzTargets("asan").length).toBeGreaterThan(0));

  it.for(fuzzTargets("asan"))(
    `%s survives ${fuzzRounds} mutated inputs`,
    { timeout: sanitizerPatienceMs },
    (target, context) => {
      // What libFuzzer found to reach the most, for some targets.
      const corpus = join(root, "test", "corpora", `${target}.hex`);
      const known = existsSync(corpus) ? ["--corpus", corpus] : [];
      return expectSuccess(context, join(root, "build", "asan", target), [
        "--rounds",
        String(fuzzRounds),
        ...known,
      ]);
    },
  );
});
