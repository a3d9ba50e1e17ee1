/**
 * One run of the order flow: an engine, its venue, a rate of orders for a time; what came of them, and whether the engine's
 * record of each is the venue's.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Histogram } from "hdr-histogram-js";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { EngineRun } from "#hotlane/bench/engine-run.js";
import { raiseChildren } from "#hotlane/bench/priority.js";
import type { HotlaneReport } from "#hotlane/engine/report.js";
import { HotlaneError } from "#hotlane/errors.js";
import type { DueOrdersOutcome } from "./due-orders.js";

const strategy = fileURLToPath(new URL("../../../bench/order_flow/due-orders.ts", import.meta.url));
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];
const pollMs = 50;
/** Orders that are late are waited for so many times as long as they were to take, and this much more. */
const patienceTimes = 3;
const patienceMs = 10_000;

export interface OrderFlowSettings {
  ordersPerSecond: number;
  warmUpSeconds: number;
  seconds: number;
}

export interface OrderFlowFound {
  offeredPerSecond: number;
  achievedPerSecond: number;
  /** From when an order was due to its first answer, ns. */
  latencies: Histogram;
  /** Orders of the run that were lost, refused, rejected, in doubt or not answered; events that nobody heard. */
  errors: number;
  report: HotlaneReport;
}

function config(folder: string, parameters: object): object {
  return {
    instruments: symbols.map((symbol) => ({ symbol })),
    strategies: [{ name: "due-orders", file: strategy, parameters }],
    // Every control is on; none is to stop what is to be measured.
    limits: {
      defaults: { shortSale: "none", positionMax: 100_000_000 },
      market: { anyHour: true, port: { perSecondMax: 1_000_000 } },
    },
    // Some 40 MB a second: a disk that others use too may be away for longer than the default's ring holds.
    journal: {
      ...{ enabled: true, directory: join(folder, "journal"), policy: "async" },
      ...{ ringMegabytes: 512, lagMillisecondsMax: 10_000 },
    },
    dropCopy: { enabled: false },
    venue: { embedded: { messagesPerSecond: 20_000 } },
  };
}

export async function runOrderFlow(settings: OrderFlowSettings): Promise<OrderFlowFound> {
  const { ordersPerSecond, warmUpSeconds, seconds } = settings;
  let file = "";
  const engine = new EngineRun({
    config: (folder) => {
      file = join(folder, "due-orders.json");
      return config(folder, { ...settings, file });
    },
  });
  try {
    await engine.said("order session: ready");
    raiseChildren(engine.pid ?? 0);
    const endMs = Date.now() + patienceTimes * (warmUpSeconds + seconds) * 1_000 + patienceMs;
    while (!existsSync(file) && Date.now() < endMs) await pause(pollMs);
    const report = await engine.stop();
    if (!existsSync(file))
      throw new HotlaneError("bench/order-flow", `the strategy left nothing: ${engine.log}`);
    const flow = JSON.parse(readFileSync(file, "utf8")) as DueOrdersOutcome;
    return {
      offeredPerSecond: ordersPerSecond,
      achievedPerSecond: flow.answered / flow.seconds,
      latencies: decodeFromCompressedBase64(flow.histogram),
      errors: errorsOf(flow, report),
      report,
    };
  } finally {
    engine.discard();
  }
}

/** Each of them, once. */
function errorsOf(
  flow: DueOrdersOutcome,
  { orders, channels, differences, accountsInDoubt }: HotlaneReport,
): number {
  const lost = channels.reduce((sum, channel) => sum + channel.lost, 0);
  const refused = orders.refused - flow.probesRefused;
  const notSent = Math.abs(flow.sentInAll - refused - orders.sent);
  const notTaken = orders.rejected + orders.neverReceived + (flow.due - flow.answered);
  return refused + notSent + notTaken + lost + accountsInDoubt.length + differences.length;
}
