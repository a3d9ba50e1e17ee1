/**
 * `hotlane kill`: stops trading in an engine that runs. `hotlane arm` and `acknowledge`: let it trade again. Loaded by
 * hotlane.ts.
 */
import { Command } from "commander";
import { ask } from "../control/control-client.js";
import type { KillReport } from "../engine/kill-desk.js";
import type { Kill } from "../engine/kill-state.js";
import { subjectText } from "../engine/kill-subject.js";
import { killLines } from "../engine/kill-text.js";
import {
  addEngineOptions,
  addSubjectOptions,
  type EngineOptions,
  nonEmpty,
  printAnswer,
  type SubjectOptions,
  subjectOf,
} from "./engine-option.js";
import { exitCodes } from "./exit-codes.js";

interface KillOptions extends EngineOptions, SubjectOptions {
  by?: string;
  reason?: string;
}

async function kill({ by, reason, json, ...rest }: KillOptions): Promise<void> {
  const fields = { subject: subjectOf(rest), ...(by && { by }), ...(reason && { reason }) };
  const report = (await ask(rest, "kill", fields)) as KillReport;
  printAnswer(json, report, killLines(report));
  const isDone = report.lanes.every(({ step }) => step === "sent");
  if (!isDone) process.exitCode = exitCodes.failure;
}

async function arm({ by, reason, json, ...rest }: KillOptions): Promise<void> {
  const result = (await ask(rest, "arm", { subject: subjectOf(rest), by, reason })) as {
    armed: Kill;
    killed: Kill[];
  };
  const still = result.killed.map((one) => subjectText(one.subject)).join(", ");
  const remaining = still === "" ? "nothing is killed any more" : `still killed: ${still}`;
  printAnswer(json, result, [`armed: ${subjectText(result.armed.subject)}; ${remaining}`]);
}

interface AcknowledgeOptions extends EngineOptions {
  by?: string;
  reason?: string;
}

async function acknowledge(
  account: string,
  { by, reason, json, ...rest }: AcknowledgeOptions,
): Promise<void> {
  const result = (await ask(rest, "acknowledge", { account, by, reason })) as { wasInDoubt: boolean };
  const told = result.wasInDoubt ? "may trade again" : "was not in doubt";
  printAnswer(json, result, [`account ${account} ${told}`]);
}

export function killCommand(): Command {
  return addEngineOptions(addSubjectOptions(new Command("kill")))
    .description(
      "Stop trading in an engine that runs: no new order leaves, every open one is cancelled. Says how long that took in\n" +
        "each lane, from the switch to the last cancel. It stays so, over restarts too, until `hotlane arm`.\n" +
        "SIGUSR1 to the engine's process does the same to everything.",
    )
    .option("--by <name>", "who stops it (absent: the user)", nonEmpty)
    .option("--reason <text>", "why", nonEmpty)
    .addHelpText(
      "after",
      '\nExamples:\n  hotlane kill\n  hotlane kill --strategy market-maker --by ann --reason "quotes look wrong"',
    )
    .action(kill);
}

export function armCommand(): Command {
  return addEngineOptions(addSubjectOptions(new Command("arm")))
    .description(
      "Let what `hotlane kill` stopped trade again. Asks for the name of whoever answers for it, and why.",
    )
    .requiredOption("--by <name>", "who answers for it", nonEmpty)
    .requiredOption("--reason <text>", "why it may trade again", nonEmpty)
    .addHelpText(
      "after",
      '\nExample:\n  hotlane arm --strategy market-maker --by ann --reason "feed is back"',
    )
    .action(arm);
}

export function acknowledgeCommand(): Command {
  return addEngineOptions(new Command("acknowledge"))
    .argument("<account>", "the account in doubt", nonEmpty)
    .description(
      "Let an account in doubt trade again: what a venue said may have made its positions other than they are thought to be.\n" +
        "Hold them against the venue's own record first. Asks for the name of whoever looked, and what was found.",
    )
    .requiredOption("--by <name>", "who looked", nonEmpty)
    .requiredOption("--reason <text>", "what was found", nonEmpty)
    .addHelpText(
      "after",
      '\nExample:\n  hotlane acknowledge main --by ann --reason "two orders adopted, positions as at the venue"',
    )
    .action(acknowledge);
}
