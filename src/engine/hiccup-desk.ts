/**
 * Watches what the lanes write down of their loops' hiccups: takes the newest, gives those that a lane could not name a
 * likely cause by what the kernel counted of its core in the same second, and says when there were long ones. Main
 * thread; turned by the engine with its lanes.
 */
import { momentText } from "../journal/run-time.js";
import { hiccupLongNs } from "../lanes/boundary.js";
import {
  type HiccupCauseName,
  type HiccupCounts,
  HiccupReader,
  type HiccupReading,
} from "../lanes/hiccup-reader.js";
import { stageReport } from "../latency/stage-report.js";
import { type CoreNoise, readCoreNoise, stealUnitNs } from "../tuning/core-noise.js";
import type { HostTree } from "../tuning/host-tree.js";
import { causeText, type HiccupEntry, type HiccupReport } from "./hiccup-report.js";
import { formatCount, formatNs } from "./text-table.js";

/** How often the kernel's counts are read. */
const lookMs = 1_000;
/** Hiccups that are told one by one. */
const newestMax = 16;
/** Those of one second that may get a cause afterwards; more stay unknown. */
const unnamedMax = 4_096;
/** A hypervisor that runs something else in between takes at least as long. */
const stealNsMin = 20_000;
/** An interrupt and what the kernel does right after it take no longer. */
const interruptNsMax = 250_000;
/** A lane that never sleeps and pauses for longer is worth a line to the operator, but not more than one a minute. */
const toldNs = 1_000_000;
const toldEveryMs = 60_000;

/** A lane, as far as this needs it. */
export interface WatchedLane {
  readonly setup: { readonly name: string; readonly core: number; readonly isBusyPolling: boolean };
  readonly memory: SharedArrayBuffer;
}

/**
 * Gives hiccups without a cause one that the kernel's counts allow: the longest to the hypervisor, as long as it took so
 * much time altogether (to its unit), the short ones among the rest to interrupts, one each.
 */
export function attribute(unnamed: readonly HiccupReading[], { stealNs, interrupts }: CoreNoise): void {
  let stealLeft = stealNs === 0 ? 0 : stealNs + stealUnitNs;
  let interruptsLeft = interrupts;
  for (const hiccup of [...unnamed].sort((a, b) => b.lengthNs - a.lengthNs)) {
    if (hiccup.lengthNs >= stealNsMin && hiccup.lengthNs <= stealLeft) {
      hiccup.cause = "steal";
      stealLeft -= hiccup.lengthNs;
    } else if (hiccup.lengthNs <= interruptNsMax && interruptsLeft > 0) {
      hiccup.cause = "interrupts";
      interruptsLeft -= 1;
    }
  }
}

/** Those that nothing explains, and in which the loop did nothing but look for packets and answers, are put down to that. */
export function attributePolling(unnamed: readonly HiccupReading[]): void {
  for (const hiccup of unnamed) {
    const isPolling = hiccup.ownCause === "polling" && hiccup.ownNs * 2 >= hiccup.lengthNs;
    if (hiccup.cause === "unknown" && isPolling) hiccup.cause = "polling";
  }
}

/** One lane's. */
class LaneHiccups {
  readonly lane: WatchedLane;
  readonly #reader: HiccupReader;
  #newest: HiccupReading[] = [];
  #unnamed: HiccupReading[] = [];
  /** Of those that the lane calls unknown: what got a cause here, and the longest that did not. */
  readonly #moved = new Map<HiccupCauseName, HiccupCounts>();
  #unknownNs = 0;
  #first: CoreNoise | undefined;
  #last: CoreNoise | undefined;
  #told = { count: 0, longest: undefined as HiccupReading | undefined };

  constructor(lane: WatchedLane) {
    this.lane = lane;
    this.#reader = new HiccupReader(lane.memory);
  }

  take(): void {
    const taken = this.#reader.take();
    if (taken.length === 0) return;
    this.#newest = [...this.#newest, ...taken].slice(-newestMax);
    for (const hiccup of taken) {
      if (hiccup.cause === "unknown" && this.#unnamed.length < unnamedMax) this.#unnamed.push(hiccup);
      if (hiccup.lengthNs < toldNs) continue;
      this.#told.count += 1;
      if (hiccup.lengthNs > (this.#told.longest?.lengthNs ?? 0)) this.#told.longest = hiccup;
    }
  }

  /** `now`: what the kernel has counted of its core so far. */
  look(now: CoreNoise | undefined): void {
    const unnamed = this.#unnamed;
    this.#unnamed = [];
    const last = this.#last;
    this.#first ??= now;
    this.#last = now;
    if (now !== undefined && last !== undefined) attribute(unnamed, difference(now, last));
    attributePolling(unnamed);
    for (const { cause, lengthNs } of unnamed) {
      if (cause === "unknown") this.#unknownNs = Math.max(this.#unknownNs, lengthNs);
      else add(this.#moved, cause, lengthNs);
    }
  }

  /** The long ones since the last time, in words; undefined: there were none. */
  takeNews(): string | undefined {
    const { count, longest } = this.#told;
    this.#told = { count: 0, longest: undefined };
    if (longest === undefined) return undefined;
    const what = `${formatCount(count)} hiccups over ${formatNs(toldNs)}`;
    return `lane ${this.lane.setup.name}: ${what}, the longest ${formatNs(longest.lengthNs)}: ${causeText(longest.cause)}`;
  }

  get report(): HiccupReport {
    const causes = this.#causes();
    const all = Object.values(causes);
    const sum = (field: "count" | "countLong"): number => all.reduce((total, its) => total + its[field], 0);
    const [count, countLong] = [sum("count"), sum("countLong")];
    const unknown = causes.unknown ?? { count: 0, countLong: 0 };
    const max = this.#reader.longestNs;
    const { p50, p99, p999 } = stageReport(this.#reader.lengths);
    const atMost = (ns: number): number => Math.min(ns, max);
    return {
      lane: this.lane.setup.name,
      thresholdNs: this.#reader.thresholdNs,
      count,
      named: share(count - unknown.count, count),
      long: {
        overNs: hiccupLongNs,
        count: countLong,
        named: share(countLong - unknown.countLong, countLong),
      },
      p50: atMost(p50),
      p99: atMost(p99),
      p999: atMost(p999),
      max,
      causes,
      ...(this.#first !== undefined &&
        this.#last !== undefined && {
          core: difference(this.#last, this.#first),
        }),
      newest: this.#newest.map(entryOf),
    };
  }

  /** The lane's own counts, with those moved that got a cause here. */
  #causes(): Partial<Record<HiccupCauseName, HiccupCounts>> {
    const causes = this.#reader.causes;
    const { unknown } = causes;
    const waitingNs = Math.max(0, ...this.#unnamed.map(({ lengthNs }) => lengthNs));
    for (const [cause, { count, countLong, longestNs, totalNs }] of this.#moved) {
      causes[cause] = { count, countLong, longestNs, totalNs };
      unknown.count -= count;
      unknown.countLong -= countLong;
      unknown.totalNs -= totalNs;
      if (unknown.longestNs === longestNs) unknown.longestNs = Math.max(this.#unknownNs, waitingNs);
    }
    const entries = Object.entries(causes).filter(([, { count }]) => count > 0);
    return Object.fromEntries(entries);
  }
}

function difference(now: CoreNoise, then: CoreNoise): CoreNoise {
  return { stealNs: now.stealNs - then.stealNs, interrupts: now.interrupts - then.interrupts };
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function add(counts: Map<HiccupCauseName, HiccupCounts>, cause: HiccupCauseName, lengthNs: number): void {
  const its = counts.get(cause) ?? { count: 0, countLong: 0, longestNs: 0, totalNs: 0 };
  its.count += 1;
  if (lengthNs > hiccupLongNs) its.countLong += 1;
  its.longestNs = Math.max(its.longestNs, lengthNs);
  its.totalNs += lengthNs;
  counts.set(cause, its);
}

function entryOf(hiccup: HiccupReading): HiccupEntry {
  const { timeNs, lengthNs, cause, ownCause, ownNs, gcKind, gcNs } = hiccup;
  const { switches, blocks, minorFaults, majorFaults } = hiccup;
  return {
    at: momentText(timeNs),
    lengthNs,
    cause,
    own: { cause: ownCause, ns: ownNs },
    gc: { kind: gcKind, ns: gcNs },
    switches,
    blocks,
    minorFaults,
    majorFaults,
  };
}

export class HiccupDesk {
  readonly #lanes: readonly LaneHiccups[];
  readonly #tree: HostTree;
  readonly #log: (line: string) => void;
  #lookedMs = 0;
  #toldMs: number;

  constructor(lanes: readonly WatchedLane[], tree: HostTree, log: (line: string) => void, nowMs: number) {
    this.#lanes = lanes.map((lane) => new LaneHiccups(lane));
    this.#tree = tree;
    this.#log = log;
    this.#toldMs = nowMs;
  }

  /** Some hundred times a second, so that few are overwritten before they were taken. */
  turn(nowMs: number): void {
    for (const lane of this.#lanes) lane.take();
    if (nowMs - this.#lookedMs >= lookMs) this.#look(nowMs);
    if (nowMs - this.#toldMs >= toldEveryMs) this.#tell(nowMs);
  }

  /** After the lanes' end: what is left gets its cause. */
  finish(nowMs: number): void {
    for (const lane of this.#lanes) lane.take();
    this.#look(nowMs);
  }

  get reports(): HiccupReport[] {
    return this.#lanes.map(({ report }) => report);
  }

  #look(nowMs: number): void {
    this.#lookedMs = nowMs;
    const noise = readCoreNoise(
      this.#tree,
      this.#lanes.map(({ lane }) => lane.setup.core),
    );
    this.#lanes.forEach((lane, index) => {
      lane.look(noise[index]);
    });
  }

  #tell(nowMs: number): void {
    this.#toldMs = nowMs;
    for (const lane of this.#lanes) {
      const news = lane.takeNews();
      if (news !== undefined && lane.lane.setup.isBusyPolling) this.#log(news);
    }
  }
}
