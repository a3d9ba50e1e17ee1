/**
 * Strategies that people submit to an engine that runs: finds the place, hands the code to its lane, writes what was
 * asked and what came of it to the audit log. Main thread.
 */
import { HotlaneError, messageOf } from "../errors.js";
import type { ChosenTier } from "../lanes/chosen-tier.js";
import type { StrategyCode } from "../strategies/strategy-code.js";
import type { Actor, AuditLog } from "./audit-log.js";
import type { LanePlaces, PlacedStrategy, PlaceReport } from "./lane-places.js";

/** A lane as this needs it. */
export interface SubmittableLane {
  readonly setup: { readonly name: string };
  readonly places: LanePlaces;
}

export interface SubmissionRequest {
  /** Of the place: a name in the configuration's `strategies`. */
  readonly place: string;
  readonly code: StrategyCode;
  readonly tier: ChosenTier;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly isLive: boolean;
  /** The one that is there may be replaced. */
  readonly replaces: boolean;
  readonly reason: string;
}

export interface LanePlaceReport extends PlaceReport {
  readonly lane: string;
}

const occupied = new Set(["running", "shadow", "stopping"]);

export class SubmissionDesk {
  readonly #lanes: readonly SubmittableLane[];
  readonly #audit: AuditLog;
  readonly #log: (line: string) => void;

  constructor(lanes: readonly SubmittableLane[], audit: AuditLog, log: (line: string) => void) {
    this.#lanes = lanes;
    this.#audit = audit;
    this.#log = log;
  }

  get reports(): LanePlaceReport[] {
    return this.#lanes.flatMap(({ setup, places }) =>
      places.reports.map((report) => ({ ...report, lane: setup.name })),
    );
  }

  /** Throws where it can't be: no such place, somebody is there, it can't be made, a parameter is wrong. */
  async submit(request: SubmissionRequest, actor: Actor): Promise<PlacedStrategy> {
    const { place, code, tier, parameters, isLive, replaces, reason } = request;
    const { places, index } = this.#find(place);
    const there = places.reports[index];
    if (there !== undefined && occupied.has(there.state) && !replaces) {
      throw new HotlaneError(
        "submit/occupied",
        `strategy ${place}: version ${there.strategy?.version} is there (${there.state}): say --replace to put another in its place`,
      );
    }
    const { build } = tier;
    const compiled = build === undefined ? { tier: "inline" } : { tier: "compiled", build: build.version };
    const details = {
      place,
      file: code.path,
      version: code.version,
      ...compiled,
      parameters,
      isLive,
      reason,
    };
    // Before it happens: what the disk won't have doesn't happen.
    this.#audit.append({
      actor,
      what: "submit",
      details: { ...details, replaced: there?.strategy?.version ?? null },
    });
    try {
      const placed = await places.submit(index, code, tier, parameters, isLive);
      this.#log(
        `strategy ${place}: version ${code.version} is there, ${compiled.tier}, ${isLive ? "live" : "in shadow"}, by ${actor.by}`,
      );
      return placed;
    } catch (error) {
      this.#audit.append({ actor, what: "submit.failed", details: { ...details, why: messageOf(error) } });
      throw error;
    }
  }

  /** From shadow to the market. */
  async tradeLive(place: string, actor: Actor, reason: string): Promise<PlaceReport> {
    const { places, index } = this.#find(place);
    this.#audit.append({ actor, what: "live", details: { place, version: this.#version(place), reason } });
    await places.tradeLive(index);
    return this.#report(place);
  }

  async withdraw(place: string, actor: Actor, reason: string): Promise<PlaceReport> {
    const { places, index } = this.#find(place);
    this.#audit.append({
      actor,
      what: "withdraw",
      details: { place, version: this.#version(place), reason },
    });
    await places.withdraw(index);
    return this.#report(place);
  }

  #version(place: string): string | null {
    return this.#report(place).strategy?.version ?? null;
  }

  #report(place: string): LanePlaceReport {
    return this.reports.find(({ name }) => name === place) as LanePlaceReport; // it was found before
  }

  #find(place: string): { places: LanePlaces; index: number } {
    for (const { places } of this.#lanes) {
      const index = places.indexOf(place);
      if (index >= 0) return { places, index };
    }
    const known = this.reports.map(({ name }) => name).join(", ") || "none";
    throw new HotlaneError(
      "submit/unknown-place",
      `strategy: found "${place}", expected one of the configuration's strategies: ${known}`,
    );
  }
}
