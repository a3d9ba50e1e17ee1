/**
 * The strategy that is being made: its constructor and its parameters find here what they belong to. Set around one
 * `new` by binding.ts, on the lane's thread; nothing else ever runs in between.
 */
import { HotlaneError } from "../errors.js";
import type { Binding } from "./binding.js";
import type { ParameterDeclaration } from "./parameters.js";
import type { Parameters } from "./strategy.js";

export interface Making {
  readonly binding: Binding;
  /** Values that were set, by name; the rest have their defaults. */
  readonly parameters: Parameters;
  /** What its fields have declared so far. */
  readonly declared: ParameterDeclaration[];
}

let current: Making | undefined;

/** Runs `construct`, which makes one strategy. */
export function making<Made>(its: Making, construct: () => Made): Made {
  current = its;
  try {
    return construct();
  } finally {
    current = undefined;
  }
}

/** Throws where no strategy is being made. */
export function beingMade(what: string): Making {
  if (current === undefined) {
    throw new HotlaneError(
      "strategy/made-outside",
      `${what}: only the engine makes strategies; write it as a field's initial value of a class that extends Strategy`,
    );
  }
  return current;
}
