/** What a benchmark prints with --json (bench/outcome.hpp), parsed. */
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";

const percentilesSchema = z.record(z.string(), z.number());
const referenceSchema = z.object({ name: z.string(), median: z.number() });

const seriesSchema = z.object({
  name: z.string(),
  role: z.enum(["subject", "baseline", "floor", "other"]),
  percentiles: percentilesSchema,
  /** Share of the figures, and what they are at or below. */
  curve: z.array(z.tuple([z.number(), z.number()])),
});

export const outcomeSchema = z.object({
  schema: z.literal("hotlane.bench/1"),
  name: z.string(),
  claim: z.string(),
  unit: z.string(),
  nsPerOp: z.object({ median: z.number() }).optional(),
  percentiles: percentilesSchema.optional(),
  baseline: referenceSchema.optional(),
  floor: referenceSchema.optional(),
  /** Times as fast as the baseline. */
  ratio: z.number().optional(),
  /** Times the floor. */
  aboveFloor: z.number().optional(),
  series: z.array(seriesSchema),
  figures: z.record(z.string(), z.number()),
  remarks: z.array(z.string()),
});

export type Outcome = z.output<typeof outcomeSchema>;
export type OutcomeSeries = z.output<typeof seriesSchema>;

/** `text`: the last line that a benchmark printed. */
export function parseOutcome(name: string, text: string): Outcome {
  try {
    return outcomeSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new HotlaneError(
      "bench/outcome",
      `bench ${name}: its outcome is not hotlane.bench/1: ${messageOf(error)}`,
    );
  }
}
