/**
 * Claim: from the sending of a packet at a venue to the arrival there of the order that it causes, the engine takes at the
 * median no more than 1.3 times what a bare echo takes: a program that polls one socket and writes the same bytes to the
 * other, with nothing between.
 *
 * Subject: the engine with a TypeScript strategy, kernel sockets, on the loopback. Floor: the echo there. Baseline: none.
 * Beside them the same over a veth pair, and there AF_XDP, where that can be had. All stand at the other end of the same
 * venue, in turns, on the same core, spinning; the venue spins on another, sends a packet every half millisecond whatever
 * comes back, and times each by the processor's counter.
 * `--minutes N`: of timed packets in all; `--rounds N`: in so many turns; `--warm-up N`: packets before each that don't count.
 */
import { parseArgs } from "node:util";
import { median } from "#hotlane/bench/compare.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { raisePriority } from "#hotlane/bench/priority.js";
import { messageOf } from "#hotlane/errors.js";
import { loopback, vethPair, type WireNetwork } from "./wire_to_wire/wire-network.js";
import { type Latencies, laneCore, timeEcho, timeEngine, venueCore } from "./wire_to_wire/wire-run.js";

const packetsPerSecond = 2_000;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    rounds: { type: "string", default: "4" },
    "warm-up": { type: "string", default: "8000" }, // until the strategy's code has been compiled
    json: { type: "boolean" },
  },
});

interface Contestant {
  name: string;
  role: "subject" | "floor" | "other";
  time: (packets: number) => Promise<Latencies>;
  latencies: Latencies;
}

const isFirst = raisePriority();
const outcome = new OutcomeBuilder(
  "wire_to_wire",
  "packet sent to order received, timed by the venue: at most 1.3 times a bare echo's, p50",
  "ns/order",
);
const veth = await vethPair();
if (typeof veth === "string") outcome.remark(`no veth pair, so no AF_XDP: ${veth}`);

const settings = (network: WireNetwork, packets: number) => ({
  network,
  packets,
  packetsPerSecond,
  warmUpPackets: Number(values["warm-up"]),
});

/** Of the subject's turns, p50: until the lane had the packet, until it had the order's bytes, until the kernel had them. */
const spans: [wire: number, tickToTrade: number, send: number][] = [];

/** The echo first. */
function contestantsOn(network: WireNetwork, receive: readonly ("kernel" | "xdp")[]): Contestant[] {
  const isSubject = network === loopback;
  const engines = receive.map((way) => ({
    name: `engine, ${way === "xdp" ? "AF_XDP" : "kernel sockets"}, ${network.name}`,
    role: isSubject ? ("subject" as const) : ("other" as const),
    time: (packets: number) =>
      timeEngine(settings(network, packets), way, ({ wire, tickToTrade, send }) => {
        if (isSubject) spans.push([wire.p50, tickToTrade.p50, send.p50]);
      }),
    latencies: [],
  }));
  const echo = {
    name: `bare echo, ${network.name}`,
    role: isSubject ? ("floor" as const) : ("other" as const),
    time: (packets: number) => timeEcho(settings(network, packets)),
    latencies: [],
  };
  return [echo, ...engines];
}

const networks = [
  contestantsOn(loopback, ["kernel"]),
  ...(typeof veth === "string" ? [] : [contestantsOn(veth, ["kernel", "xdp"])]),
];
const rounds = Number(values.rounds);
const turns = rounds * networks.flat().length;
const packets = Math.max(1, Math.round((Number(values.minutes) * 60 * packetsPerSecond) / turns));
const ratios = new Map<Contestant, number[]>();
for (let round = 0; round < rounds; ++round) {
  for (const [echo, ...engines] of networks) {
    if (echo === undefined) continue;
    const floor = await echo.time(packets);
    echo.latencies.push(...floor);
    for (const engine of engines) {
      try {
        const found = await engine.time(packets);
        engine.latencies.push(...found);
        const ratio = median(found) / median(floor);
        ratios.set(engine, [...(ratios.get(engine) ?? []), ratio]);
        const [here, there] = [found, floor].map((figures) => (median(figures) / 1e3).toFixed(1));
        process.stderr.write(`${engine.name}: p50 ${here} µs, echo ${there} µs, ratio ${ratio.toFixed(2)}\n`);
      } catch (error) {
        if (engine.role === "subject") throw error;
        outcome.remark(`${engine.name}: ${messageOf(error)}`);
        engines.splice(engines.indexOf(engine), 1);
      }
    }
  }
}
if (typeof veth !== "string") veth.end();

for (const contestants of networks) {
  const [echo] = contestants;
  for (const { name, role, latencies } of contestants)
    if (latencies.length > 0) outcome.add(name, role, latencies);
  for (const engine of contestants.slice(1)) {
    if (echo === undefined || engine.latencies.length === 0) continue;
    outcome.note(`${engine.name}: p50 ÷ echo's`, median(engine.latencies) / median(echo.latencies));
    outcome.note(`${engine.name}: the same, median of the rounds`, median(ratios.get(engine) ?? []));
    outcome.note(`${engine.name}: orders timed`, engine.latencies.length);
  }
}
for (const [index, name] of ["wire", "tickToTrade", "send"].entries())
  outcome.note(`of it in the engine, p50 ns: ${name}`, median(spans.map((span) => span[index] ?? 0)));
outcome.remark(`venue on core ${venueCore}, lane and echo in turns on core ${laneCore}, all spinning`);
outcome.remark(
  isFirst ? "before the host's other processes" : "among the host's other processes, as one of them",
);
outcome.print();
