// How `npm test` runs: every suite in one go, the closing line last, seeds and shared data passed on.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import LongestFirst from "./test/longest-first.js";

// Real market data that is too large for the repository; tests that need it are skipped, and counted, without it.
const shared = resolve(import.meta.dirname, "..", "shared");

const source = (path: string): string => resolve(import.meta.dirname, "src", path);

export default defineConfig({
  // Strategies import the SDK by its public name: here it is the one that the tests themselves import.
  resolve: {
    alias: { "hotlane/sdk": source("sdk/index.ts"), "hotlane/testing": source("testing/index.ts") },
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/closing-line.ts"],
    env: existsSync(shared) ? { HOTLANE_SHARED: process.env.HOTLANE_SHARED ?? shared } : {},
  },
});
