/**
 * The latencies of a backtest by what `--latency` names: given ones as they are, measured ones out of a live run's journal
 * or report. Each drawn alone from what was measured, by a seed of its own.
 */
import type { Latencies, LatencySetup } from "./backtest-setup.js";
import { journalLatencies } from "./journal-latency.js";
import { reportLatencies } from "./report-latency.js";

export type LatencyChoice =
  | { readonly kind: "given"; readonly latencies: Latencies }
  | { readonly kind: "journal"; readonly path: string }
  | { readonly kind: "report"; readonly path: string };

/** Ns of each way. `from`: in words, of what and how. */
export interface MeasuredLatencies {
  readonly from: string;
  readonly feed: readonly Weighted[];
  readonly order: readonly Weighted[];
  readonly answer: readonly Weighted[];
}

/** A value in ns, and how often. */
export type Weighted = readonly [ns: number, count: number];

/** The same value's counts together, smallest first. */
export function weighted(samples: Float64Array): Weighted[] {
  const counts: [number, number][] = [];
  for (const ns of samples.toSorted()) {
    const last = counts.at(-1);
    if (last !== undefined && last[0] === ns) last[1] += 1;
    else counts.push([ns, 1]);
  }
  return counts;
}

function drawn(all: readonly Weighted[], seed: number): LatencySetup {
  return {
    kind: "histogram",
    valuesNs: Float64Array.from(all, ([ns]) => ns),
    counts: Float64Array.from(all, ([, count]) => count),
    seed,
  };
}

/** `seed`: of measured ones. */
export async function latenciesOf(choice: LatencyChoice, seed: number): Promise<Latencies> {
  if (choice.kind === "given") return choice.latencies;
  const { path, kind } = choice;
  const found = kind === "journal" ? await journalLatencies(path) : reportLatencies(path);
  // With one seed for all, a slow order would have a slow answer each time.
  const [feed, order, answer] = [seed, seed + 1, seed + 2];
  return {
    from: found.from,
    feed: drawn(found.feed, feed),
    order: drawn(found.order, order),
    answer: drawn(found.answer, answer),
  };
}
