/**
 * Claim: 100,000 orders a second, for as long as it is let run, from a strategy through the gate, encoding, TCP and the
 * matching engine of a venue in another process, and back, with the journal on: not one lost or refused, and the engine's
 * record equal to the venue's, order by order. And the breaking point: the rate offered is raised until it is not reached.
 *
 * Series: from when an order was due to its first answer, by the rate offered. Floor: the same at a tenth of the claim's
 * rate. Baseline: none, the claim is a rate. Open loop; a second at the same rate before it is measured.
 * `--minutes N`: how long the claim's rate is held, 1 by default; `--rate N`: hold this rate instead, and no other.
 */
import { parseArgs } from "node:util";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { raisePriority } from "#hotlane/bench/priority.js";
import { HotlaneError } from "#hotlane/errors.js";
import { type OrderFlowFound, runOrderFlow } from "./order_flow/order-flow-run.js";

const claimedPerSecond = 100_000;
const warmUpSeconds = 1;
const floorSeconds = 5;
/** Of the breaking point. */
const firstStepPerSecond = 125_000;
const stepFactor = 1.25;
const stepsMax = 8;
const stepSeconds = 5;
/** A rate is reached when so much of it is. */
const reachedShare = 0.98;

const isFirst = raisePriority();
const { values } = parseArgs({
  options: { minutes: { type: "string" }, rate: { type: "string" }, json: { type: "boolean" } },
});
const outcome = new OutcomeBuilder(
  "order_flow",
  `${claimedPerSecond} orders a second to a venue and back, none lost, every one reconciled`,
  "ns/order",
);

function take(found: OrderFlowFound, role: "subject" | "floor" | "other"): void {
  const name = `${found.offeredPerSecond} orders/s offered`;
  outcome.add(name, role, found.latencies);
  outcome.note(`${name}: reached per second`, Math.round(found.achievedPerSecond));
  outcome.note(`${name}: errors`, found.errors);
  outcome.note(`${name}: from the order's bytes to its answer, p50 ns`, found.report.stages.roundTrip.p50);
  for (const { bytes, lagBytesMax } of found.report.journals) {
    outcome.note(`${name}: journal's bytes an order`, Math.round(bytes / found.report.orders.sent));
    outcome.note(`${name}: of them not on disk at most`, lagBytesMax);
  }
  outcome.note(`${name}: reconciled orders`, found.report.reconciled ? found.report.venue.orders : 0);
  process.stderr.write(
    `${name}, ${Math.round(found.achievedPerSecond)} reached, ${found.errors} errors, ` +
      `${found.report.reconciled ? "reconciled" : "NOT reconciled"}\n`,
  );
}

/** A figure of a run that went wrong is none. */
function check(found: OrderFlowFound): void {
  if (found.errors === 0 && found.report.reconciled === true) return;
  const { orders, refusals, differences } = found.report;
  throw new HotlaneError(
    "bench/order-flow",
    `at ${found.offeredPerSecond} orders/s: ${found.errors} errors, ${JSON.stringify(orders)}, ${JSON.stringify(refusals)}: ${differences.slice(0, 3).join("; ")}`,
  );
}

const seconds = Number(values.minutes ?? 1) * 60;
const rate = Number(values.rate ?? claimedPerSecond);
const isReached = (found: OrderFlowFound): boolean =>
  found.achievedPerSecond >= reachedShare * found.offeredPerSecond;

if (values.rate === undefined) {
  const floor = await runOrderFlow({
    ordersPerSecond: claimedPerSecond / 10,
    warmUpSeconds,
    seconds: floorSeconds,
  });
  check(floor);
  take(floor, "floor");
}
const claimed = await runOrderFlow({ ordersPerSecond: rate, warmUpSeconds, seconds });
take(claimed, "subject");
check(claimed);
outcome.note("seconds held", seconds);
outcome.note("rate reached, 1: yes", isReached(claimed) ? 1 : 0);

let offered = firstStepPerSecond;
for (let step = 0; values.rate === undefined && step < stepsMax; ++step, offered *= stepFactor) {
  const found = await runOrderFlow({
    ordersPerSecond: Math.round(offered),
    warmUpSeconds,
    seconds: stepSeconds,
  });
  take(found, "other");
  if (isReached(found) && found.errors === 0) continue;
  outcome.note("breaking point, orders per second", Math.round(found.achievedPerSecond));
  break;
}
outcome.remark("journal: async; venue, engine and journal share this machine's cores");
outcome.remark(
  isFirst ? "before the host's other processes" : "among the host's other processes, as one of them",
);
outcome.print();
