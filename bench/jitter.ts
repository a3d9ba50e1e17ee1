// Claim: an order's jitter, p99.9 less p50 of the time from when its packet reached the host to its bytes, is no more than
// 1.2 times that of the floor, in each pattern of load: steady, bursts, a busy neighbour, garbage on the main thread, traffic
// on the control socket with a journal. Floor: a loop on the same core, in the same run, that does nothing but work of the
// same length for the same packets, due when they were: in turns with the engine, slice by slice, while what makes the
// noise goes on. What a packet waits for those before it counts in both: the loop is open. Baseline: none.
// With --minutes: that neither memory nor percentiles drift, at 50,000 messages a second.
// Usage: jitter.js [--minutes N] [--slices N] [--slice-ms N] [--warm-up-ms N] [--pattern NAME] [--core N] [--seed N]
// [--gentle] [--json]; gentle: the lane yields and has no priority, for a machine that others need.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { HotlaneError, messageOf } from "#hotlane/errors.js";
import { hiccupLongNs } from "#hotlane/lanes/boundary.js";
import { native } from "#hotlane/lanes/native.js";
import { fromBuckets } from "#hotlane/latency/shared-histogram.js";
import { endure } from "./jitter/endurance.js";
import { FloorLoop } from "./jitter/floor.js";
import { patterns } from "./jitter/patterns.js";
import { type PatternFigures, runPattern, type SliceSettings } from "./jitter/slices.js";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string" },
    slices: { type: "string", default: "12" },
    "slice-ms": { type: "string", default: "1000" },
    "warm-up-ms": { type: "string", default: "3000" },
    pattern: { type: "string" },
    gentle: { type: "boolean" },
    core: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean" },
  },
});

/** No interrupt takes so long: another process had the core. */
const stallNs = 1e6;

const claims = {
  jitter:
    "an order's p99.9 less p50, from its packet's arrival on, is at most 1.2 times that of an empty loop with the same events",
  endurance: "in an hour at 50,000 messages a second neither memory nor percentiles drift",
};

function addPattern(outcome: OutcomeBuilder, name: string, figures: PatternFigures): void {
  const { wireToTrade, tickToTrade, floorNs, hiccups, isFloorAboveLanes } = figures;
  if (!isFloorAboveLanes)
    outcome.remark(
      `${name}: no real-time priority above the lane's, so the lane disturbed its own floor: not to be compared`,
    );
  const isFirst = name === patterns[0]?.name;
  const subject = fromBuckets(wireToTrade);
  outcome.add(`${name}: packet on the host to order`, isFirst ? "subject" : "other", subject);
  outcome.add(`${name}: floor`, isFirst ? "floor" : "other", floorNs);
  outcome.add(`${name}: packet in the lane to order`, "other", fromBuckets(tickToTrade));
  const sorted = Float64Array.from(floorNs).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  // The claim is about p99.9; the others tell whether that is the machine's alone.
  for (const percentile of [99.9, 99, 90]) {
    const jitter = subject.getValueAtPercentile(percentile) - subject.getValueAtPercentile(50);
    const floorJitter = at(percentile / 100) - at(0.5);
    outcome.note(`${name}: p${percentile} less p50, µs`, jitter / 1e3);
    outcome.note(`${name}: the floor's p${percentile} less p50, µs`, floorJitter / 1e3);
    if (percentile === 99.9 && floorJitter > stallNs) {
      const stall = `${(floorJitter / 1e6).toFixed(1)} ms`;
      outcome.remark(
        `${name}: p99.9 of both is the machine's stall (${stall}): p99 and p90 tell more of the lane`,
      );
    }
    if (floorJitter > 0)
      outcome.note(`${name}: p${percentile} less p50, by the floor's`, jitter / floorJitter);
  }
  outcome.note(`${name}: orders`, subject.totalCount);
  outcome.note(`${name}: floor's events`, floorNs.length);
  outcome.note(`${name}: messages lost`, figures.messagesLost);
  if (figures.slicesLost > 0) outcome.note(`${name}: slices left out`, figures.slicesLost);
  if (hiccups === undefined) return;
  outcome.note(`${name}: hiccups over ${hiccupLongNs / 1e3} µs`, hiccups.long.count);
  outcome.note(`${name}: of them with a cause, percent`, 100 * hiccups.long.named);
  const causes = Object.entries(hiccups.causes).map(
    ([cause, { countLong, longestNs }]) =>
      `${cause} ${countLong} (longest ${Math.round(longestNs / 1e3)} µs)`,
  );
  outcome.remark(`${name}: hiccups over ${hiccupLongNs / 1e3} µs by cause: ${causes.join(", ")}`);
}

async function measure(outcome: OutcomeBuilder, settings: SliceSettings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hotlane-jitter-"));
  const floor = new FloorLoop();
  try {
    const chosen = patterns.filter(({ name }) => options.pattern === undefined || name === options.pattern);
    const failures: string[] = [];
    for (const pattern of chosen) {
      try {
        addPattern(outcome, pattern.name, await runPattern(pattern, folder, floor, settings));
      } catch (error) {
        failures.push(`${pattern.name} was not measured: ${messageOf(error)}`);
      }
      process.stderr.write(`jitter: ${pattern.name} is done\n`);
    }
    for (const failure of failures) outcome.remark(failure);
    if (failures.length === chosen.length) throw new HotlaneError("bench/failed", failures.join("; "));
  } finally {
    await floor.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  outcome.remark("each floor slice is a hiccup of the lane too, with the cause context switch");
  outcome.remark(
    "no API server and no history yet: traffic is the control socket's, polled, with the journal on",
  );
}

const core = Number(options.core ?? native.allowedCores().at(-1) ?? 0);
const outcome = new OutcomeBuilder(
  "jitter",
  options.minutes === undefined ? claims.jitter : claims.endurance,
  "ns/order",
);
if (options.minutes !== undefined) {
  await endure(Number(options.minutes), core, { poll: "yield", realtime: options.gentle !== true }, outcome);
} else {
  await measure(outcome, {
    core,
    lane: options.gentle === true ? { poll: "yield" } : { poll: "busy", realtime: true },
    slices: Number(options.slices),
    sliceMs: Number(options["slice-ms"]),
    warmUpMs: Number(options["warm-up-ms"]),
    seed: Number(options.seed),
  });
}
outcome.print();
