// Builds a strategy, calls the callbacks that are named, and prints what failed: `node compiled-call.mjs FILE onBook onBook`.
// A process of its own, for the addon is loaded from the build.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const built = resolve(import.meta.dirname, "../../build/ts");
const load = (file) => import(pathToFileURL(join(built, file)).href);
const { buildStrategy } = await load("compiler/build-strategy.js");
const { makeCompiled } = await load("compiler/compiled-strategy.js");
const { native } = await load("lanes/native.js");
const { LaneMemory, StrategyFrame } = await load("lanes/boundary.js");

const [file, ...calls] = process.argv.slice(2);
const cache = process.env.HOTLANE_TEST_CACHE ?? mkdtempSync(join(tmpdir(), "hotlane-built-"));
const build = await buildStrategy(file, cache);
if (build.kind !== "compiled") {
  process.stdout.write(JSON.stringify(build));
} else {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
  frame[StrategyFrame.nextOrderId / 4] = 1;
  let failure = null;
  const onFailure = (callback, words) => {
    failure = { callback, words };
  };
  const place = { index: 0, name: "called", instruments: [0, 5], parameters: {}, budget: 100_000, onFailure };
  let done = 0;
  const next = () => calls[done++];
  let error = null;
  try {
    native.callCompiled(new Uint8Array(memory), makeCompiled(build, place).strategy, next);
  } catch (thrown) {
    error = thrown.message;
  }
  const intents = frame[StrategyFrame.intentCount / 4];
  process.stdout.write(JSON.stringify({ kind: "called", done: done - 1, failure, error, intents }));
}
