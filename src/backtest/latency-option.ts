/** `--latency feed=2us,order=20us,answer=20us`, a file of them, or a live run that they are measured in. */
import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import type { Latencies, LatencySetup } from "./backtest-setup.js";
import type { LatencyChoice } from "./latency-choice.js";

/** A software path of some microseconds and a switch on either side. */
export const defaultLatencies: Latencies = {
  feed: { kind: "constant", ns: 2_000 },
  order: { kind: "constant", ns: 20_000 },
  answer: { kind: "constant", ns: 20_000 },
};

const unitsNs: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 };
const latencyMaxNs = 60e9;
const ways = ["feed", "order", "answer"] as const;

/** `20us` in ns; undefined: it is no duration, or one of more than a minute. */
export function durationNs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)$/.exec(text);
  if (match === null) return undefined;
  const ns = Math.round(Number(match[1]) * (unitsNs[match[2] ?? ""] ?? 0));
  return ns <= latencyMaxNs ? ns : undefined;
}

const measured = /^(journal|report):(.+)$/s;

export function parseLatency(text: string): LatencyChoice {
  const [, kind, path = ""] = measured.exec(text) ?? [];
  if (kind === "journal" || kind === "report") return { kind, path };
  return {
    kind: "given",
    latencies: text.startsWith("@") ? latenciesOfFile(text.slice(1)) : parseWays(text),
  };
}

/** `order=…` alone stands for the way back too. */
function parseWays(text: string): Latencies {
  const given: Partial<Record<(typeof ways)[number], LatencySetup>> = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=");
    const way = ways.find((one) => one === name.trim());
    const ns = durationNs(value.trim());
    if (way === undefined || ns === undefined) {
      throw new InvalidArgumentError(
        `Expected feed=2us,order=20us,answer=20us (ns, us, ms or s, at most a minute) @FILE, journal:FOLDER or report:FILE, found "${part}".`,
      );
    }
    given[way] = { kind: "constant", ns };
  }
  return {
    feed: given.feed ?? defaultLatencies.feed,
    order: given.order ?? defaultLatencies.order,
    answer: given.answer ?? given.order ?? defaultLatencies.answer,
  };
}

const delay = z.number().min(0).max(latencyMaxNs);
const wayschema = z.union([
  z.strictObject({ ns: delay }).transform(({ ns }): LatencySetup => ({ kind: "constant", ns })),
  z
    .strictObject({
      valuesNs: z.array(delay).min(1),
      counts: z.array(z.number().int().min(0)).min(1),
      seed: z.number().int().min(0).default(1),
    })
    .refine(({ valuesNs, counts }) => valuesNs.length === counts.length, {
      error: "as many counts as valuesNs",
    })
    .transform(
      ({ valuesNs, counts, seed }): LatencySetup => ({
        kind: "histogram",
        valuesNs: Float64Array.from(valuesNs),
        counts: Float64Array.from(counts),
        seed,
      }),
    ),
  z
    .strictObject({ recordedNs: z.array(delay).min(1) })
    .transform(({ recordedNs }): LatencySetup => ({ kind: "recorded", ns: Float64Array.from(recordedNs) })),
]);
const fileSchema = z.strictObject({
  feed: wayschema.default(defaultLatencies.feed),
  order: wayschema.default(defaultLatencies.order),
  answer: wayschema.default(defaultLatencies.answer),
});

/** JSON: each way `{ ns }`, `{ valuesNs, counts, seed }` or `{ recordedNs }`. */
function latenciesOfFile(path: string): Latencies {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new HotlaneError(
      "cli/usage",
      `--latency @${path}: expected JSON with feed, order and answer, each { ns }, { valuesNs, counts } or { recordedNs }: ${words}`,
    );
  }
}
