/** `hotlane rearm` and `hotlane reduce-only`: what the risk gate stops short of a kill. Loaded by hotlane.ts. */
import { Command } from "commander";
import { ask } from "../control/control-client.js";
import { subjectText } from "../engine/kill-subject.js";
import { stopLines } from "../risk/limit-text.js";
import type { Stop } from "../risk/stop-state.js";
import {
  addEngineOptions,
  addStopOptions,
  type EngineOptions,
  nonEmpty,
  printAnswer,
  type SubjectOptions,
  subjectOf,
} from "./engine-option.js";

interface StopOptions extends EngineOptions, SubjectOptions {
  by?: string;
  reason: string;
  off?: true;
}

async function rearm({ by, reason, json, ...rest }: StopOptions): Promise<void> {
  const subject = subjectOf(rest);
  const result = (await ask(rest, "rearm", { subject, by, reason })) as { rearmed: Stop[]; stops: Stop[] };
  const causes = result.rearmed.map(({ why }) => why).join(", ");
  printAnswer(json, result, [`re-armed: ${subjectText(subject)} (${causes})`, ...stopLines(result.stops)]);
}

async function reduceOnly({ by, reason, off, json, ...rest }: StopOptions): Promise<void> {
  const subject = subjectOf(rest);
  const fields = { subject, isOn: off !== true, reason, ...(by !== undefined && { by }) };
  const result = (await ask(rest, "reduceOnly", fields)) as { stops: Stop[] };
  const what = off === true ? "may do more than reduce again" : "may only reduce";
  printAnswer(json, result, [`${subjectText(subject)} ${what}`, ...stopLines(result.stops)]);
}

export function rearmCommand(): Command {
  return addEngineOptions(addStopOptions(new Command("rearm")))
    .description(
      "Let what the risk gate has switched off by itself trade again: after the day's loss, repeated executions or refusals in\n" +
        "a row. What is killed stays killed (hotlane arm). A loss that is still beyond its limit switches off again at once.",
    )
    .requiredOption("--by <name>", "who answers for it", nonEmpty)
    .requiredOption("--reason <text>", "what the cause was, and why it is gone", nonEmpty)
    .addHelpText(
      "after",
      '\nExample:\n  hotlane rearm --strategy market-maker --by ann --reason "bad print, corrected"',
    )
    .action(rearm);
}

export function reduceOnlyCommand(): Command {
  return addEngineOptions(addStopOptions(new Command("reduce-only")))
    .description(
      "Let only orders pass that shrink a position, over restarts too, until --off. Open orders stay: hotlane kill cancels.",
    )
    .option("--off", "let all orders pass again; asks for the name of whoever answers for it")
    .option("--by <name>", "who turns it (absent, and not --off: the user)", nonEmpty)
    .requiredOption("--reason <text>", "why", nonEmpty)
    .action(reduceOnly);
}
