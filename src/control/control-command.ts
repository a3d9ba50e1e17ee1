/**
 * One command of the control socket: a name, what a request must hold, and what it does to the engine. To add one, write a
 * file like kill-command.ts and name it in control-commands.ts.
 */
import * as z from "zod";
import type { Actor } from "../engine/audit-log.js";
import type { Engine } from "../engine/engine.js";
import { killScopes } from "../engine/kill-subject.js";

/** What a command may touch, and who asks. */
export interface CommandContext {
  readonly engine: Engine;
  readonly actor: Actor;
  /** The person has given a name; else `actor.by` is the user's. */
  readonly isNamed: boolean;
  /** Begins the end of the run; returns at once. */
  readonly stop: () => void;
}

export interface ControlCommand<Request extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Of the request's own fields; `command`, `id` and `by` are the socket's. */
  readonly request: Request;
  /** What it gives is the reply's `result`; what it throws, its `error`. */
  run(request: z.output<Request>, context: CommandContext): object | Promise<object>;
}

/** Ties the shape of the request to what `run` is given. */
export function controlCommand<Request extends z.ZodType>(
  command: ControlCommand<Request>,
): ControlCommand<Request> {
  return command;
}

const nameLengthMax = 64;
const reasonLengthMax = 500;

/** Printable, so that no line of a log can be forged with it. */
const line = (lengthMin: number, lengthMax: number, what: string) =>
  z
    .string({ error: what })
    .trim()
    .regex(new RegExp(`^[^\\p{C}\\p{Zl}\\p{Zp}]{${lengthMin},${lengthMax}}$`, "u"), { error: what });

/** A person's name. */
export const personName = () => line(1, nameLengthMax, `a name of 1 to ${nameLengthMax} characters`);

/** Why. */
export const reason = () => line(3, reasonLengthMax, `a reason of 3 to ${reasonLengthMax} characters`);

/** What is to be stopped or armed; absent: the firm. */
export const subject = () =>
  z
    .strictObject({ scope: z.enum(killScopes), name: z.string().max(nameLengthMax).default("") })
    .default({ scope: "firm", name: "" });
