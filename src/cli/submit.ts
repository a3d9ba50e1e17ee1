/**
 * `hotlane submit`: a strategy takes a place in an engine that runs, in shadow unless asked. `hotlane live` lets it trade,
 * `hotlane withdraw` takes it away. Loaded by hotlane.ts.
 */
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type StrategyTier, strategyTiers } from "../config/schema.js";
import { ask } from "../control/control-client.js";
import type { PlacedStrategy } from "../engine/lane-places.js";
import { placeLine } from "../engine/place-text.js";
import type { LanePlaceReport } from "../engine/submission-desk.js";
import { chooseTier } from "../lanes/chosen-tier.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import { checkTypes } from "../strategies/type-check.js";
import { addEngineOptions, type EngineOptions, nonEmpty, printAnswer } from "./engine-option.js";
import { addParameterOptions, type ParameterGiven, parametersOf } from "./parameter-option.js";

interface SubmitOptions extends EngineOptions, ParameterGiven {
  as: string;
  tier: StrategyTier;
  live?: true;
  replace?: true;
  by?: string;
  reason?: string;
}

async function submit(
  file: string,
  { as: place, tier, params, param, live, replace, by, reason, json, ...choice }: SubmitOptions,
): Promise<void> {
  const parameters = parametersOf({ ...(params !== undefined && { params }), param });
  await checkTypes(file);
  // Whether it builds is said here, at the file's own place; the engine bundles it again.
  await bundleStrategy(file);
  await chooseTier({ name: place, file, tier });
  const placed = (await ask(choice, "submit", {
    place,
    file: resolve(file),
    tier,
    parameters,
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
  return addPersonOptions(addParameterOptions(addEngineOptions(new Command("submit"))))
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
