/**
 * Claim: a market's messages pass through a backtest with the example market maker, in TypeScript and called inline, at 15%
 * of the speed of the bare book pass over the same messages or more; with the same strategy in C++, at 50% or more. Subject:
 * all of a backtest that comes after the file's framing: the venue's queues, the feed's packets, the lane with its books,
 * views and gate, the strategy, its orders and what they are answered, the record. Baseline: the book pass, in packets of
 * 30 (bench/decode_book.cpp's subject). Both follow the market from its beginning, in turns, round by round; ns a message
 * of the thread's CPU time. The strategy in C++ must order the same.
 *
 * By default a generated market of eight instruments, all of them quoted. `--file F --symbols A,B`: any ITCH 5.0 file,
 * unpacked, of which those are quoted.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { median } from "#hotlane/bench/compare.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { LaneMemory } from "#hotlane/lanes/boundary.js";
import marketMaker from "#hotlane/strategies/examples/market-maker.js";
import { makeStrategy } from "#hotlane/strategies/make-strategy.js";
import { benchAddon } from "./node-addon.js";

const { values } = parseArgs({
  options: { file: { type: "string" }, symbols: { type: "string" }, json: { type: "boolean" } },
});
const generated = ["SYM0", "SYM1", "SYM2", "SYM3", "SYM4", "SYM5", "SYM6", "SYM7"];
const messagesGenerated = 2_000_000;
const rounds = 20;

const file =
  values.file === undefined ? benchAddon.makeMarketFile(messagesGenerated) : readFileSync(values.file);
const symbols = values.symbols?.split(",") ?? generated;
const memory = new SharedArrayBuffer(LaneMemory.size);
const { bound } = makeStrategy(marketMaker, {
  memory,
  index: 0,
  name: "market-maker",
  instruments: symbols.map((_, index) => index),
  parameters: {},
  onThrow: (callback, error) => process.stderr.write(`${callback}: ${String(error)}\n`),
});
const found = benchAddon.runBacktestSpeed({ memory: new Uint8Array(memory), bound, file, symbols, rounds });

const outcome = new OutcomeBuilder(
  "backtest",
  "a backtest with the market maker in TypeScript runs at 15% of the speed of the bare book pass or more; in C++, at 50%",
  "ns/message",
);
outcome.add("market maker in TypeScript, inline", "subject", [...found.inTypescript]);
outcome.add("bare book pass, packets of 30", "baseline", [...found.bookPass]);
outcome.add("market maker in C++", "other", [...found.inCpp]);
outcome.add("no strategy", "other", [...found.noStrategy]);
const speed = (ns: Float64Array): number =>
  median([...ns].map((one, round) => (found.bookPass[round] ?? 0) / one)) * 100;
outcome.note(
  "% of the book pass's speed, TypeScript, median of the rounds' ratios",
  speed(found.inTypescript),
);
outcome.note("% of the book pass's speed, C++, median of the rounds' ratios", speed(found.inCpp));
outcome.note(
  "% of the book pass's speed, no strategy, median of the rounds' ratios",
  speed(found.noStrategy),
);
outcome.note("messages a second, TypeScript", 1e9 / median([...found.inTypescript]));
outcome.note("messages", found.messages);
outcome.note("packets", found.packets);
outcome.note("orders, replaces among them", found.orders);
outcome.note("fills", found.fills);
outcome.remark(
  found.isSame ? "the strategy in C++ ordered the same" : "THE STRATEGY IN C++ ORDERED OTHERWISE",
);
outcome.print();
if (!found.isSame) process.exitCode = 1;
