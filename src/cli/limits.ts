/** `hotlane limits show` and `hotlane limits set`: what orders are held against in an engine that runs. Loaded by hotlane.ts. */
import { Command, InvalidArgumentError } from "commander";
import { ask } from "../control/control-client.js";
import { HotlaneError, UsageError } from "../errors.js";
import type { LimitReport } from "../risk/limit-desk.js";
import { limitLines, reportLines, viewLines } from "../risk/limit-text.js";
import type { LimitView } from "../risk/risk-desk.js";
import { addEngineOptions, type EngineOptions, nonEmpty, printAnswer } from "./engine-option.js";
import { exitCodes } from "./exit-codes.js";

type Changes = { [key: string]: unknown };

/** Names that hold dots are kept whole between slashes: instruments/BRK.A/positionMax. */
export function limitPath(text: string): string[] {
  const path = text.split(text.includes("/") ? "/" : ".");
  if (path.some((part) => part === ""))
    throw new UsageError(`limit: found "${text}", expected a path such as firm.openOrdersMax`);
  return path;
}

/** `PATH=VALUE`, each into its place; the value is JSON, else a text. */
export function changesOf(assignments: readonly string[]): Changes {
  const changes: Changes = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    if (at <= 0)
      throw new UsageError(
        `limit: found "${assignment}", expected PATH=VALUE such as firm.openOrdersMax=200`,
      );
    const path = limitPath(assignment.slice(0, at));
    let node = changes;
    for (const key of path.slice(0, -1)) node = node[key] = (node[key] as Changes | undefined) ?? {};
    node[path.at(-1) ?? ""] = limitValue(assignment.slice(at + 1));
  }
  return changes;
}

function limitValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `30m`, `2h` as ms. */
export function duration(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? 0);
  if (ms <= 0) throw new InvalidArgumentError("expected a time such as 90s, 30m or 2h.");
  return ms;
}

interface SetOptions extends EngineOptions {
  by: string;
  reason: string;
  approvedBy?: string;
  for?: number;
}

async function show(path: string | undefined, { json, ...choice }: EngineOptions): Promise<void> {
  const view = (await ask(choice, "limits.show")) as LimitView;
  if (json === true) {
    process.stdout.write(`${JSON.stringify(view)}\n`);
    return;
  }
  const lines = path === undefined ? viewLines(view) : limitLines(view, limitPath(path));
  if (lines.length === 0) throw new HotlaneError("limits/none-there", `${path}: no limit stands there`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function set(assignments: string[], options: SetOptions): Promise<void> {
  const { json, by, reason, approvedBy, for: forMs, ...choice } = options;
  const report = (await ask(choice, "limits.set", {
    ...{ by, reason, changes: changesOf(assignments) },
    ...(approvedBy !== undefined && { approvedBy }),
    ...(forMs !== undefined && { expiresAt: new Date(Date.now() + forMs).toISOString() }),
  })) as LimitReport;
  printAnswer(json, report, reportLines(report));
  if (report.lanes.some(({ isInForce }) => !isInForce)) process.exitCode = exitCodes.failure;
}

function showCommand(): Command {
  return addEngineOptions(new Command("show"))
    .description("Say what is used of each limit, what was changed, what has stopped, what was refused.")
    .argument("[path]", "the limits that hold there instead, such as instruments.AAPL or firm")
    .action(show);
}

function setCommand(): Command {
  return addEngineOptions(new Command("set"))
    .description(
      "Change limits while the engine runs: checked as in the configuration, in force in every lane from one turn of its loop\n" +
        "on, on the audit log with old and new. It holds over restarts until the file says something else, or --for is over.\n" +
        "Loosening takes a second person where the configuration says so (risk.loosening: twoPersons).",
    )
    .argument("<limits...>", "PATH=VALUE as under `limits` in the configuration; null: as the file says")
    .requiredOption("--by <name>", "who answers for it", nonEmpty)
    .requiredOption("--reason <text>", "why", nonEmpty)
    .option("--approved-by <name>", "the second person", nonEmpty)
    .option("--for <time>", "for so long, 90s, 30m or 2h; then as before", duration)
    .addHelpText(
      "after",
      '\nExamples:\n  hotlane limits set firm.openOrdersMax=200 --by ann --reason "quiet day"\n' +
        '  hotlane limits set instruments.AAPL.positionMax=8000 --by ann --approved-by bob --for 2h --reason "index change"\n' +
        '  hotlane limits set instruments/BRK.A/orderQuantityMax=10 --by ann --reason "thin"',
    )
    .action(set);
}

export function limitsCommand(): Command {
  return new Command("limits")
    .description("What orders are held against in an engine that runs: shown, or changed.")
    .addCommand(showCommand())
    .addCommand(setCommand());
}
