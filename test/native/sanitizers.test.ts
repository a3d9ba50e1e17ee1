// The native tests as a whole under each sanitizer.
import { join } from "node:path";
import { describe, it } from "vitest";
import { expectSuccess, root } from "./binaries.js";

/** `asan` has UndefinedBehaviorSanitizer too. */
const sanitizers = ["asan", "tsan"] as const;
const sanitizerPatienceMs = 1_500_000;

describe("sanitizers", () => {
  it.for(sanitizers)(
    "find nothing in the native tests (%s)",
    { timeout: sanitizerPatienceMs },
    (sanitizer, context) => expectSuccess(context, join(root, "build", sanitizer, "native_tests"), []),
  );
});
