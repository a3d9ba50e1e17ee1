/** What commands that speak to an engine which runs share: which engine, who asks, how its answer is printed. */
import { type Command, InvalidArgumentError } from "commander";
import type { EngineChoice } from "../control/control-client.js";
import { firm, type KillSubject, killScopes } from "../engine/kill-subject.js";
import { UsageError } from "../errors.js";

export interface EngineOptions extends EngineChoice {
  json?: true;
}

export function addEngineOptions(command: Command): Command {
  return command
    .option("--config <file>", "the engine that runs this configuration (absent: the only one that runs)")
    .option("--socket <path>", "the engine that listens here")
    .option("--json", "print its answer as one JSON object");
}

export interface SubjectOptions {
  lane?: string;
  account?: string;
  strategy?: string;
  instrument?: string;
}

export function addSubjectOptions(command: Command): Command {
  return command
    .option("--strategy <name>", "one strategy, not the whole firm")
    .option("--account <name>", "one account")
    .option("--instrument <symbol>", "one instrument")
    .option("--lane <name>", "one lane");
}

/** The one that is named, or the firm. */
export function subjectOf(options: SubjectOptions): KillSubject {
  const named = killScopes.flatMap((scope): KillSubject[] => {
    const name = scope === "firm" ? undefined : options[scope];
    return name === undefined ? [] : [{ scope, name }];
  });
  if (named.length > 1) {
    throw new UsageError(`one at a time: found ${named.map(({ scope }) => `--${scope}`).join(" and ")}`);
  }
  return named[0] ?? firm;
}

/** A subject that the risk gate can stop: all but a lane. */
export function addStopOptions(command: Command): Command {
  return command
    .option("--strategy <name>", "one strategy, not the whole firm")
    .option("--account <name>", "one account")
    .option("--instrument <symbol>", "one instrument");
}

/** Refuses nothing at all in its place. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("expected some text.");
  return text;
}

/** An engine's answer: as one JSON object, or for people. */
export function printAnswer(json: true | undefined, answer: object, lines: readonly string[]): void {
  process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : `${lines.join("\n")}\n`);
}
