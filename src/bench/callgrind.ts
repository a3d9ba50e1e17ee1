/** What callgrind (Valgrind) counted: its output format, as far as the budgets need it. */
import { basename } from "node:path";

export interface CallgrindCounts {
  readonly instructions: number;
  /** Conditional and indirect. */
  readonly branches: number;
  /** Calls of the C library's allocator. */
  readonly allocations: number;
  /** Instructions of each function itself, by its name and, of what was inlined into it, the file that came from. */
  readonly functions: ReadonlyMap<string, number>;
}

const allocators = /^(malloc|calloc|realloc|memalign|posix_memalign|aligned_alloc)$/;

/** `(7) name` names 7 from then on; `(7)` is it again. A table each for files and functions. */
class Names {
  readonly #names = new Map<string, string>();

  of(text: string): string {
    const found = /^\((\d+)\)(?: (.*))?$/.exec(text);
    if (found === null) return text;
    const [, id = "", name] = found;
    if (name !== undefined) this.#names.set(id, name);
    return this.#names.get(id) ?? "???";
  }
}

/** The name without its parameters and namespace, as people say it. */
function shortName(name: string): string {
  const bare = name.replace(/\(anonymous namespace\)::/g, "").replace(/(\(.*\)|\[.*\])( const)?$/, "");
  return bare.replace(/^.*?(?=hotlane::)/, "").replace(/hotlane::/g, "");
}

/** The product's files by their path in the tree, others by their name. */
function shortFile(file: string): string {
  const inTree = file.replace(/^.*\/(?=(native|bench|test)\/)/, "");
  return inTree.startsWith("native/") ? inTree : basename(inTree);
}

/** Reads a file of callgrind's, made with --branch-sim=yes and positions in lines. */
export function parseCallgrind(text: string): CallgrindCounts {
  const files = new Names();
  const functionNames = new Names();
  const functions = new Map<string, number>();
  let events: string[] = [];
  let instructions = 0;
  let branches = 0;
  let allocations = 0;
  let home = "";
  let file = "";
  let name = "";
  let callee = "";
  let isCallCost = false;
  for (const line of text.split("\n")) {
    const entry = /^(\w+)[=:] ?(.*)$/.exec(line);
    if (entry === null) {
      if (!/^[+\-*\d]/.test(line)) continue;
      // The callee's cost, which its own lines have.
      if (isCallCost) {
        isCallCost = false;
        continue;
      }
      const costs = line.split(" ").slice(1).map(Number);
      const of = (event: string): number => costs[events.indexOf(event)] ?? 0;
      instructions += of("Ir");
      branches += of("Bc") + of("Bi");
      const key = file === home ? name : `${name} (${shortFile(file)})`;
      functions.set(key, (functions.get(key) ?? 0) + of("Ir"));
      continue;
    }
    const [, key, value = ""] = entry;
    switch (key) {
      case "events":
        events = value.split(" ");
        break;
      case "fl":
        home = file = files.of(value);
        break;
      case "fi":
      case "fe":
        file = files.of(value);
        break;
      case "cfi":
      case "cfl":
        files.of(value);
        break;
      case "fn":
        name = shortName(functionNames.of(value));
        file = home;
        break;
      case "cfn":
        callee = functionNames.of(value);
        break;
      case "calls":
        isCallCost = true;
        if (allocators.test(callee)) allocations += Number(value.split(" ")[0]);
        break;
    }
  }
  return { instructions, branches, allocations, functions };
}
