// The engine for minutes to hours under a generated market: what its memory does, and whether its latencies drift.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { median } from "#hotlane/bench/compare.js";
import type { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { type Bucket, bucketsBetween, fromBuckets } from "#hotlane/latency/shared-histogram.js";
import { type StageReport, stageReport } from "#hotlane/latency/stage-report.js";
import { readCoreNoise } from "#hotlane/tuning/core-noise.js";
import { thisHost } from "#hotlane/tuning/host-tree.js";
import { Site, symbols } from "./site.js";
import { Yardstick } from "./yardstick.js";

const messagesPerSecond = 50_000;
const changesPerOrder = 64;
/** Memory is held against what it was after so long: until then tables fill and functions are compiled. */
const settlingMinutes = 5;
const lookSeconds = 10;
const lineSeconds = 60;
/** A look comes a little after its time. */
const lookSlackMinutes = 0.05;
/** The first and the last so many are compared. */
const comparedMinutes = 10;
const stages = { tickToTrade: "tick-to-trade", wireToTrade: "from the wire to the order" } as const;
type Stage = keyof typeof stages;
const yardstickWords = "the yardstick";
const drifting = ["p50", "p90", "p99", "p999"] as const;
/** For more there are too few trades of the yardstick in a look. */
const compared: readonly string[] = ["p50", "p90"];

/** One look; latencies since the start. */
interface Look {
  readonly minutes: number;
  readonly residentBytes: number;
  /** Of it, what is of no file: of files the system takes back, and brings in, what it likes. */
  readonly anonymousBytes: number;
  readonly mainHeapBytes: number;
  readonly laneHeapBytes: number;
  readonly venueBytes: number;
  /** That the hypervisor has had of the lane's core. */
  readonly stealNs: number;
  readonly latency: Readonly<Record<Stage | "yardstick", readonly Bucket[]>>;
}
type Measured = keyof Look["latency"];

/** Bytes (proc_pid_status(5)). */
function memoryOf(pid: number | undefined, field: "VmRSS" | "RssAnon"): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1_024;
}

/** The newest size that the strategy has written down; 0: none yet. */
function laneHeap(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, "utf8").trimEnd().split("\n").at(-1)) : 0;
}

async function look(run: Run, minutes: number): Promise<Look> {
  const { memory, pid } = await run.site.status();
  const { tickToTrade, wireToTrade } = await run.site.latency();
  return {
    minutes,
    residentBytes: memory.resident,
    anonymousBytes: memoryOf(pid, "RssAnon"),
    mainHeapBytes: memory.heap,
    laneHeapBytes: laneHeap(run.heapFile),
    venueBytes: memoryOf(run.site.venue.pid, "VmRSS"),
    stealNs: readCoreNoise(thisHost(), [run.core])[0]?.stealNs ?? 0,
    latency: { tickToTrade, wireToTrade, yardstick: run.yardstick.buckets },
  };
}

const between = (before: Look | undefined, after: Look | undefined, what: Measured): Bucket[] =>
  bucketsBetween(before?.latency[what] ?? [], after?.latency[what] ?? []);

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

function lineOf(before: Look | undefined, now: Look): string {
  const of = (what: Measured): StageReport => stageReport(between(before, now, what));
  const { count, p50, p99, p999, max } = of("tickToTrade");
  const [wire, yardstick] = [of("wireToTrade"), of("yardstick")];
  const { residentBytes, anonymousBytes, mainHeapBytes, laneHeapBytes, venueBytes } = now;
  const memory = [residentBytes, anonymousBytes, mainHeapBytes, laneHeapBytes, venueBytes].map(mebibytes);
  const [resident, anonymous, main, lane, venue] = memory;
  return (
    `minute ${now.minutes.toFixed(1)}: resident ${resident} MiB (of no file ${anonymous}, main heap ${main}, lane heap ${lane}), venue ${venue} MiB; ` +
    `${count} orders, tick-to-trade p50 ${p50} p99 ${p99} p99.9 ${p999} max ${max} ns, from the wire p50 ${wire.p50} p99 ${wire.p99} p99.9 ${wire.p999} ns; ` +
    `${yardstickWords} p50 ${yardstick.p50} p99 ${yardstick.p99} p99.9 ${yardstick.p999} ns`
  );
}

const spanMinutes = (minutes: number): number => Math.min(comparedMinutes, minutes / 3);

const looksBetween = (looks: readonly Look[], from: number, to: number): Look[] =>
  looks.filter(({ minutes }) => minutes >= from - lookSlackMinutes && minutes <= to + lookSlackMinutes);

/** A stage's percentiles in some minutes: of all, and the median of what each look saw. */
interface Span {
  readonly whole: StageReport;
  readonly typical: (percentile: (typeof drifting)[number]) => number;
}

function spanOf(looks: readonly Look[], what: Measured): Span {
  const slices = looks
    .slice(1)
    .map((after, index) => stageReport(between(looks[index], after, what)))
    .filter(({ count }) => count > 0);
  return {
    whole: stageReport(between(looks.at(0), looks.at(-1), what)),
    typical: (percentile) => median(slices.map((slice) => slice[percentile])),
  };
}

/** Of a percentile, by the way it is taken: what the last minutes have of the first. */
function driftOf(early: Span, late: Span, percentile: (typeof drifting)[number]): Record<string, number> {
  return {
    "last by first": late.whole[percentile] / early.whole[percentile],
    "last by first, medians of looks": late.typical(percentile) / early.typical(percentile),
  };
}

/** How latencies went from the first of the looks' minutes to the last. */
function concludeDrift(first: readonly Look[], last: readonly Look[], outcome: OutcomeBuilder): void {
  const spansOf = (what: Measured): [Span, Span] => [spanOf(first, what), spanOf(last, what)];
  const yardstick = spansOf("yardstick");
  const engine = Object.entries(stages).map(([stage, words]) => ({ words, spans: spansOf(stage as Stage) }));
  for (const percentile of drifting) {
    const host = compared.includes(percentile) ? driftOf(...yardstick, percentile) : {};
    for (const [way, drift] of Object.entries(host))
      outcome.note(`${yardstickWords}, ${percentile}, ${way}`, drift);
    for (const { words, spans } of engine) {
      for (const [way, drift] of Object.entries(driftOf(...spans, percentile))) {
        if (!Number.isFinite(drift)) continue; // nothing was stamped
        outcome.note(`${words}, ${percentile}, ${way}`, drift);
        const of = host[way];
        if (of !== undefined)
          outcome.note(`${words}, ${percentile}, ${way}, by ${yardstickWords}'s`, drift / of);
      }
    }
  }
}

function addSeries(looks: readonly Look[], which: "first" | "last", outcome: OutcomeBuilder): void {
  const length = ((looks.at(-1)?.minutes ?? 0) - (looks.at(0)?.minutes ?? 0)).toFixed(1);
  const of = (what: Measured) => fromBuckets(between(looks.at(0), looks.at(-1), what));
  const name = `endurance, ${which} ${length} minutes`;
  outcome.add(
    `${name}: ${stages.tickToTrade}`,
    which === "first" ? "baseline" : "subject",
    of("tickToTrade"),
  );
  outcome.add(`${name}: ${stages.wireToTrade}`, "other", of("wireToTrade"));
  outcome.add(`${name}: ${yardstickWords}`, which === "first" ? "other" : "floor", of("yardstick"));
  const steal = (looks.at(-1)?.stealNs ?? 0) - (looks.at(0)?.stealNs ?? 0);
  outcome.note(`${which} ${length} minutes: stolen from the lane's core, ms`, steal / 1e6);
}

function concludeMemory(looks: readonly Look[], minutes: number, outcome: OutcomeBuilder): void {
  const span = spanMinutes(minutes);
  const settled = Math.min(settlingMinutes, minutes / 3);
  const early = looksBetween(looks, settled, settled + span);
  const late = looksBetween(looks, minutes - span, minutes);
  const sizes = {
    "resident memory": (one: Look) => one.residentBytes,
    "of it, of no file": (one: Look) => one.anonymousBytes,
    "main heap": (one: Look) => one.mainHeapBytes,
    "lane heap": (one: Look) => one.laneHeapBytes,
    "venue's resident memory": (one: Look) => one.venueBytes,
  };
  for (const [what, of] of Object.entries(sizes)) {
    const [before, after] = [median(early.map(of)), median(late.map(of))];
    outcome.note(`${what}, MiB, settled`, before / 2 ** 20);
    outcome.note(`${what}, MiB, at the end`, after / 2 ** 20);
    if (before > 0) outcome.note(`${what}, growth in percent`, 100 * (after / before - 1));
  }
  outcome.remark(
    `memory: medians of looks, each ${lookSeconds} s, in the ${span.toFixed(1)} minutes after the first ${settled.toFixed(1)} and in the last ${span.toFixed(1)}: ` +
      "what a heap holds before a collection and after it differs by more than what may leak",
  );
}

/** What the looks say, as figures and series of the outcome. */
function conclude(looks: readonly Look[], minutes: number, outcome: OutcomeBuilder): void {
  outcome.note("minutes", looks.at(-1)?.minutes ?? 0);
  const span = spanMinutes(minutes);
  const first = looksBetween(looks, 0, span);
  const last = looksBetween(looks, minutes - span, minutes);
  addSeries(first, "first", outcome);
  addSeries(last, "last", outcome);
  concludeDrift(first, last, outcome);
  concludeMemory(looks, minutes, outcome);
  outcome.remark(
    "percentiles: of all orders of the first and of the last minutes, and as medians of those of each look, which a short disturbance of the host does not move; " +
      "the yardstick: another lane in memory, of fixed size, that trades some ten times a second on the same core: where it moves as the engine does, the host moved both",
  );
}

interface Run {
  readonly site: Site;
  readonly core: number;
  readonly heapFile: string;
  readonly yardstick: Yardstick;
}

async function lookEvery(run: Run, minutes: number): Promise<Look[]> {
  const begun = Date.now();
  const looks: Look[] = [];
  const everyMs = Math.min(lookSeconds * 1_000, (minutes * 60_000) / 12);
  const looksPerLine = lineSeconds / lookSeconds;
  for (let turn = 0; turn * everyMs <= minutes * 60_000; ++turn) {
    await pause(Math.max(0, begun + turn * everyMs - Date.now()));
    const now = await look(run, (Date.now() - begun) / 60_000);
    if (turn % looksPerLine === 0) process.stderr.write(`jitter: ${lineOf(looks.at(-looksPerLine), now)}\n`);
    looks.push(now);
  }
  return looks;
}

/** `lane`: of the configuration, on `core`. */
export async function endure(
  minutes: number,
  core: number,
  lane: object,
  outcome: OutcomeBuilder,
): Promise<void> {
  let heapFile = "";
  const site = await Site.start({
    market: ["--rate", String(messagesPerSecond), "--symbols", symbols.join(",")],
    lane: { ...lane, core },
    parameters: (folder) => {
      heapFile = join(folder, "lane-heap.txt");
      return { changesPerOrder, heapFile };
    },
  });
  let yardstick: Yardstick | undefined;
  try {
    yardstick = new Yardstick(core);
    conclude(await lookEvery({ site, core, heapFile, yardstick }, minutes), minutes, outcome);
    const report = await site.stop();
    outcome.note("messages", report.feed.messages);
    outcome.note("messages lost", report.feed.lost);
    outcome.note("orders", report.orders.sent);
    outcome.note("orders rejected or never received", report.orders.rejected + report.orders.neverReceived);
    outcome.note("trades of the yardstick that the lane may have disturbed", yardstick.disturbed);
    outcome.remark(`refused by the gate: ${JSON.stringify(report.refusals)}`);
  } finally {
    await yardstick?.stop();
    await site.discard();
  }
}
