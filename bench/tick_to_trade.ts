/**
 * Claim: in core, at 100,000 messages a second, a packet's bytes become an order's bytes in less than a microsecond at the
 * median and three at the 99th percentile, with the strategy in TypeScript, called inline. Everything between is the
 * product's: arbitration, decoding, books, views, the example market maker, gate, order state, encoding. Subject: that, at
 * 100,000 messages/s; baseline: the same strategy in C++, in the same run by turns, which must send as many orders; floor:
 * a walk over the packets' frames.
 *
 * A packet is one event of a generated market, as each of the 100 packets of Nasdaq's feeds in the samples holds one
 * message; every order counts, from its packet's being there to its own bytes. The market is recorded before, from a lane
 * and a venue that trade with each other, and both lanes are given that record: who decides otherwise sends other bytes,
 * which ends the run. Open loop: packets are due when the market made them, in its bursts, at the rate's speed, whatever
 * the lane does; one that waits counts with its wait. Their times are laid on a line on which only the lane's own work
 * passes. Pinned, at real-time priority where that is allowed. Warm-up: 150,000 events, after which V8 has optimised the
 * strategy, and 1,000 at the start of each turn of a lane, whose caches the other lane had: a lane that trades has its own.
 */
import { median } from "#hotlane/bench/compare.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { LaneMemory } from "#hotlane/lanes/boundary.js";
import { native } from "#hotlane/lanes/native.js";
import marketMaker from "#hotlane/strategies/examples/market-maker.js";
import { makeStrategy } from "#hotlane/strategies/make-strategy.js";
import { benchAddon, orderStages, type TickToTrade } from "./node-addon.js";

/** The claim's first. */
const rates = [100_000, 1_000, 10_000, 500_000, 1_000_000];
const warmUpTurns = 150_000;
const rounds = 20;
const turnsPerRound = 5_000;

const mean = (figures: Float64Array): number =>
  figures.reduce((sum, one) => sum + one, 0) / Math.max(figures.length, 1);

const memory = new SharedArrayBuffer(LaneMemory.size);
const { bound } = makeStrategy(marketMaker, {
  memory,
  index: 0,
  name: "market-maker",
  instruments: [0, 1, 2, 3, 4, 5, 6, 7],
  parameters: {},
  readsQueue: false,
  onThrow: (callback, error) => process.stderr.write(`${callback}: ${String(error)}\n`),
});
const { inTypescript, inCpp, host } = benchAddon.runTickToTrade({
  memory: new Uint8Array(memory),
  bound,
  core: native.allowedCores().at(-1) ?? -1,
  warmUpTurns,
  rounds,
  turnsPerRound,
  rates,
});

const outcome = new OutcomeBuilder(
  "tick_to_trade",
  "in core, at 100,000 messages/s, a packet's bytes become an order's in less than 1,000 ns (p50) and 3,000 ns (p99), the strategy in TypeScript",
  "ns/order",
);
const at = (index: number): string => `at ${rates[index]?.toLocaleString("en-US")} messages/s`;
const [subject, ...others] = inTypescript as [TickToTrade, ...TickToTrade[]];
const [baseline, ...othersInCpp] = inCpp as [TickToTrade, ...TickToTrade[]];
outcome.add(`TypeScript, ${at(0)}`, "subject", [...subject.orderNs]);
outcome.add(`C++, ${at(0)}`, "baseline", [...baseline.orderNs]);
outcome.add("frames walked", "floor", [...subject.framingNs]);
for (const [index, found] of others.entries())
  outcome.add(`TypeScript, ${at(index + 1)}`, "other", [...found.orderNs]);
for (const [index, found] of othersInCpp.entries())
  outcome.add(`C++, ${at(index + 1)}`, "other", [...found.orderNs]);
for (const stage of orderStages)
  outcome.add(`TypeScript, of an order's way: ${stage}`, "other", [...subject.stageNs[stage]]);
for (const stage of orderStages)
  outcome.add(`C++, of an order's way: ${stage}`, "other", [...baseline.stageNs[stage]]);

const stages = orderStages.map((stage) => subject.stageNs[stage]);
const sum = (figures: number[]): number => figures.reduce((total, one) => total + one, 0);
outcome.note("stages' means ÷ mean of the whole", sum(stages.map(mean)) / mean(subject.orderNs));
outcome.note("stages' medians ÷ median of the whole", sum(stages.map(median)) / median(subject.orderNs));
outcome.note("messages a packet", subject.messages / subject.packets);
outcome.note("packets that lead to orders", subject.packetsWithOrders / subject.packets);
outcome.note("orders of such a packet", subject.orderNs.length / subject.packetsWithOrders);
outcome.note("orders measured at each rate", subject.orderNs.length);
outcome.remark(host.join("; "));
outcome.print();
