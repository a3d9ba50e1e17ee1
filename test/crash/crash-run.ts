// Rounds of a crash test: each lets an engine and a venue trade, kills one of them at a random instant, starts it again and
// holds both sides against each other. Every few rounds begin anew, in another setup.
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom, wholeBetween } from "../unit/seeded-random.js";
import { Comparison, type Findings, hasCounted, hasDifference, nothingFound } from "./comparison.js";
import { CrashSite } from "./crash-site.js";
import { siteSetup } from "./site-setup.js";

/** One round in each block of so many kills the venue, the others the engine. */
const blockRounds = 6;
/** A site's files grow with each round. */
const siteRoundsMax = 25;
const sitesMin = 4;
const tradingMsMax = 600;
/** One in so many engines is killed again before it may be ready. */
const secondKillOneIn = 5;
const secondKillMsMax = 900;

export type Killed = "engine" | "venue";

export interface RoundOutcome extends Findings {
  readonly round: number;
  readonly seed: number;
  readonly site: string;
  readonly killed: Killed;
  readonly engineKills: number;
  /** From the kill until every session may trade again. */
  readonly recoveryMs: number;
}

export interface CrashReport {
  /** That came to their end. */
  rounds: number;
  unknownOrders: number;
  positionDifferences: number;
  duplicateOrders: number;
  missingFromJournal: number;
  recoveryMs: { p50: number; max: number };
  /** Something did not come to pass: a recovery, a comparison, the same replay. */
  failedRounds: number;
  engineKills: number;
  venueKills: number;
  adopted: number;
  /** Orders and replacements that the venues received. */
  orders: number;
  seed: number;
}

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Absent: either, the venue in one round of six. */
  readonly only?: Killed;
  readonly onRound: (outcome: RoundOutcome) => void;
  /** Told where the files of a site are kept in which something differed. */
  readonly onKept: (folder: string) => void;
  /** Ends it at once: the round under way does not count. */
  readonly signal?: AbortSignal;
}

class SiteRounds {
  readonly #site: CrashSite;
  readonly #comparison: Comparison;

  constructor(site: CrashSite) {
    this.#site = site;
    this.#comparison = new Comparison(site);
  }

  async begin(): Promise<void> {
    this.#site.startEngine();
    await this.#site.untilReady();
  }

  /** After the last round: the engine is killed once more, and its journal must be replayed to the same. */
  async end(outcome: RoundOutcome): Promise<RoundOutcome> {
    if (hasDifference(outcome)) return outcome;
    await this.#site.killEngine();
    const problem = await this.#site.replay();
    const told = problem === undefined ? [] : [`its journal is not replayed to the same: ${problem}`];
    return { ...outcome, told };
  }

  async round(round: number, seed: number, kills: Killed): Promise<RoundOutcome> {
    const site = this.#site;
    const random = seededRandom(seed);
    await site.untilTrading();
    await pause(random() * tradingMsMax);
    const killed = performance.now();
    const engineKills = kills === "engine" ? await this.#killEngine(random) : 0;
    if (kills === "venue") await site.killVenue();
    await site.untilReady();
    const recoveryMs = Math.round(performance.now() - killed);
    const status = await site.calm();
    const found = await this.#comparison.compare(status);
    if (!hasDifference(found)) await site.resume();
    const { name, policy } = site.setup;
    return { round, seed, site: `${name}, ${policy}`, killed: kills, engineKills, recoveryMs, ...found };
  }

  /** Gives how often. */
  async #killEngine(random: () => number): Promise<number> {
    await this.#site.killEngine();
    this.#site.startEngine();
    if (wholeBetween(random, 1, secondKillOneIn) > 1) return 1;
    await pause(random() * secondKillMsMax);
    await this.#site.killEngine();
    this.#site.startEngine();
    return 2;
  }
}

/** Which round of each block kills the venue. */
function venueRounds(rounds: number, seed: number): Set<number> {
  const random = seededRandom(seed);
  const blocks = Math.ceil(rounds / blockRounds);
  return new Set(
    Array.from(
      { length: blocks },
      (_, block) => block * blockRounds + wholeBetween(random, 0, blockRounds - 1),
    ),
  );
}

function failedRound(round: number, seed: number, site: string, error: unknown): RoundOutcome {
  const told = [error instanceof Error ? error.message : String(error)];
  return { ...nothingFound(), round, seed, site, killed: "engine", engineKills: 0, recoveryMs: 0, told };
}

/** Undefined: it was interrupted first, and whatever comes of it is left to itself. */
async function unlessInterrupted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  if (signal === undefined) return work;
  let onAbort = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) resolve();
  });
  const result = await Promise.race([work, interrupted]);
  signal.removeEventListener("abort", onAbort);
  return signal.aborted ? undefined : (result ?? undefined);
}

/** A site's rounds from `first` to before `end`, or to the first in which something differs. */
async function siteOutcomes(
  number: number,
  first: number,
  end: number,
  { seed, onRound, onKept, signal }: CrashOptions,
  killedIn: (round: number) => Killed,
): Promise<RoundOutcome[]> {
  const setup = siteSetup(number);
  const opening = CrashSite.open(setup, seed + first);
  const site = await opening.catch((error: unknown) => {
    // Ctrl-C in a terminal ends the venue too.
    if (signal?.aborted === true) return undefined;
    throw error;
  });
  if (site === undefined) return [];
  const outcomes: RoundOutcome[] = [];
  try {
    const rounds = new SiteRounds(site);
    for (let round = first; round < end && !outcomes.some(hasDifference); round += 1) {
      const itsSeed = seed + round;
      const work = (round === first ? rounds.begin() : Promise.resolve())
        .then(() => rounds.round(round, itsSeed, killedIn(round)))
        .then((done) => (round === end - 1 ? rounds.end(done) : done))
        .catch((error: unknown) => failedRound(round, itsSeed, `${setup.name}, ${setup.policy}`, error));
      const outcome = await unlessInterrupted(work, signal);
      if (outcome === undefined) break;
      onRound(outcome);
      outcomes.push(outcome);
    }
  } finally {
    const isKept = outcomes.some(hasDifference);
    await site.close(isKept);
    if (isKept) onKept(site.engine.folder);
  }
  return outcomes;
}

function reportOf(outcomes: readonly RoundOutcome[], seed: number): CrashReport {
  const sum = (of: (outcome: RoundOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const times = outcomes.map(({ recoveryMs }) => recoveryMs).toSorted((a, b) => a - b);
  return {
    rounds: outcomes.length,
    unknownOrders: sum(({ unknownOrders }) => unknownOrders),
    positionDifferences: sum(({ positionDifferences }) => positionDifferences),
    duplicateOrders: sum(({ duplicateOrders }) => duplicateOrders),
    missingFromJournal: sum(({ missingFromJournal }) => missingFromJournal),
    recoveryMs: { p50: times[Math.floor((times.length - 1) / 2)] ?? 0, max: times.at(-1) ?? 0 },
    failedRounds: sum((outcome) => (hasDifference(outcome) && !hasCounted(outcome) ? 1 : 0)),
    engineKills: sum(({ engineKills }) => engineKills),
    venueKills: sum(({ killed }) => (killed === "venue" ? 1 : 0)),
    adopted: sum(({ adopted }) => adopted),
    orders: sum(({ orders }) => orders),
    seed,
  };
}

/** Ends early when something differs: what comes after it would say nothing new. */
export async function crashRun(options: CrashOptions): Promise<{ report: CrashReport; isGood: boolean }> {
  const { rounds, seed, only, signal } = options;
  const ofVenue = venueRounds(rounds, seed);
  const killedIn = (round: number): Killed => only ?? (ofVenue.has(round) ? "venue" : "engine");
  const ofSite = Math.min(siteRoundsMax, Math.ceil(rounds / sitesMin));
  const outcomes: RoundOutcome[] = [];
  for (let first = 0; first < rounds && !outcomes.some(hasDifference); first += ofSite) {
    if (signal?.aborted === true) break;
    const end = Math.min(rounds, first + ofSite);
    outcomes.push(...(await siteOutcomes(first / ofSite, first, end, options, killedIn)));
  }
  return { report: reportOf(outcomes, seed), isGood: !outcomes.some(hasDifference) };
}
