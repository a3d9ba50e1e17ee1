/**
 * Builds a strategy of the compiled subset: types, subset, AssemblyScript, WebAssembly, C, shared object; or says why not.
 * What was built is kept, and found again as long as nothing that it depends on has changed.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import type { ParameterDeclaration } from "../sdk/parameters.js";
import { mentionsQueue } from "../strategies/queue-readers.js";
import { type AssemblyError, assemble, sdkSources } from "./assembly.js";
import { layoutDefinitions } from "./layout-source.js";
import { type CallbackName, compilerFlags, findTools, makeSharedObject, type Tools } from "./machine-code.js";
import { hostFolder, nativeFolder } from "./places.js";
import type { Place, Refusal } from "./subset/unit.js";
import { entryModule, type StrategyStates, type Translation, translate } from "./translate.js";

/** Of the linear memory: 16 MiB, all a strategy may have in its life. */
export const memoryPages = 256;
/** Calls in each other. */
const depthMax = 256;

export interface CompiledBuild {
  readonly kind: "compiled";
  /** The shared object. */
  readonly path: string;
  /** Of all that it was built from: the strategy's files, the SDK, compilers and their flags. */
  readonly version: string;
  readonly callbacks: readonly CallbackName[];
  readonly parameters: readonly ParameterDeclaration[];
  readonly places: readonly Place[];
  readonly states: StrategyStates;
  /** The strategy's files, by the module that each became. */
  readonly files: readonly string[];
  /** It asks for places in queues (`mentionsQueue`). */
  readonly readsQueue: boolean;
}

export interface RefusedBuild {
  readonly kind: "refused";
  readonly refusals: readonly Refusal[];
}

/** Something that the host lacks, not the strategy. */
export interface ImpossibleBuild {
  readonly kind: "impossible";
  readonly words: string;
}

export type StrategyBuild = CompiledBuild | RefusedBuild | ImpossibleBuild;

/** Throws a HotlaneError when there is no such file, or a compiler fails on what another one wrote. */
export async function buildStrategy(file: string, folder = cacheFolder()): Promise<StrategyBuild> {
  const translation = translate(file);
  if (translation.refusals.length > 0) return { kind: "refused", refusals: translation.refusals };
  const tools = findTools();
  if (typeof tools === "string") return { kind: "impossible", words: tools };
  const version = versionOf(translation, tools);
  const path = join(folder, `${version}.so`);
  const { callbacks, parameters, places, files, states } = translation;
  if (!existsSync(path)) {
    const { wasm, errors } = await assemble(translation.sources, entryModule, memoryPages);
    if (wasm === undefined) return { kind: "refused", refusals: errors.map((one) => refusalOf(one, files)) };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const exported = {
      callbacks,
      hasHandOver: states.handOver !== undefined,
      hasTakeOver: states.takeOver !== undefined,
    };
    makeSharedObject(wasm, path, exported, { parameters: parameters.length, memoryPages, depthMax }, tools);
  }
  const readsQueue = translation.sources.some(({ text }) => mentionsQueue(text));
  return { kind: "compiled", path, version, callbacks, parameters, places, files, states, readsQueue };
}

export function cacheFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(cache, "hotlane", "strategies");
}

/** "file:line: words", the file as seen from where the program was started. */
export function refusalText({ file, line, words }: Refusal): string {
  const path = relative(process.cwd(), file);
  return `${path.startsWith("..") ? file : path}:${line}: ${words}`;
}

function versionOf(translation: Translation, tools: Tools): string {
  const hash = createHash("sha256");
  const add = (text: string) => hash.update(`${text.length} ${text}`);
  for (const { name, text } of translation.sources) add(`${name} ${text}`);
  for (const [name, text] of sdkSources()) add(`${name} ${text}`);
  for (const name of readdirSync(hostFolder).sort()) add(readFileSync(join(hostFolder, name), "utf8"));
  add(readFileSync(join(nativeFolder, "strategy", "compiled_abi.h"), "utf8"));
  add(layoutDefinitions({ parameters: translation.parameters.length, memoryPages, depthMax }));
  add(tools.versions + compilerFlags.join(" "));
  const require = createRequire(import.meta.url);
  add((require("assemblyscript/package.json") as { version: string }).version);
  return hash.digest("hex").slice(0, 20);
}

/** AssemblyScript's own words, for what the subset let through. */
function refusalOf({ name, line, message }: AssemblyError, files: readonly string[]): Refusal {
  const index = /^file(\d+)$/.exec(name)?.[1];
  const file = files[Number(index)] ?? files[0] ?? "";
  const isTheirs = index === undefined;
  return {
    file,
    line: isTheirs ? 1 : line,
    words: `AssemblyScript does not take this: ${message}${isTheirs && name !== "" ? ` (in ${name})` : ""}`,
  };
}
