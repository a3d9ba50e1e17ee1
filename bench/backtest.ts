/**
 * Claim: a whole market's messages pass through a backtest of eight of its names, with the example market maker in
 * TypeScript and called inline, at 15% of the speed of the bare book pass over the same messages or more; with the same
 * strategy in C++, at 50% or more. Subject: all of a backtest that comes after the file's framing: the venue's queues, the
 * feed's packets, the lane with its books, views and gate, the strategy, its orders and what they are answered, the record.
 * Baseline: the book pass over the whole market, in packets of 30 (bench/decode_book.cpp's subject). Both follow the market
 * from its beginning, in turns, round by round; ns a message of the thread's CPU time. The strategy in C++ must order the
 * same.
 *
 * The same once more where every message is of a name that is quoted: a generated market of eight instruments. There a
 * backtest keeps two books where the pass keeps one, and calls the strategy at each message; no claim is made of it.
 * `--file F --symbols A,B`: any ITCH 5.0 file, unpacked, of which those are quoted, in place of both.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { median } from "#hotlane/bench/compare.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { LaneMemory } from "#hotlane/lanes/boundary.js";
import marketMaker from "#hotlane/strategies/examples/market-maker.js";
import { makeStrategy } from "#hotlane/strategies/make-strategy.js";
import { type BacktestSpeed, benchAddon } from "./node-addon.js";

const { values } = parseArgs({
  options: { file: { type: "string" }, symbols: { type: "string" }, json: { type: "boolean" } },
});
const eight = (prefix: string): string[] => Array.from({ length: 8 }, (_, index) => `${prefix}${index}`);
const wholeMarketMessages = 4_000_000;
const wholeMarketNames = 8_000;
const quotedMarketMessages = 2_000_000;
const rounds = 20;

function measure(file: Uint8Array, symbols: string[]): BacktestSpeed {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const { bound } = makeStrategy(marketMaker, {
    memory,
    index: 0,
    name: "market-maker",
    instruments: symbols.map((_, index) => index),
    parameters: {},
    readsQueue: false,
    onThrow: (callback, error) => process.stderr.write(`${callback}: ${String(error)}\n`),
  });
  return benchAddon.runBacktestSpeed({ memory: new Uint8Array(memory), bound, file, symbols, rounds });
}

const outcome = new OutcomeBuilder(
  "backtest",
  "a whole market's messages pass through a backtest of eight names with the market maker in TypeScript at 15% of the speed of the bare book pass or more; in C++, at 50%",
  "ns/message",
);

/** The share of the book pass's speed, %, median of the rounds. */
function note(found: BacktestSpeed, what: string): void {
  const speed = (ns: Float64Array): number =>
    median([...ns].map((one, round) => (found.bookPass[round] ?? 0) / one)) * 100;
  outcome.note(`${what}: % of the book pass's speed, TypeScript`, speed(found.inTypescript));
  outcome.note(`${what}: % of the book pass's speed, C++`, speed(found.inCpp));
  outcome.note(`${what}: % of the book pass's speed, no strategy`, speed(found.noStrategy));
  outcome.note(`${what}: messages a second, TypeScript`, 1e9 / median([...found.inTypescript]));
  outcome.note(`${what}: messages`, found.messages);
  outcome.note(`${what}: of quoted names`, found.ofInstruments);
  outcome.note(`${what}: orders, replaces among them`, found.orders);
  outcome.note(`${what}: fills`, found.fills);
  if (found.isSame) return;
  outcome.remark(`${what}: THE STRATEGY IN C++ ORDERED OTHERWISE`);
  process.exitCode = 1;
}

const { file, symbols } = values;
const whole =
  file === undefined
    ? measure(benchAddon.makeWholeMarketFile(wholeMarketMessages, wholeMarketNames), eight("N"))
    : measure(readFileSync(file), symbols?.split(",") ?? []);
outcome.add("market maker in TypeScript, inline", "subject", [...whole.inTypescript]);
outcome.add("bare book pass, packets of 30", "baseline", [...whole.bookPass]);
outcome.add("market maker in C++", "other", [...whole.inCpp]);
outcome.add("no strategy", "other", [...whole.noStrategy]);
note(whole, file === undefined ? "a whole market" : file);
if (file === undefined) {
  const quoted = measure(benchAddon.makeMarketFile(quotedMarketMessages), eight("SYM"));
  outcome.add("every message quoted: market maker in TypeScript, inline", "other", [...quoted.inTypescript]);
  outcome.add("every message quoted: bare book pass", "other", [...quoted.bookPass]);
  outcome.add("every message quoted: market maker in C++", "other", [...quoted.inCpp]);
  outcome.add("every message quoted: no strategy", "other", [...quoted.noStrategy]);
  note(quoted, "every message quoted");
}
outcome.print();
