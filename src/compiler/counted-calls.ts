/**
 * Which functions of wasm2c's C must count their calls, and what a turn of each loop counts for. Counting costs a read and a
 * write of memory each, so it is done where it must be: in functions that may call themselves, through whatever others, and
 * in those that a long chain of calls multiplies. For the rest what one call can cost is known here, and a turn of a loop
 * counts for all calls that may be in it. So no callback makes more calls and turns than its budget. Those that need no
 * counting are inlined where they are called: only then does the C compiler see that a double there is an integer here.
 */

/** Lines of C that a function and all it calls may have to be inlined wherever it is called. */
const inlinedLinesMax = 3_000;
/** A function that may make more calls than this is counted itself. */
const uncountedMax = 1_000;

interface CFunction {
  name: string;
  text: string;
  /** Those it calls, once for each call that is written. */
  calls: string[];
}

/** Takes the counting out of functions that need none, and gives each loop its weight. */
export function countCalls(source: string): string {
  const functions = functionsOf(source);
  const recursive = recursiveOf(functions);
  const costs = new Map<string, number>();
  const counted = new Set<string>();
  const costOf = (name: string): number => {
    if (recursive.has(name)) return 1;
    const known = costs.get(name);
    if (known !== undefined) return known;
    const cost = bodyCost(name);
    if (cost > uncountedMax) counted.add(name);
    costs.set(name, cost > uncountedMax ? 1 : cost);
    return costs.get(name) as number; // just set
  };
  const bodyCost = (name: string): number =>
    (functions.get(name)?.calls ?? []).reduce((sum, callee) => sum + costOf(callee), 1);
  const lines = new Map<string, number>();
  const linesOf = (name: string): number => {
    const known = lines.get(name);
    if (known !== undefined) return known;
    const { text, calls } = functions.get(name) ?? { text: "", calls: [] };
    lines.set(name, Number.POSITIVE_INFINITY); // of one that calls itself
    const own = text.split("\n").length;
    lines.set(
      name,
      calls.reduce((sum, callee) => sum + linesOf(callee), own),
    );
    return lines.get(name) as number; // just set
  };
  let out = source;
  for (const [name, { text }] of functions) {
    costOf(name);
    const weighed = text.replace(/^( *w2c_L\d+:) *$/gm, `$1 HL_TURN(${bodyCost(name)})`);
    const isCounted = recursive.has(name) || counted.has(name);
    const made = isCounted
      ? weighed.replace(/^( *)FUNC_PROLOGUE;/m, `$1HL_TURN(${bodyCost(name)}) FUNC_PROLOGUE;`)
      : weighed.replace(/^ *FUNC_(PROLOGUE|EPILOGUE);$/gm, "");
    const isInlined = !isCounted && linesOf(name) <= inlinedLinesMax;
    out = out.replace(text, () => (isInlined ? made.replace(/^static/, "HL_INLINE") : made));
  }
  return out;
}

function functionsOf(source: string): Map<string, CFunction> {
  const found = source.matchAll(
    /^static \w+ (w2c_\w+)\(Z_strategy_instance_t\* instance[^)]*\) \{\n[\s\S]*?^\}$/gm,
  );
  return new Map(
    [...found].map(([text, name]) => {
      const body = text.slice(text.indexOf("{"));
      const calls = [...body.matchAll(/\b(w2c_\w+)\(instance\b/g)].map(([, callee]) => callee ?? "");
      return [name ?? "", { name: name ?? "", text, calls }];
    }),
  );
}

/** Those from which a chain of calls leads back to themselves. */
function recursiveOf(functions: ReadonlyMap<string, CFunction>): Set<string> {
  const recursive = new Set<string>();
  for (const name of functions.keys()) {
    const reached = new Set<string>();
    const waiting = [...(functions.get(name)?.calls ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(...(functions.get(next)?.calls ?? []));
    }
    if (reached.has(name)) recursive.add(name);
  }
  return recursive;
}
