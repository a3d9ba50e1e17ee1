// The engine for minutes to hours under a generated market: what its memory does, and whether its latencies drift.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { median } from "#hotlane/bench/compare.js";
import type { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import type { LaneLatency } from "#hotlane/engine/latency-status.js";
import { type Bucket, bucketsBetween, fromBuckets } from "#hotlane/latency/shared-histogram.js";
import { type StageReport, stageReport } from "#hotlane/latency/stage-report.js";
import { Site, symbols } from "./site.js";

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
const stages = ["tickToTrade", "wireToTrade"] as const;
type Measured = (typeof stages)[number];

/** One look; latencies since the start. */
interface Look {
  readonly minutes: number;
  readonly residentBytes: number;
  readonly mainHeapBytes: number;
  readonly laneHeapBytes: number;
  readonly venueBytes: number;
  readonly latency: Pick<LaneLatency["stages"], Measured>;
}

function residentBytes(pid: number | undefined): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1_024;
}

/** The newest size that the strategy has written down; 0: none yet. */
function laneHeap(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, "utf8").trimEnd().split("\n").at(-1)) : 0;
}

async function look(site: Site, heapFile: string, minutes: number): Promise<Look> {
  const { memory } = await site.status();
  const { tickToTrade, wireToTrade } = await site.latency();
  return {
    minutes,
    residentBytes: memory.resident,
    mainHeapBytes: memory.heap,
    laneHeapBytes: laneHeap(heapFile),
    venueBytes: residentBytes(site.venue.pid),
    latency: { tickToTrade, wireToTrade },
  };
}

const between = (before: Look | undefined, after: Look, stage: Measured): StageReport =>
  stageReport(bucketsBetween(before?.latency[stage] ?? [], after.latency[stage]));

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

function lineOf(before: Look | undefined, now: Look): string {
  const { count, p50, p99, p999, max } = between(before, now, "tickToTrade");
  const wire = between(before, now, "wireToTrade");
  const memory = [now.residentBytes, now.mainHeapBytes, now.laneHeapBytes, now.venueBytes].map(mebibytes);
  const [resident, main, lane, venue] = memory;
  return (
    `minute ${now.minutes.toFixed(1)}: resident ${resident} MiB (main heap ${main}, lane heap ${lane}), venue ${venue} MiB; ` +
    `${count} orders, tick-to-trade p50 ${p50} p99 ${p99} p99.9 ${p999} max ${max} ns, from the wire p50 ${wire.p50} p99 ${wire.p99} p99.9 ${wire.p999} ns`
  );
}

const looksBetween = (looks: readonly Look[], from: number, to: number): Look[] =>
  looks.filter(({ minutes }) => minutes >= from - lookSlackMinutes && minutes <= to + lookSlackMinutes);

/** What the looks say, as figures and series of the outcome. */
function conclude(looks: readonly Look[], minutes: number, outcome: OutcomeBuilder): void {
  const last = looks.at(-1) as Look; // there are at least two
  const span = Math.min(comparedMinutes, minutes / 3);
  const spans = [
    { which: "first", role: "baseline", looks: looksBetween(looks, 0, span) },
    { which: "last", role: "subject", looks: looksBetween(looks, minutes - span, minutes) },
  ] as const;
  for (const stage of stages) {
    const words = stage === "tickToTrade" ? "tick-to-trade" : "from the wire to the order";
    const [early, late] = spans.map(({ which, role, looks: its }) => {
      const buckets: Bucket[] = bucketsBetween(
        its.at(0)?.latency[stage] ?? [],
        its.at(-1)?.latency[stage] ?? [],
      );
      const name = `endurance, ${which} ${span.toFixed(1)} minutes: ${words}`;
      outcome.add(name, stage === "tickToTrade" ? role : "other", fromBuckets(buckets));
      const slices = its
        .slice(1)
        .map((after, index) => between(its[index], after, stage))
        .filter(({ count }) => count > 0);
      return { whole: stageReport(buckets), slices };
    });
    for (const percentile of ["p50", "p90", "p99", "p999"] as const) {
      if (early === undefined || late === undefined || early.whole[percentile] === 0) continue;
      const typical = ({ slices }: typeof early): number => median(slices.map((slice) => slice[percentile]));
      outcome.note(
        `${words}, ${percentile}, last by first`,
        late.whole[percentile] / early.whole[percentile],
      );
      outcome.note(
        `${words}, ${percentile}, last by first, medians of looks`,
        typical(late) / typical(early),
      );
    }
  }
  const settled = Math.min(settlingMinutes, minutes / 3);
  const early = looksBetween(looks, settled, settled + span);
  const late = looksBetween(looks, minutes - span, minutes);
  outcome.note("minutes", last.minutes);
  const sizes = {
    "resident memory": (one: Look) => one.residentBytes,
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
  outcome.remark(
    "percentiles: of all orders of the first and of the last minutes, and as medians of those of each look, which a short disturbance of the host does not move",
  );
}

/** `lane`: of the configuration. */
export async function endure(minutes: number, lane: object, outcome: OutcomeBuilder): Promise<void> {
  let heapFile = "";
  const site = await Site.start({
    market: ["--rate", String(messagesPerSecond), "--symbols", symbols.join(",")],
    lane,
    parameters: (folder) => {
      heapFile = join(folder, "lane-heap.txt");
      return { changesPerOrder, heapFile };
    },
  });
  try {
    const begun = Date.now();
    const looks: Look[] = [];
    const everyMs = Math.min(lookSeconds * 1_000, (minutes * 60_000) / 12);
    const looksPerLine = lineSeconds / lookSeconds;
    for (let turn = 0; turn * everyMs <= minutes * 60_000; ++turn) {
      await pause(Math.max(0, begun + turn * everyMs - Date.now()));
      const now = await look(site, heapFile, (Date.now() - begun) / 60_000);
      if (turn % looksPerLine === 0)
        process.stderr.write(`jitter: ${lineOf(looks.at(-looksPerLine), now)}\n`);
      looks.push(now);
    }
    conclude(looks, minutes, outcome);
    const report = await site.stop();
    outcome.note("messages", report.feed.messages);
    outcome.note("messages lost", report.feed.lost);
    outcome.note("orders", report.orders.sent);
    outcome.note("orders rejected or never received", report.orders.rejected + report.orders.neverReceived);
    outcome.remark(`refused by the gate: ${JSON.stringify(report.refusals)}`);
  } finally {
    await site.discard();
  }
}
