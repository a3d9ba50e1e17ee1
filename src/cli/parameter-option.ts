/** `--param NAME=VALUE`, again for more. Shared by the commands that run a strategy. */
import { InvalidArgumentError } from "commander";
import type { Parameters } from "../sdk/strategy.js";

export function parseParameter(text: string, before: Parameters): Parameters {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`Expected NAME=VALUE, found "${text}".`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is set twice.`);
  if (value === "true" || value === "false") return { ...before, [name]: value === "true" };
  const number = Number(value);
  return { ...before, [name]: value.trim() !== "" && Number.isFinite(number) ? number : value };
}
