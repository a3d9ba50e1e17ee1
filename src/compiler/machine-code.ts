/**
 * WebAssembly to a shared object: wasm2c (Debian package wabt) writes C, which becomes one translation unit with the files of
 * src/compiler/host and is compiled by the host's C compiler. Runs before a lane starts, or in `hotlane build`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HotlaneError } from "../errors.js";
import { countCalls } from "./counted-calls.js";
import { layoutDefinitions, type ModuleBounds } from "./layout-source.js";
import { hostFolder, nativeFolder } from "./places.js";

/** Callbacks by their place in the table of native/strategy/compiled_abi.h. */
export const callbackNames = [
  "onStart",
  "onBook",
  "onTrade",
  "onOrder",
  "onTimer",
  "onStatus",
  "onStop",
] as const;
export type CallbackName = (typeof callbackNames)[number];

/** The release whose output src/compiler/host is written for. */
const wasm2cVersion = "1.0.32";
export const compilerFlags = [
  "-std=gnu11",
  "-O2",
  "-DNDEBUG",
  // a * b + c is two roundings in JavaScript, everywhere.
  "-ffp-contract=off",
  "-fno-math-errno",
  "-fno-trapping-math",
  ...(process.arch === "x64" ? ["-march=x86-64-v3"] : []), // as the engine itself
  "-shared",
  "-fPIC",
  "-fvisibility=hidden",
  "-Wall",
  "-Wno-unused",
];

/** What a strategy's module exports. */
export interface ModuleExports {
  readonly callbacks: readonly CallbackName[];
  readonly hasHandOver: boolean;
  readonly hasTakeOver: boolean;
}

export interface Tools {
  wasm2c: string;
  compiler: string;
  /** What each says of its version: part of what a build is keyed by. */
  versions: string;
}

function versionOf(program: string): string | undefined {
  try {
    return execFileSync(program, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** What is needed and there, or in words what is missing. */
export function findTools(): Tools | string {
  const wasm2c = process.env.HOTLANE_WASM2C ?? "wasm2c";
  const compiler = process.env.CC ?? "cc";
  const found = versionOf(wasm2c)?.trim();
  if (found === undefined) {
    return `${wasm2c} was not found (on Debian or Ubuntu: apt-get install wabt)`;
  }
  if (found !== wasm2cVersion) return `${wasm2c} is ${found}, ${wasm2cVersion} is needed`;
  const banner = versionOf(compiler)?.split("\n")[0];
  if (banner === undefined) return `C compiler ${compiler} was not found (apt-get install gcc)`;
  return { wasm2c, compiler, versions: `${found} ${banner}` };
}

/** Leaves a shared object at `path`, whole or not at all. */
export function makeSharedObject(
  wasm: Uint8Array,
  path: string,
  exported: ModuleExports,
  bounds: ModuleBounds,
  tools: Tools,
): void {
  const folder = mkdtempSync(join(tmpdir(), "hotlane-compile-"));
  try {
    writeFileSync(join(folder, "strategy.wasm"), wasm);
    const c = join(folder, "strategy.c");
    run(tools.wasm2c, ["--no-debug-names", "-n", "strategy", join(folder, "strategy.wasm"), "-o", c]);
    const header = readFileSync(join(folder, "strategy.h"), "utf8");
    const unit = join(folder, "unit.c");
    writeFileSync(unit, translationUnit(header, readFileSync(c, "utf8"), exported, bounds));
    const made = `${path}.${process.pid}`;
    run(tools.compiler, [...compilerFlags, `-I${hostFolder}`, `-I${nativeFolder}`, unit, "-o", made, "-lm"]);
    renameSync(made, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: string[]): void {
  try {
    execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    const first = said.split("\n").find((line) => line.includes("error")) ?? said.split("\n")[0];
    throw new HotlaneError("strategy/compile", `${program} failed on a strategy's code: ${first}`);
  }
}

/** wasm2c's functions between what they stand on and what calls them; its own runtime is left out. */
export function translationUnit(
  header: string,
  source: string,
  { callbacks, hasHandOver, hasTakeOver }: ModuleExports,
  bounds: ModuleBounds,
): string {
  const begin = source.indexOf("static bool s_module_initialized");
  if (begin < 0) throw new HotlaneError("strategy/compile", "wasm2c wrote something other than expected");
  // Imports are inlined, and told their instance by its address.
  const types = header.replace(/^\w+ Z_(env|hotlane)Z_\w+\(.*\);$/gm, "");
  const functions = countCalls(source.slice(begin))
    .replace(/\(\*Z_envZ_abort\)\(instance->Z_env_instance/g, "hl_abort(instance")
    .replace(/\(\*(Z_hotlaneZ_\w+)\)\(instance->Z_hotlane_instance/g, "$1(HL_HOST(instance)");
  const parameters = /^void Z_strategy_instantiate\((.*)\);$/m.exec(header)?.[1] ?? "";
  const imports = ", 0".repeat(parameters.split(",").length - 1);
  const calls = callbacks.map((name) => `HL_CALL(${name}, Z_strategyZ_${name})`).join(" ");
  const rows = callbacks.map((name) => `[${callbackNames.indexOf(name)}] = hl_call_${name}`).join(", ");
  return [
    layoutDefinitions(bounds),
    types,
    '#include "prelude.h"\n',
    functions,
    `#define HL_INSTANTIATE(instance) Z_strategy_instantiate(instance${imports})\n`,
    `#define HL_CALLBACKS ${calls}\n`,
    `#define HL_TABLE ${rows}\n`,
    hasHandOver ? "#define HL_HAND_OVER Z_strategyZ_handOver\n" : "",
    hasTakeOver ? "#define HL_TAKE_OVER Z_strategyZ_takeOver\n" : "",
    '#include "postlude.h"\n',
  ].join("\n");
}
