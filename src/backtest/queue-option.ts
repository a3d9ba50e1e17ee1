/** `--queue exact` or `--queue level,power=2,seed=7`: how our orders stand in their queues (docs/backtesting.md). */
import { InvalidArgumentError } from "commander";

const levelCancels = ["drawn", "ahead", "behind"] as const;

/** By price level: native/venue/level_queue.hpp. */
export interface LevelQueueSetup {
  /** Where what leaves a level without a trade stood: drawn, or always ahead or behind of us. */
  readonly cancels: (typeof levelCancels)[number];
  readonly power: number;
  readonly seed: number;
}

/** `exact`: by order. */
export type QueueSetup = "exact" | LevelQueueSetup;

const powerMax = 3;
const expected = "exact or level,power=0..3,seed=N,cancels=drawn|ahead|behind";

function wholeOf(text: string, largest: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value <= largest ? value : undefined;
}

export function parseQueue(text: string): QueueSetup {
  const [kind, ...parts] = text.split(",").map((part) => part.trim());
  const fault = (found: string): InvalidArgumentError =>
    new InvalidArgumentError(`Expected ${expected}, found "${found}".`);
  if (kind === "exact" && parts.length === 0) return "exact";
  if (kind !== "level") throw fault(text);
  let setup: LevelQueueSetup = { cancels: "drawn", power: 1, seed: 1 };
  for (const part of parts) {
    const [name, value = ""] = part.split("=");
    const cancels = levelCancels.find((one) => one === value);
    const power = wholeOf(value, powerMax);
    const seed = wholeOf(value, Number.MAX_SAFE_INTEGER);
    if (name === "cancels" && cancels !== undefined) setup = { ...setup, cancels };
    else if (name === "power" && power !== undefined) setup = { ...setup, power };
    else if (name === "seed" && seed !== undefined) setup = { ...setup, seed };
    else throw fault(part);
  }
  return setup;
}

export function queueText(queue: QueueSetup): string {
  if (queue === "exact") return "by order, exact";
  if (queue.cancels !== "drawn") return `by level, cancels ${queue.cancels} of us`;
  return `by level, cancels drawn with power ${queue.power}, seed ${queue.seed}`;
}
