// Each fuzz target under AddressSanitizer and UndefinedBehaviorSanitizer, for a bounded number of rounds.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectSuccess, fuzzTargets, root } from "./binaries.js";

// About a second a target, on a slow core; some more where each input is a lane's whole life, in memory of its own.
const fuzzRounds = 4_000;
const laneRounds = 400;
const laneTargets = ["journal_replay_fuzz", "parity_run_fuzz"];
const roundsOf = (target: string): number => (laneTargets.includes(target) ? laneRounds : fuzzRounds);
const fuzzPatienceMs = 600_000;

describe("fuzz targets", () => {
  it("are built", () => expect(fuzzTargets("asan").length).toBeGreaterThan(0));

  it.for(fuzzTargets("asan"))(
    "%s survives so many mutated inputs",
    { timeout: fuzzPatienceMs },
    (target, context) => {
      // What libFuzzer found to reach the most, for some targets.
      const corpus = join(root, "test", "corpora", `${target}.hex`);
      const known = existsSync(corpus) ? ["--corpus", corpus] : [];
      return expectSuccess(context, join(root, "build", "asan", target), [
        "--rounds",
        String(roundsOf(target)),
        ...known,
      ]);
    },
  );
});
