/** `hotlane status`, `connect` and `stop`: where an engine that runs stands, its sessions, its end. Loaded by hotlane.ts. */
import { Command } from "commander";
import { ask } from "../control/control-client.js";
import { type EngineStatus, statusText } from "../engine/engine-status.js";
import { addEngineOptions, type EngineOptions, nonEmpty, printAnswer } from "./engine-option.js";

async function status({ json, ...choice }: EngineOptions): Promise<void> {
  const found = (await ask(choice, "status")) as EngineStatus;
  printAnswer(json, found, statusText(found));
}

interface StopOptions extends EngineOptions {
  by?: string;
  reason?: string;
}

async function stop({ json, by, reason, ...choice }: StopOptions): Promise<void> {
  const result = (await ask(choice, "stop", { ...(by && { by }), ...(reason && { reason }) })) as {
    pid: number;
  };
  const told = `engine ${result.pid} is stopping: it cancels its orders, logs out and prints its report`;
  printAnswer(json, result, [told]);
}

interface ConnectOptions extends EngineOptions {
  lane?: string;
}

async function connect({ json, lane, ...choice }: ConnectOptions): Promise<void> {
  const result = (await ask(choice, "connect", lane === undefined ? {} : { lane })) as { lanes: string[] };
  const told = `order sessions of ${result.lanes.join(", ")} are tried again now`;
  printAnswer(json, result, [told]);
}

export function connectCommand(): Command {
  return addEngineOptions(new Command("connect"))
    .description(
      "Try order sessions again at once: after a refused login, when its cause has been seen to, or in place of a wait.",
    )
    .option("--lane <name>", "of one lane (absent: of all)", nonEmpty)
    .action(connect);
}

export function statusCommand(): Command {
  return addEngineOptions(new Command("status"))
    .description("Say where an engine that runs stands: lanes, sessions, open orders, kill switches.")
    .action(status);
}

export function stopCommand(): Command {
  return addEngineOptions(new Command("stop"))
    .description(
      "End an engine's run as Ctrl-C does: orders are cancelled, sessions logged out, the report printed.",
    )
    .option("--by <name>", "who stops it (absent: the user)", nonEmpty)
    .option("--reason <text>", "why", nonEmpty)
    .action(stop);
}
