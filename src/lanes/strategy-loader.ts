/**
 * Loads a strategy file, TypeScript or JavaScript, with whatever it imports: bundled by esbuild with its source map, so
 * that an error names the line that its author wrote. Runs in the lane's worker before the loop starts.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { HotlaneError } from "../errors.js";
import type { StrategyDefinition } from "../sdk/strategy.js";

const sdkPath = join(dirname(fileURLToPath(import.meta.url)), "..", "sdk", "index.js");

export async function loadStrategy(file: string): Promise<StrategyDefinition> {
  const path = resolve(file);
  const source = await bundle(path);
  const folder = mkdtempSync(join(tmpdir(), "hotlane-strategy-"));
  try {
    const bundled = join(folder, "strategy.mjs");
    writeFileSync(bundled, source);
    const module = (await import(pathToFileURL(bundled).href)) as { default?: unknown };
    return checkDefinition(module.default, path);
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
      alias: { "hotlane/sdk": sdkPath },
      logLevel: "silent",
    });
    return result.outputFiles[0]?.text ?? "";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new HotlaneError("strategy/build", `strategy ${path}: it does not build: ${message}`);
  }
}

function checkDefinition(found: unknown, path: string): StrategyDefinition {
  const definition = found as Partial<StrategyDefinition> | undefined;
  if (typeof definition?.create !== "function" || typeof definition.name !== "string") {
    throw new HotlaneError(
      "strategy/shape",
      `strategy ${path}: found no default export made by defineStrategy({ name, parameters, create })`,
    );
  }
  return definition as StrategyDefinition;
}
