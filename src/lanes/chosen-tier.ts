/**
 * Whether a lane's strategy is run as machine code or in JavaScript, by what its configuration asks and what its file allows.
 * Builds it, where it is not built yet. In the lane's worker before its loop, in a backtest, and for a submission.
 */
import {
  buildStrategy,
  type CompiledBuild,
  refusalText,
  type StrategyBuild,
} from "../compiler/build-strategy.js";
import { HotlaneError, messageOf } from "../errors.js";
import type { LaneStrategy } from "./lane-setup.js";

export interface ChosenTier {
  /** Undefined: inline. */
  build: CompiledBuild | undefined;
  /** Why it is not compiled, where that was to be tried; "": it is, or was not. */
  obstacle: string;
}

/** Throws where it must be compiled and can't be. `build`: how it is built. */
export async function chooseTier(
  { name, file, tier }: Pick<LaneStrategy, "name" | "file" | "tier">,
  build: (file: string) => Promise<StrategyBuild> = buildStrategy,
): Promise<ChosenTier> {
  if (tier === "inline" || file === "") return { build: undefined, obstacle: "" };
  const built = await buildOrWords(file, build);
  if (typeof built !== "string" && built.kind === "compiled") return { build: built, obstacle: "" };
  const obstacle = typeof built === "string" ? built : obstacleOf(built);
  if (tier === "auto") return { build: undefined, obstacle };
  throw new HotlaneError("strategy/subset", `strategy ${name}: it can't be compiled: ${obstacle}`);
}

/** A compiler that fails is an obstacle like any other. */
async function buildOrWords(
  file: string,
  build: (file: string) => Promise<StrategyBuild>,
): Promise<StrategyBuild | string> {
  try {
    return await build(file);
  } catch (error) {
    return messageOf(error);
  }
}

function obstacleOf(built: Exclude<StrategyBuild, CompiledBuild>): string {
  if (built.kind === "impossible") return built.words;
  const [first, ...rest] = built.refusals;
  const more = rest.length === 0 ? "" : `, and ${rest.length} more (hotlane build says all)`;
  return first === undefined ? "" : `${refusalText(first)}${more}`;
}
