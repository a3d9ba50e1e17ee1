/**
 * Latencies out of what a live run told of itself: the report of `hotlane run --json` (percentiles alone) or the histograms
 * that the control socket's `latency` gives (`hotlane.latency/1`).
 */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import type { MeasuredLatencies, Weighted } from "./latency-choice.js";

const count = z.number().int().min(0);
const stageSchema = z.object({
  count,
  p50: count,
  p90: count,
  p99: count,
  p999: count,
  p9999: count,
  max: count,
});
const reportSchema = z.object({
  schema: z.literal("hotlane.report/1"),
  stages: z.object({ tickToTrade: stageSchema, wireToTrade: stageSchema, roundTrip: stageSchema }),
});
const buckets = z.array(z.tuple([count, count]));
const histogramsSchema = z.object({
  schema: z.literal("hotlane.latency/1"),
  lanes: z.array(
    z.object({ stages: z.object({ tickToTrade: buckets, wireToTrade: buckets, roundTrip: buckets }) }),
  ),
});
const fileSchema = z.discriminatedUnion("schema", [reportSchema, histogramsSchema]);

type Found = z.output<typeof fileSchema>;
type StageName = keyof z.output<typeof reportSchema>["stages"];

/** Of ten thousand figures, those up to each percentile: each stands as high as the highest of them, so none is too low. */
const shares = { p50: 5_000, p90: 4_000, p99: 900, p999: 90, p9999: 9, max: 1 } as const;

function stageOf(found: Found, name: StageName): Weighted[] {
  if (found.schema === "hotlane.latency/1")
    return found.lanes.flatMap(({ stages }) => stages[name]).filter(([, its]) => its > 0);
  const stage = found.stages[name];
  if (stage.count === 0) return [];
  return Object.entries(shares).map(([percentile, share]) => [
    stage[percentile as keyof typeof shares],
    share,
  ]);
}

const wrong = (words: string): HotlaneError =>
  new HotlaneError("backtest/latency", `--latency report:${words}`);

/** Throws where it is no report, or no order was answered. */
export function reportLatencies(path: string): MeasuredLatencies {
  let found: Found;
  try {
    found = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw wrong(`${path}: expected hotlane.report/1 or hotlane.latency/1: ${words}`);
  }
  const trip = stageOf(found, "roundTrip");
  if (trip.length === 0) throw wrong(`${path}: expected orders that were answered, found none (roundTrip)`);
  const fromWire = stageOf(found, "wireToTrade");
  const feed = fromWire.length > 0 ? fromWire : stageOf(found, "tickToTrade");
  if (feed.length === 0)
    throw wrong(`${path}: expected orders that market data caused, found none (wireToTrade, tickToTrade)`);
  const stage = fromWire.length > 0 ? "wireToTrade" : "tickToTrade";
  const halves = trip.map(([ns, its]): Weighted => [Math.round(ns / 2), its]);
  const how = found.schema === "hotlane.report/1" ? "percentiles" : "histograms";
  return {
    from: `measured, the ${how} in ${path}: market data by ${stage}; an order's way and its answer's by half of roundTrip each`,
    feed,
    order: halves,
    answer: halves,
  };
}
