/**
 * What the `latency` command tells: every stage's histogram of each lane as it was counted, `hotlane.latency/1`. Counts
 * only grow, so who asks twice has the time between by subtraction (latency/shared-histogram.ts). Main thread.
 */
import { type Stage, stageNames } from "../lanes/boundary.js";
import type { LaneReader } from "../lanes/lane-reader.js";
import type { Bucket } from "../latency/shared-histogram.js";

export interface LatencyStatus {
  readonly schema: "hotlane.latency/1";
  readonly lanes: readonly LaneLatency[];
}

export interface LaneLatency {
  readonly name: string;
  readonly stages: Readonly<Record<keyof typeof Stage, readonly Bucket[]>>;
}

export function latencyStatus(
  lanes: readonly { setup: { name: string }; reader: LaneReader }[],
): LatencyStatus {
  return {
    schema: "hotlane.latency/1",
    lanes: lanes.map(({ setup, reader }) => ({
      name: setup.name,
      stages: stagesOf(reader),
    })),
  };
}

function stagesOf(reader: LaneReader): LaneLatency["stages"] {
  const entries = stageNames.map((stage) => [stage, reader.buckets(stage)] as const);
  return Object.fromEntries(entries) as Record<keyof typeof Stage, Bucket[]>;
}
