/**
 * What a change makes of the limits that hold, leaf by leaf: what was, what will be, and whether that lets more through.
 * What can't be told to tighten counts as loosening. Pure.
 */
import type { EffectiveLimits } from "./effective-limits.js";

export type LimitValue = number | string | boolean | readonly string[];
/** From the top of EffectiveLimits. */
export type LimitPath = readonly string[];

export interface LimitChange {
  readonly path: LimitPath;
  /** Null: there was none, or there is none any more. */
  readonly old: LimitValue | null;
  readonly new: LimitValue | null;
  readonly isLooser: boolean;
}

/** How a limit's values compare, by the end of its path. */
type Direction =
  /** More lets more through; none at all is the most. */
  | "more"
  /** Less lets more through, where there is one before and after. */
  | "less"
  /** Less lets more through; none at all is the least. */
  | "floor"
  /** Which of two lets more through depends; a first one is judged by the limit that it belongs to. */
  | "measure"
  /** More lets more through; none is nothing. */
  | "amount"
  /** A list of what may be: what is added lets more through. */
  | "allows"
  /** A list of what may not be. */
  | "forbids"
  /** The values, the strictest first. */
  | readonly LimitValue[];

const directions: Readonly<Record<string, Direction>> = {
  orderQuantityMax: "more",
  orderNotionalDollarsMax: "more",
  priceCollarBasisPoints: "more",
  priceCollarTicks: "more",
  referenceCollarBasisPoints: "more",
  referenceCollarTicks: "more",
  openOrdersMax: "more",
  openNotionalDollarsMax: "more",
  positionMax: "more",
  "messages.perSecondMax": "more",
  "messages.burstMax": "more",
  "notionalWindow.dollarsMax": "more",
  "notionalWindow.milliseconds": "less",
  "orderTrade.ratioMax": "more",
  "orderTrade.fromMessages": "more",
  "orderTrade.milliseconds": "measure",
  "duplicates.max": "more",
  "duplicates.milliseconds": "less",
  "repeatExecutions.max": "more",
  "repeatExecutions.milliseconds": "measure",
  refusalsInARowMax: "more",
  grossExposureDollarsMax: "more",
  netExposureDollarsMax: "more",
  tradedNotionalDollarsMax: "more",
  creditDollarsMax: "more",
  "loss.dollarsMax": "more",
  "loss.effect": ["stop", "reduceOnly"],
  referenceAgeMaxMs: "more",
  advBasisPointsMax: "more",
  luldLowerTicks: "floor",
  luldUpperTicks: "more",
  shortSale: ["regSho", "none"],
  isListed: [false, true],
  approved: [false, true],
  entitled: "allows",
  restricted: "forbids",
  locateExempt: [false, true],
  anyHour: [false, true],
  phaseNeeded: [true, false],
  crossedBarred: [true, false],
  selfMatch: ["firm", "account", "off"],
  "port.perSecondMax": "more",
  "port.burstMax": "more",
};

function directionOf(path: LimitPath): Direction | undefined {
  if (path.at(-2) === "locates") return "amount";
  return directions[path.slice(-2).join(".")] ?? directions[path.at(-1) ?? ""];
}

const asList = (value: LimitValue | null): readonly string[] => (Array.isArray(value) ? value : []);

function isLooser(path: LimitPath, old: LimitValue | null, its: LimitValue | null): boolean {
  const direction = directionOf(path);
  switch (direction) {
    case undefined:
      return true;
    case "more":
      return Number(its ?? Infinity) > Number(old ?? Infinity);
    case "less":
      return old !== null && its !== null && Number(its) < Number(old);
    case "floor":
      return Number(its ?? -Infinity) < Number(old ?? -Infinity);
    case "measure":
      return old !== null && its !== null;
    case "amount":
      return Number(its ?? 0) > Number(old ?? 0);
    case "allows":
      return asList(its).some((one) => !asList(old).includes(one));
    case "forbids":
      return asList(old).some((one) => !asList(its).includes(one));
    default:
      return old !== null && (its === null || direction.indexOf(its) > direction.indexOf(old));
  }
}

type Leaves = Map<string, { path: LimitPath; value: LimitValue }>;

function addLeaves(leaves: Leaves, value: unknown, path: LimitPath): void {
  if (value === undefined) return;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, child] of Object.entries(value)) addLeaves(leaves, child, [...path, key]);
  } else {
    leaves.set(path.join("\0"), { path, value: value as LimitValue });
  }
}

function leavesOf(limits: EffectiveLimits): Leaves {
  const leaves: Leaves = new Map();
  addLeaves(leaves, limits, []);
  return leaves;
}

/** Every leaf that is another one now. */
export function limitChanges(old: EffectiveLimits, its: EffectiveLimits): LimitChange[] {
  const before = leavesOf(old);
  const after = leavesOf(its);
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key): LimitChange[] => {
    const was = before.get(key);
    const is = after.get(key);
    const path = was?.path ?? is?.path ?? [];
    const change = { path, old: was?.value ?? null, new: is?.value ?? null };
    if (JSON.stringify(change.old) === JSON.stringify(change.new)) return [];
    return [{ ...change, isLooser: isLooser(path, change.old, change.new) }];
  });
}

/** `instruments.AAPL.positionMax`. */
export function limitName(path: LimitPath): string {
  return path.join(".");
}
