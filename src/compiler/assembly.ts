/** A strategy as AssemblyScript, compiled to WebAssembly by its compiler in this process; nothing is read but what is given. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { layoutSource } from "./layout-source.js";
import { sdkFolder } from "./places.js";
import { namesSource } from "./texts.js";

export interface AssemblySource {
  /** Path from the module's root, without ending: what the others import it by. */
  name: string;
  text: string;
}

export interface AssemblyError {
  /** Of `sources`, or another. */
  name: string;
  /** From 1. */
  line: number;
  message: string;
}

export interface Assembly {
  wasm: Uint8Array | undefined;
  errors: AssemblyError[];
}

interface Diagnostic {
  category: number;
  message: string;
  range: { start: number; source: { normalizedPath: string } } | null;
}

/** DiagnosticCategory.Error of AssemblyScript. */
const errorCategory = 3;

/** The SDK's own files, by the names that sources import them under. */
export function sdkSources(): Map<string, string> {
  const files = new Map([
    ["sdk/layout.ts", layoutSource()],
    ["sdk/names.ts", namesSource()],
  ]);
  for (const file of readdirSync(sdkFolder)) {
    files.set(`sdk/${file}`, readFileSync(join(sdkFolder, file), "utf8"));
  }
  return files;
}

/** `entry`: the name of the source whose exports the module has. */
export async function assemble(
  sources: readonly AssemblySource[],
  entry: string,
  memoryPages: number,
): Promise<Assembly> {
  const { default: asc } = await import("assemblyscript/asc");
  const files = sdkSources();
  for (const { name, text } of sources) files.set(`${name}.ts`, text);
  let wasm: Uint8Array | undefined;
  const errors: AssemblyError[] = [];
  const args = [`${entry}.ts`, "--outFile", "strategy.wasm", "--runtime", "stub", "--optimizeLevel", "3"];
  args.push("--shrinkLevel", "0", "--noExportMemory", "--disable", "simd");
  args.push("--initialMemory", String(memoryPages), "--maximumMemory", String(memoryPages));
  const { error } = await asc.main(args, {
    readFile: (name: string) => files.get(name.replaceAll("\\", "/")) ?? null,
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") wasm = contents;
    },
    listFiles: () => [],
    reportDiagnostic: (diagnostic: unknown) => {
      const { category, message, range } = diagnostic as Diagnostic;
      if (category !== errorCategory) return;
      const path = range?.source.normalizedPath ?? "";
      const before = files.get(path)?.slice(0, range?.start ?? 0) ?? "";
      errors.push({ name: path.replace(/\.ts$/, ""), line: before.split("\n").length, message });
    },
  });
  if (error !== null && errors.length === 0) errors.push({ name: "", line: 0, message: error.message });
  return { wasm: errors.length === 0 ? wasm : undefined, errors };
}
