// Claim: a tick-to-trade's jitter, p99.9 less p50, is no more than 1.2 times what a loop that does nothing has on the
// same core in the same run, whatever goes on beside it.
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { endure } from "./jitter/endurance.js";

const claim = "tick-to-trade does not drift and memory does not grow";
const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};

const outcome = new OutcomeBuilder("jitter", claim, "ns/order");
const minutes = option("minutes");
if (minutes !== undefined) await endure(Number(minutes), { poll: "yield", realtime: true }, outcome);
outcome.print();
