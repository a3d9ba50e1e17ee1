/** `hotlane build STRATEGY`: makes machine code of a strategy, or says in words what keeps it out. Loaded by hotlane.ts. */
import { relative } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import {
  buildStrategy,
  type CompiledBuild,
  refusalText,
  type StrategyBuild,
} from "../compiler/build-strategy.js";
import type { Comparison } from "../compiler/compare/compare-tiers.js";
import { HotlaneError } from "../errors.js";
import { wordsOf } from "../sdk/parameters.js";

interface BuildOptions {
  compare?: number;
  seed: number;
  json?: true;
}

const callsAMarket = 500;

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`Expected a count, found "${text}".`);
  return Number(text);
}

async function build(file: string, options: BuildOptions): Promise<void> {
  const built = await buildStrategy(file);
  const isCompared = built.kind === "compiled" && options.compare !== undefined;
  const comparison = isCompared ? await compare(file, built, options) : undefined;
  process.stdout.write(
    options.json ? `${JSON.stringify(reportOf(file, built, comparison))}\n` : textOf(file, built, comparison),
  );
  if (built.kind === "refused") {
    throw new HotlaneError("strategy/subset", `${file} runs in the inline tier only: see the lines above`);
  }
  if (built.kind === "impossible") throw new HotlaneError("strategy/tools", built.words);
  if (comparison?.difference !== undefined) {
    throw new HotlaneError("strategy/differs", `${file}: the two tiers decided differently, see above`);
  }
}

async function compare(
  file: string,
  built: CompiledBuild,
  { compare: markets, seed }: BuildOptions,
): Promise<Comparison> {
  const { compareTiers } = await import("../compiler/compare/compare-tiers.js");
  const { bundleStrategy, evaluateStrategy } = await import("../strategies/strategy-code.js");
  const options = { markets: markets ?? 0, calls: callsAMarket, seed };
  const code = await bundleStrategy(file);
  return compareTiers(() => evaluateStrategy(code), built, options);
}

function reportOf(file: string, built: StrategyBuild, comparison: Comparison | undefined): object {
  const head = {
    format: "hotlane.build/1",
    strategy: file,
    tier: built.kind === "compiled" ? "compiled" : "inline",
  };
  switch (built.kind) {
    case "refused":
      return { ...head, refusals: built.refusals };
    case "impossible":
      return { ...head, refusals: [], missing: built.words };
    case "compiled": {
      const { path, version, callbacks, parameters } = built;
      return {
        ...head,
        refusals: [],
        path,
        version,
        callbacks,
        parameters,
        ...(comparison && { comparison }),
      };
    }
  }
}

function textOf(file: string, built: StrategyBuild, comparison: Comparison | undefined): string {
  if (built.kind === "refused") return built.refusals.map((one) => `${refusalText(one)}\n`).join("");
  if (built.kind === "impossible") return "";
  const lines = [
    `${file}: compiled, version ${built.version}`,
    `  ${relative(process.cwd(), built.path)}`,
    `  called for: ${built.callbacks.join(", ") || "nothing"}`,
    ...built.parameters.map((one) => `  ${one.name}: ${wordsOf(one)}, ${one.fallback} by default`),
  ];
  if (comparison !== undefined) lines.push(...comparisonLines(comparison));
  return `${lines.join("\n")}\n`;
}

function comparisonLines({ markets, calls, intents, difference }: Comparison): string[] {
  const done = `${markets} made-up markets, ${calls} calls, ${intents} intents`;
  if (difference === undefined) return [`  the same as the inline tier, byte for byte, in ${done}`];
  const { seed, call, callback, words } = difference;
  return [`  differs from the inline tier (${done}): seed ${seed}, call ${call}, ${callback}: ${words}`];
}

export function buildCommand(): Command {
  return new Command("build")
    .description(
      "Compile a strategy to machine code: TypeScript that keeps to the compiled subset, a class that extends Strategy.\n" +
        "What keeps a file out is said with its line; it then runs in the inline tier, as any TypeScript does.",
    )
    .argument("<strategy>", "the strategy's file")
    .option(
      "--compare <markets>",
      "hold both tiers against each other in so many made-up markets",
      parseCount,
    )
    .option("--seed <n>", "of the first of them", parseCount, 1)
    .option("--json", "print one JSON document")
    .action(build);
}
