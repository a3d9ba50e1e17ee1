/**
 * Loads a strategy file, TypeScript or JavaScript, with whatever it imports: bundled by esbuild with its source map, so
 * that an error names the line that its author wrote.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { HotlaneError, messageOf } from "../errors.js";
import type { StrategyDefinition } from "../sdk/strategy.js";
import { isStrategyClass, type StrategyExport } from "./make-strategy.js";

/** The engine's own SDK, not a copy of it in each bundle: a strategy is made by what its class extends. */
const sdk: Plugin = {
  name: "hotlane/sdk",
  setup(bundling) {
    const path = join(dirname(fileURLToPath(import.meta.url)), "..", "sdk", "index.js");
    bundling.onResolve({ filter: /^hotlane\/sdk$/ }, () => ({
      path: pathToFileURL(path).href,
      external: true,
    }));
  },
};

export async function loadStrategy(file: string): Promise<StrategyExport> {
  const path = resolve(file);
  const source = await bundle(path);
  const folder = mkdtempSync(join(tmpdir(), "hotlane-strategy-"));
  try {
    const bundled = join(folder, "strategy.mjs");
    writeFileSync(bundled, source);
    const module = (await import(pathToFileURL(bundled).href)) as { default?: unknown };
    return checkExport(module.default, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(path: string): Promise<string> {
  try {
    const result = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      sourceRoot: pathToFileURL("/").href,
      outfile: "/strategy.mjs",
      plugins: [sdk],
      logLevel: "silent",
    });
    return result.outputFiles[0]?.text ?? "";
  } catch (error) {
    throw new HotlaneError("strategy/build", `strategy ${path}: it does not build: ${messageOf(error)}`);
  }
}

function checkExport(found: unknown, path: string): StrategyExport {
  const definition = found as Partial<StrategyDefinition> | undefined;
  const isDefinition = typeof definition?.create === "function" && typeof definition.name === "string";
  if (isStrategyClass(found) || isDefinition) return found as StrategyExport;
  throw new HotlaneError(
    "strategy/shape",
    `strategy ${path}: expected its default export to be a class that extends Strategy, or made by defineStrategy({ name, parameters, create })`,
  );
}
