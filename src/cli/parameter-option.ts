/** `--params FILE` and `--param NAME=VALUE`, again for more. Shared by the commands that run or submit a strategy. */
import { type Command, InvalidArgumentError } from "commander";
import { expectedValue, readParameterFile, readParameterValue } from "../config/parameters.js";
import type { Parameters } from "../sdk/strategy.js";

export interface ParameterGiven {
  params?: string;
  param: Parameters;
}

export function parseParameter(text: string, before: Parameters): Parameters {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`Expected NAME=VALUE, found "${text}".`);
  const [name, written] = [text.slice(0, at), text.slice(at + 1)];
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is set twice.`);
  const value = readParameterValue(written);
  if (value === undefined) {
    const hint = written.trim() === "" ? `; an empty text is ${name}='""'` : "";
    throw new InvalidArgumentError(`Expected ${expectedValue} after ${name}=, found "${written}"${hint}.`);
  }
  return { ...before, [name]: value };
}

/** `of`: whose they are, for people. */
export function addParameterOptions(command: Command, of = "the strategy"): Command {
  return command
    .option("--params <file>", `parameters of ${of}, a YAML file of name: value`)
    .option(
      "--param <name=value>",
      "one of them, over the file's, the value as in YAML; again for more",
      parseParameter,
      {},
    );
}

export function parametersOf({ params, param }: ParameterGiven): Parameters {
  return params === undefined ? param : { ...readParameterFile(params), ...param };
}
