// Makes a clone ready to run: packages, addon, TypeScript; with --tests the native test
// builds too, with --benchmarks the benchmarks.
// Run by `npm start` and `npm test` before anything else, so it needs nothing but Node.js itself.
// Does only what is stale, prints to standard error alone, exits 1 with the reason when a step fails.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./command.mjs";
import { buildAddon, buildPreset } from "./native-build.mjs";
import { installPackages } from "./packages.mjs";
import { checkToolchain } from "./toolchain.mjs";
import { buildBenchmarks, buildTypescript } from "./typescript-build.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** What `npm test` runs of each preset; `fuzz_targets` and `benchmarks` are all of them. */
const testBuilds = {
  release: ["native_tests", "impairing_relay", "benchmarks"],
  asan: ["native_tests", "fuzz_targets"],
  tsan: ["native_tests"],
};
const benchBuilds = { release: ["benchmarks"] };
const forTests = process.argv.includes("--tests");
const forBenchmarks = process.argv.includes("--benchmarks");

async function prepare() {
  const toolchain = checkToolchain();
  await installPackages(root);
  await buildTypescript(root);
  if (forTests || forBenchmarks) await buildBenchmarks(root);
  await buildAddon(root, toolchain);
  const builds = forTests ? testBuilds : forBenchmarks ? benchBuilds : {};
  for (const [preset, targets] of Object.entries(builds)) await buildPreset(root, preset, targets, toolchain);
}

try {
  await prepare();
} catch (error) {
  process.stderr.write(
    `hotlane: set-up failed: ${error instanceof SetupError ? error.message : error.stack}\n`,
  );
  // The closing line of a test run is promised even when there was nothing to run: the build is the test that failed.
  if (forTests) process.stdout.write("0 passed, 1 failed, 0 skipped\n");
  process.exitCode = 1;
}
