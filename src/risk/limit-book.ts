/**
 * The limits that hold now: the configuration's, with those that were changed live. Says what a change would do, checks
 * it by the configuration's own rules, and keeps it. Main thread; nothing here reaches a lane (limit-desk.ts does that).
 */
import { limitProblems } from "../config/limit-references.js";
import { type LimitsConfig, limitsSchema } from "../config/limit-schema.js";
import type { HotlaneConfig } from "../config/schema.js";
import { HotlaneError } from "../errors.js";
import { type EffectiveLimits, effectiveLimits } from "./effective-limits.js";
import { type LimitChange, limitChanges, limitName } from "./limit-change.js";
import type { LimitState } from "./limit-state.js";
import { isOfFile, isSamePath, type LiveLimit, laidOver, leavesOf, valueAt } from "./live-limits.js";

/** Who changes limits, and why. */
export interface ChangeMaker {
  readonly by: string;
  readonly approvedBy?: string | undefined;
  readonly reason: string;
  /** ISO 8601; undefined: it stays. */
  readonly expiresAt?: string | undefined;
}

/** What would hold after a change. */
export interface ProposedLimits {
  readonly live: readonly LiveLimit[];
  readonly limits: EffectiveLimits;
  /** All that is another one then. */
  readonly changes: readonly LimitChange[];
  /** What was asked for: paths in the `limits` section, before and after. */
  readonly asked: readonly { readonly limit: string; readonly old: unknown; readonly new: unknown }[];
}

export class LimitBook {
  readonly #config: HotlaneConfig;
  readonly #state: LimitState;
  #limits: EffectiveLimits;
  #version: number;
  /** Live limits of an earlier run that hold no more, in words. */
  readonly dropped: readonly string[];

  /** Those of an earlier run hold on, but where they have ended or the file has been edited since. */
  constructor(config: HotlaneConfig, state: LimitState, nowMs: number) {
    this.#config = config;
    this.#state = state;
    const dropped: string[] = [];
    const keep = (live: LiveLimit): boolean => {
      const why = this.#whyDropped(live, nowMs);
      if (why !== undefined) dropped.push(`${limitName(live.path)}: ${String(live.value)} no more: ${why}`);
      return why === undefined;
    };
    const live = state.live.filter(keep);
    this.dropped = dropped;
    this.#limits = this.#checked(live);
    this.#version = state.save(live);
  }

  get limits(): EffectiveLimits {
    return this.#limits;
  }

  /** Of what holds; another one after each change and each start. */
  get version(): number {
    return this.#version;
  }

  get live(): readonly LiveLimit[] {
    return this.#state.live;
  }

  /** `asked`: what is to change, shaped like the `limits` section; null: as the file says. Throws what is wrong with it. */
  propose(asked: unknown, maker: ChangeMaker, nowMs: number): ProposedLimits {
    const at = new Date(nowMs).toISOString();
    const { expiresAt } = maker;
    let live = [...this.#state.live];
    const leaves = leavesOf(asked);
    for (const [path, value] of leaves) {
      if (path.length === 0 || path.includes("__proto__"))
        throw new HotlaneError("limits/bad-change", "changes: expected limits by section and name");
      // One with an end is laid over one without; anything else takes the place of both.
      const isReplaced = (one: LiveLimit): boolean =>
        isSamePath(one.path, path) &&
        (value === null || expiresAt === undefined || one.expiresAt !== undefined);
      live = live.filter((one) => !isReplaced(one));
      if (value === null) continue;
      const inFile = (valueAt(this.#config.limits, path) ?? null) as LiveLimit["inFile"];
      live.push({ path, value, inFile, at, ...withoutUndefined(maker) });
    }
    return this.#proposed(
      live,
      leaves.map(([path]) => path),
    );
  }

  /** What would hold if those that have ended were gone; undefined: none has. */
  proposeExpiry(nowMs: number): ProposedLimits | undefined {
    const live = this.#state.live.filter((one) => !hasEnded(one, nowMs));
    if (live.length === this.#state.live.length) return undefined;
    return this.#proposed(live, []);
  }

  /** From now on it holds. Throws, and leaves all as it was, when the disk won't have it. Gives its version. */
  commit({ live, limits }: ProposedLimits): number {
    this.#version = this.#state.save(live);
    this.#limits = limits;
    return this.#version;
  }

  /** The same limits under another version: a new trading day has begun. */
  renew(): number {
    this.#version = this.#state.save(this.#state.live);
    return this.#version;
  }

  #proposed(live: readonly LiveLimit[], paths: readonly string[][]): ProposedLimits {
    const limits = this.#checked(live);
    const before = laidOver(this.#config.limits, this.#state.live);
    const after = laidOver(this.#config.limits, live);
    const asked = paths.map((path) => ({
      limit: limitName(path),
      old: valueAt(before, path) ?? null,
      new: valueAt(after, path) ?? null,
    }));
    return { live, limits, changes: limitChanges(this.#limits, limits), asked };
  }

  #whyDropped(live: LiveLimit, nowMs: number): string | undefined {
    if (hasEnded(live, nowMs)) return `it was to end at ${live.expiresAt}`;
    const [section = "", name = ""] = live.path;
    if (!this.#hasName(section, name)) return "there is nothing of that name any more";
    if (!isOfFile(live, this.#config.limits)) return "the configuration file says something else now";
    return undefined;
  }

  #hasName(section: string, name: string): boolean {
    const { instruments, strategies, accounts } = this.#config;
    if (section === "instruments") return instruments.some(({ symbol }) => symbol === name);
    if (section === "strategies") return strategies.some((one) => one.name === name);
    return section !== "accounts" || accounts.some((one) => one.name === name);
  }

  #checked(live: readonly LiveLimit[]): EffectiveLimits {
    const result = limitsSchema.safeParse(laidOver(this.#config.limits, live));
    const problems = result.success
      ? limitProblems({ ...this.#config, limits: result.data }).map(({ path, expected }) => ({
          name: limitName(path.map(String)),
          expected,
        }))
      : result.error.issues.map((issue) => ({
          name: limitName(["limits", ...issue.path.map(String)]),
          expected: issue.code === "unrecognized_keys" ? `no ${issue.keys.join(", ")}` : issue.message,
        }));
    if (!result.success || problems.length > 0) {
      throw new HotlaneError(
        "limits/bad-change",
        problems.map(({ name, expected }) => `${name}: expected ${expected}`).join("; "),
      );
    }
    return effectiveLimits(result.data satisfies LimitsConfig, this.#config);
  }
}

const hasEnded = ({ expiresAt }: LiveLimit, nowMs: number): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= nowMs;

function withoutUndefined({ by, approvedBy, reason, expiresAt }: ChangeMaker) {
  return {
    by,
    reason,
    ...(approvedBy !== undefined && { approvedBy }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
