/** What a backtest assumed and where it is from, as its report says it: latencies, queues, limits and fees. Pure. */
import { formatCount, formatNs } from "../engine/text-table.js";
import type { LatencySetup } from "./backtest-setup.js";
import type { LivePlace } from "./live-place.js";
import { queueText } from "./queue-option.js";
import type { BacktestOptions } from "./run-backtest.js";

/** How long one way takes. */
export interface WayReport {
  model: LatencySetup["kind"];
  /** Figures that it goes by; null: a constant. */
  samples: number | null;
  /** Of what is drawn; null: nothing is. */
  seed: number | null;
  /** Ns, of the model, by nearest rank. */
  percentiles: { p50: number; p90: number; p99: number; p999: number; max: number };
}

export interface ConditionsReport {
  /** `from`: of what it was measured, in words; null: it was given. */
  latency: { from: string | null; feed: WayReport; order: WayReport; answer: WayReport };
  /** By which model our orders stood in their queues. */
  queue: string;
  /** What the gate held orders against. `place` and `account` null: nobody's, but for loose bounds. */
  limits: { from: string; place: string | null; account: string | null };
  /** What executions cost. */
  fees: { from: string };
}

/** Values with their counts, smallest first. */
function pairsOf(way: LatencySetup): [number, number][] {
  const pairs = ((): [number, number][] => {
    switch (way.kind) {
      case "constant":
        return [[way.ns, 1]];
      case "histogram":
        return Array.from(way.valuesNs, (ns, index) => [ns, way.counts[index] ?? 0]);
      case "recorded":
        return Array.from(way.ns, (ns) => [ns, 1]);
    }
  })();
  return pairs.filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
}

export function wayReport(way: LatencySetup): WayReport {
  const pairs = pairsOf(way);
  const total = pairs.reduce((sum, [, count]) => sum + count, 0);
  const at = (share: number): number => {
    let below = 0;
    for (const [ns, count] of pairs) {
      below += count;
      if (below >= share * total) return ns;
    }
    return 0;
  };
  return {
    model: way.kind,
    samples: way.kind === "constant" ? null : total,
    seed: way.kind === "histogram" ? way.seed : null,
    percentiles: { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) },
  };
}

/** `20.00 µs`, or what is drawn from how many, and how they lie. */
export function wayText({ model, samples, seed, percentiles }: WayReport): string {
  const { p50, p99, max } = percentiles;
  if (samples === null) return formatNs(max);
  const how =
    model === "histogram"
      ? `drawn from ${formatCount(samples)}, seed ${seed}`
      : `${formatCount(samples)} recorded`;
  return `${how} (p50 ${formatNs(p50)}, p99 ${formatNs(p99)}, max ${formatNs(max)})`;
}

const looseWords = "loose: a backtest's own";

type Assumed = Pick<BacktestOptions, "latency" | "queue" | "place" | "fees">;

export function conditionsOf({ latency: its, queue, place, fees }: Assumed): ConditionsReport {
  const latency = {
    from: its.from ?? null,
    feed: wayReport(its.feed),
    order: wayReport(its.order),
    answer: wayReport(its.answer),
  };
  const assumed = { latency, queue: queueText(queue ?? "exact") };
  if (place === undefined) {
    return {
      ...assumed,
      limits: { from: looseWords, place: null, account: null },
      fees: { from: fees === undefined ? "none" : "--fees" },
    };
  }
  const { configFile, name, account } = place;
  return {
    ...assumed,
    limits: { from: configFile, place: name, account },
    fees: { from: place.config.fees.length === 0 ? `none in ${configFile}` : configFile },
  };
}

/** For people. */
export function conditionsLines({ latency, queue, limits, fees }: ConditionsReport): string[] {
  const whose = limits.place === null ? "" : ` (place ${limits.place}, account ${limits.account})`;
  const { from, feed, order, answer } = latency;
  return [
    `latency: market data ${wayText(feed)}, orders ${wayText(order)}, answers ${wayText(answer)}`,
    ...(from === null ? [] : [`  ${from}`]),
    `queue: ${queue}`,
    `limits: ${limits.from}${whose}; fees: ${fees.from}`,
  ];
}

/** What two sweeps must share to be one. */
export const placeIdentity = (place: LivePlace | undefined): object | null =>
  place === undefined
    ? null
    : {
        place: place.name,
        limits: place.config.limits,
        fees: place.config.fees,
        market: place.config.venue ?? null,
      };
