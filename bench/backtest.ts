/**
 * Claim: a whole market's messages pass through a backtest of eight of its names, with the example market maker in
 * TypeScript and called inline, at 15% of the speed of the bare book pass over the same messages or more; with the same
 * file compiled ahead of time (docs/compiled-strategies.md), at 50% or more. Subject: all of a backtest that comes after the
 * file's framing: the venue's queues, the feed's packets, the lane with its books, views and gate, the strategy, its orders
 * and what they are answered, the record. Baseline: the book pass over the whole market, in packets of 30
 * (bench/decode_book.cpp's subject). Beside them the same strategy by hand in C++, and one that does nothing: what a backtest
 * takes whatever the strategy is. All follow the market from its beginning, in turns, round by round, each in a lane memory of
 * its own; ns a message of the thread's CPU time. All three must order and be filled the same, to the ns. Where wasm2c or a C
 * compiler is missing the compiled one is left out, and a remark says why.
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
import { compileMarketMaker } from "./compiled-market-maker.js";
import { type BacktestSpeed, benchAddon } from "./node-addon.js";

const { values } = parseArgs({
  options: { file: { type: "string" }, symbols: { type: "string" }, json: { type: "boolean" } },
});
const eight = (prefix: string): string[] => Array.from({ length: 8 }, (_, index) => `${prefix}${index}`);
const wholeMarketMessages = 4_000_000;
const wholeMarketNames = 8_000;
const quotedMarketMessages = 2_000_000;
const rounds = 20;
const build = await compileMarketMaker();
const compiled = typeof build === "object" ? build : null;

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
  return benchAddon.runBacktestSpeed({
    memory: new Uint8Array(memory),
    bound,
    compiled,
    file,
    symbols,
    rounds,
  });
}

const outcome = new OutcomeBuilder(
  "backtest",
  "a whole market's messages pass through a backtest of eight names with the market maker in TypeScript at 15% of the speed of the bare book pass or more; compiled ahead of time, at 50%",
  "ns/message",
);

/** The series of one market; `what` in front of their names. */
function add(
  found: BacktestSpeed,
  what: string,
  subject: "subject" | "other",
  baseline: "baseline" | "other",
): void {
  outcome.add(`${what}market maker in TypeScript, inline`, subject, [...found.inTypescript]);
  outcome.add(`${what}bare book pass, packets of 30`, baseline, [...found.bookPass]);
  if (found.compiled !== undefined)
    outcome.add(`${what}market maker compiled ahead of time`, "other", [...found.compiled]);
  outcome.add(`${what}market maker in C++`, "other", [...found.inCpp]);
  outcome.add(`${what}no strategy`, "other", [...found.noStrategy]);
}

/** The share of the book pass's speed, %, median of the rounds. */
function note(found: BacktestSpeed, what: string): void {
  const noteSpeed = (ns: Float64Array, name: string): void => {
    const shares = [...ns].map((one, round) => (found.bookPass[round] ?? 0) / one);
    outcome.note(`${what}: % of the book pass's speed, ${name}`, median(shares) * 100);
    outcome.note(`${what}: messages a second, ${name}`, 1e9 / median([...ns]));
  };
  noteSpeed(found.inTypescript, "TypeScript");
  if (found.compiled !== undefined) noteSpeed(found.compiled, "compiled");
  noteSpeed(found.inCpp, "C++");
  noteSpeed(found.noStrategy, "no strategy");
  outcome.note(`${what}: messages`, found.messages);
  outcome.note(`${what}: of quoted names`, found.ofInstruments);
  outcome.note(`${what}: orders, replaces among them`, found.orders);
  outcome.note(`${what}: fills`, found.fills);
  for (const name of found.otherwise) {
    const words = `${what}: THE STRATEGY ${name.toUpperCase()} ORDERED OTHERWISE`;
    outcome.remark(words);
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
  }
}

const { file, symbols } = values;
const whole =
  file === undefined
    ? measure(benchAddon.makeWholeMarketFile(wholeMarketMessages, wholeMarketNames), eight("N"))
    : measure(readFileSync(file), symbols?.split(",") ?? []);
add(whole, "", "subject", "baseline");
note(whole, file === undefined ? "a whole market" : file);
if (file === undefined) {
  const quoted = measure(benchAddon.makeMarketFile(quotedMarketMessages), eight("SYM"));
  add(quoted, "every message quoted: ", "other", "other");
  note(quoted, "every message quoted");
}
if (typeof build === "string") outcome.remark(`not compiled ahead of time, so not measured: ${build}`);
outcome.print();
