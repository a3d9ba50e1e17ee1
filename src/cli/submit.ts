/**
 * `hotlane submit`: a strategy takes a place in an engine that runs, in shadow unless asked. `hotlane live` lets it trade,
 * `hotlane withdraw` takes it away. Loaded by hotlane.ts.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { parse } from "yaml";
import { type StrategyTier, strategyTiers } from "../config/schema.js";
import { ask } from "../control/control-client.js";
import type { PlacedStrategy } from "../engine/lane-places.js";
import { placeLine } from "../engine/place-text.js";
import type { LanePlaceReport } from "../engine/submission-desk.js";
import { messageOf, UsageError } from "../errors.js";
import { chooseTier } from "../lanes/chosen-tier.js";
import type { Parameters } from "../sdk/strategy.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import { checkTypes } from "../strategies/type-check.js";
import { addEngineOptions, type EngineOptions, nonEmpty, printAnswer } from "./engine-option.js";

interface SubmitOptions extends EngineOptions {
  as: string;
  tier: StrategyTier;
  params?: string;
  param: Parameters;
  live?: true;
  replace?: true;
  by?: string;
  reason?: string;
}

/** `name=value`, the value as YAML reads it: 5, true, text. */
function parseParameter(text: string, before: Parameters): Parameters {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected name=value.");
  const value: unknown = parse(text.slice(at + 1));
  if (!isParameter(value)) throw new InvalidArgumentError("expected a number, a text, true or false.");
  return { ...before, [text.slice(0, at)]: value };
}

function isParameter(value: unknown): value is string | number | boolean {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

function parametersOf(file: string | undefined): Parameters {
  if (file === undefined) return {};
  let found: unknown;
  try {
    found = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--params ${file}: ${messageOf(error)}`);
  }
  const entries = typeof found === "object" && found !== null ? Object.entries(found) : undefined;
  const wrong = entries?.find(([, value]) => !isParameter(value));
  if (entries === undefined || wrong !== undefined) {
    const where = wrong === undefined ? "" : ` at ${wrong[0]}`;
    throw new UsageError(
      `--params ${file}: expected name: value lines of numbers, texts, true or false${where}`,
    );
  }
  return Object.fromEntries(entries) as Parameters;
}

async function submit(
  file: string,
  { as: place, tier, params, param, live, replace, by, reason, json, ...choice }: SubmitOptions,
): Promise<void> {
  await checkTypes(file);
  // Whether it builds is said here, at the file's own place; the engine bundles it again.
  await bundleStrategy(file);
  await chooseTier({ name: place, file, tier });
  const placed = (await ask(choice, "submit", {
    place,
    file: resolve(file),
    tier,
    parameters: { ...parametersOf(params), ...param },
    isLive: live === true,
    replaces: replace === true,
    ...(by && { by }),
    ...(reason && { reason }),
  })) as PlacedStrategy;
  const values = Object.entries(placed.parameters).map(([name, value]) => `${name} ${value}`);
  const next = live
    ? "live"
    : `in shadow: it sees all and sends nothing; hotlane live ${place} lets it trade`;
  printAnswer(json, placed, [
    `strategy ${place}: version ${placed.version} is there, ${placed.tier}, ${next}`,
    `parameters: ${values.join(", ") || "none"}`,
  ]);
}

interface PlaceOptions extends EngineOptions {
  by?: string;
  reason?: string;
}

function placeCommand(name: string): (place: string, options: PlaceOptions) => Promise<void> {
  return async (place, { by, reason, json, ...choice }) => {
    const fields = { place, ...(by && { by }), ...(reason && { reason }) };
    const report = (await ask(choice, name, fields)) as LanePlaceReport;
    printAnswer(json, report, [placeLine(report)]);
  };
}

const addPersonOptions = (command: Command): Command =>
  command
    .option("--by <name>", "who does it (absent: the user)", nonEmpty)
    .option("--reason <text>", "why", nonEmpty);

export function submitCommand(): Command {
  return addPersonOptions(addEngineOptions(new Command("submit")))
    .argument("<strategy.ts>", "the strategy's file", nonEmpty)
    .requiredOption(
      "--as <place>",
      "the place that it takes: a name in the configuration's strategies",
      nonEmpty,
    )
    .addOption(
      new Option("--tier <tier>", "inline, compiled, or auto: compiled where that can be")
        .choices(strategyTiers)
        .default("inline"),
    )
    .option("--params <file>", "its parameters, a YAML file of name: value", nonEmpty)
    .option("--param <name=value>", "one of them; may be given more than once", parseParameter, {})
    .option("--live", "trade at once, not in shadow first")
    .option(
      "--replace",
      "another strategy that is there makes room: its orders are cancelled first, unless it hands them over",
    )
    .description(
      "Put a strategy into a place of an engine that runs: types checked, bundled, built where it is to be machine code, its parameters held against their ranges,\n" +
        "the place's limits in force. In shadow it sees all and sends nothing; what its orders would have done is reckoned\n" +
        "beside the live book (docs/submitting.md). Each submission is on the audit log.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane submit maker.ts --as maker --param quantity=200\n  hotlane submit maker.ts --as maker --params maker.yaml --replace --live --by ann --reason 'wider spread'",
    )
    .action(submit);
}

export function liveCommand(): Command {
  return addPersonOptions(addEngineOptions(new Command("live")))
    .argument("<place>", "the strategy in shadow", nonEmpty)
    .description(
      "Let a strategy that is in shadow trade: its would-be orders are dropped, its real position is what it has.",
    )
    .action(placeCommand("live"));
}

export function withdrawCommand(): Command {
  return addPersonOptions(addEngineOptions(new Command("withdraw")))
    .argument("<place>", "the strategy", nonEmpty)
    .description("Stop one strategy and cancel its orders. Its place is free for another.")
    .action(placeCommand("withdraw"));
}
