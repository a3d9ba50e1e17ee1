/**
 * A strategy's code as one text: its file with whatever it imports, bundled by esbuild with its source map, so that an
 * error names the line that its author wrote. Bundled where there is time for it; evaluated, all at once, in the lane's
 * thread, by a lane that starts or at a turn of one that runs.
 */
import { createHash } from "node:crypto";
import { createRequire, Module } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { HotlaneError, messageOf } from "../errors.js";
import * as sdk from "../sdk/index.js";
import type { StrategyDefinition } from "../sdk/strategy.js";
import { isStrategyClass, type StrategyExport } from "./make-strategy.js";

export interface StrategyCode {
  /** Where it was written: for people, and for what it loads beside itself. */
  readonly path: string;
  readonly text: string;
  /** The same text, the same version: 12 hexadecimal digits of its SHA-256. */
  readonly version: string;
}

const sdkName = "hotlane/sdk";
/** The engine's own SDK, not a copy of it in each bundle: a strategy is made by what its class extends. */
const ownSdk: Plugin = {
  name: sdkName,
  setup(bundling) {
    bundling.onResolve({ filter: /^hotlane\/sdk$/ }, () => ({ path: sdkName, external: true }));
  },
};
const versionDigits = 12;

/** Throws where it does not build, with file and line. */
export async function bundleStrategy(file: string): Promise<StrategyCode> {
  const path = resolve(file);
  try {
    const result = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: "node",
      format: "cjs",
      target: "node20",
      sourcemap: "inline",
      sourceRoot: pathToFileURL("/").href,
      outfile: "/strategy.cjs",
      define: { "import.meta.url": JSON.stringify(pathToFileURL(path).href) },
      plugins: [ownSdk],
      logLevel: "silent",
    });
    const text = result.outputFiles[0]?.text ?? "";
    const version = createHash("sha256").update(text).digest("hex").slice(0, versionDigits);
    return { path, text, version };
  } catch (error) {
    throw new HotlaneError("strategy/build", `strategy ${path}: it does not build: ${messageOf(error)}`);
  }
}

/** Runs the code; nothing else of the thread does meanwhile. Throws what it throws, and where it exports no strategy. */
export function evaluateStrategy({ path, text }: StrategyCode): StrategyExport {
  // Beside its source: what is not in the bundle (a native package) is found from there.
  const name = join(
    dirname(path),
    `strategy-${createHash("sha256").update(path).digest("hex").slice(0, 8)}.cjs`,
  );
  const module = new Module(name) as Module & CompilingModule;
  module.filename = name;
  const requireOther = createRequire(pathToFileURL(path));
  module.require = ((id: string) => (id === sdkName ? sdk : requireOther(id))) as NodeJS.Require;
  module._compile(text, name);
  return checkExport((module.exports as { default?: unknown }).default, path);
}

/** Node.js's own way of making a module of a text; what loaders of other languages use. */
interface CompilingModule {
  _compile(text: string, name: string): void;
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
