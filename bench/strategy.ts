/**
 * Claim: calling a strategy in TypeScript inside the lane's loop takes about a tenth of a microsecond, all that it decides
 * included. Subject: the example market maker's onBook, by the shipped way through Node-API; baseline: the same decisions in
 * C++; floor: an empty native call. Beside them the same source compiled ahead of time (docs/compiled-strategies.md). The
 * other ways differ from the shipped one in one thing each
 * (docs/decisions/002-calling-a-strategy.md). Figures are means of 256 calls; those named "one at a time" are single calls,
 * to the clock's 10 ns. Each way runs in a process of its own, so that none is compiled in another's shape, by turns;
 * warmed up by 300,000 calls, which is when V8 has optimised all of it.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { InstrumentView, LaneMemory, StrategyFrame } from "#hotlane/lanes/boundary.js";
import { bindCallbacks } from "#hotlane/sdk/binding.js";
import { making } from "#hotlane/sdk/making.js";
import type { Callbacks } from "#hotlane/sdk/strategy.js";
import marketMaker from "#hotlane/strategies/examples/market-maker.js";
import { compileMarketMaker } from "./compiled-market-maker.js";
import { benchAddon, type CalledFunctions, type MeasuredCalls } from "./node-addon.js";

const compiledWay = "compiled";
const rounds = 5;
const warmUp = 300_000;
const calls = 100_000;
const callsPerFigure = 256;
const instruments = [0, 1, 2, 3, 4, 5, 6, 7];

/** What one process tells: means of 256 calls, how often a single call took how long, and what was decided. */
interface Told {
  means: number[];
  singles: [ns: number, calls: number][];
  intents: number;
  digest: string;
}

interface Way {
  /** For the process that runs it. */
  key: string;
  name: string;
  role: "subject" | "baseline" | "floor" | "other";
  runs: Told[];
}

/** The same callback behind functions of several shapes; and readers of a book's first words. */
function functionsAround(callbacks: Callbacks, memory: SharedArrayBuffer): CalledFunctions {
  const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
  const place = StrategyFrame.instrument / 4;
  const told = (): number => frame[place] as number;
  const words = new Int32Array(memory, LaneMemory.views);
  const view = new DataView(memory, LaneMemory.views);
  const doubles = new Float64Array(memory, LaneMemory.views);
  const sum = new Float64Array(1);
  const bid = InstrumentView.bidPriceTicks;
  let before = 0;
  return {
    bare: () => callbacks.onBook?.(told()),
    argument: (instrument) => callbacks.onBook?.(instrument),
    answering: () => {
      try {
        callbacks.onBook?.(told());
        return true;
      } catch {
        return false;
      }
    },
    both: (instrument) => {
      try {
        callbacks.onBook?.(instrument);
        return true;
      } catch {
        return false;
      }
    },
    dispatcher: (callback) => {
      switch (callback) {
        case 0:
          callbacks.onStart?.();
          break;
        case 1:
          callbacks.onBook?.(told());
          break;
        case 2:
          callbacks.onTimer?.();
          break;
        default:
          callbacks.onStop?.();
      }
    },
    list: () => {
      callbacks.onBook?.(before);
      callbacks.onBook?.(told());
      before = told();
    },
    empty: () => undefined,
    words: () => {
      const base = (told() * InstrumentView.size + bid) / 4;
      let total = 0;
      for (let i = 0; i < 12; ++i) total += words[base + i] as number;
      sum[0] = total;
    },
    view: () => {
      const base = told() * InstrumentView.size + bid;
      let total = 0;
      for (let i = 0; i < 12; ++i) total += view.getInt32(base + i * 4, true);
      sum[0] = total;
    },
    doubles: () => {
      const base = (told() * InstrumentView.size + bid) / 8;
      let total = 0;
      for (let i = 0; i < 12; ++i) total += doubles[base + i] as number;
      sum[0] = total;
    },
  };
}

async function measure(way: string): Promise<MeasuredCalls> {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const binding = { memory, index: 0, instruments };
  const callbacks: Callbacks = making({ binding, parameters: {}, declared: [] }, () => new marketMaker());
  const bound = bindCallbacks(callbacks, binding, (callback, error) =>
    process.stderr.write(`${callback}: ${String(error)}\n`),
  );
  const functions = functionsAround(callbacks, memory);
  const build = way === compiledWay ? await compileMarketMaker() : undefined;
  const compiled = typeof build === "object" ? build : null;
  return benchAddon.measureCalls({
    way,
    memory: new Uint8Array(memory),
    bound,
    compiled,
    functions,
    warmUp,
    calls,
  });
}

function tell({ ns, intents, digest }: MeasuredCalls): Told {
  const means: number[] = [];
  for (let i = 0; i + callsPerFigure <= ns.length; i += callsPerFigure) {
    means.push(ns.subarray(i, i + callsPerFigure).reduce((sum, one) => sum + one, 0) / callsPerFigure);
  }
  const singles = new Map<number, number>();
  for (const one of ns) singles.set(one, (singles.get(one) ?? 0) + 1);
  return { means, singles: [...singles], intents, digest };
}

function runApart(way: string): Told {
  const program = fileURLToPath(import.meta.url);
  return JSON.parse(
    execFileSync(process.execPath, [program, "--way", way], { encoding: "utf8", maxBuffer: 1 << 26 }),
  ) as Told;
}

async function main(): Promise<void> {
  const ways: Way[] = [
    { key: "shipped", name: "onBook in TypeScript", role: "subject", runs: [] },
    { key: "native", name: "the same in C++", role: "baseline", runs: [] },
    { key: "none", name: "an empty native call", role: "floor", runs: [] },
    { key: compiledWay, name: "onBook compiled ahead of time", role: "other", runs: [] },
    ...benchAddon.waysToCall.map((key): Way => ({ key, name: key, role: "other", runs: [] })),
  ];
  const build = await compileMarketMaker();
  for (let round = 0; round < rounds; ++round) {
    for (const way of ways) {
      if (way.key !== compiledWay || typeof build === "object") way.runs.push(runApart(way.key));
    }
  }
  const outcome = new OutcomeBuilder(
    "strategy",
    "a call of a strategy in TypeScript takes about 100 ns, with all that it decides",
    "ns/call",
  );
  for (const { name, role, runs } of ways.filter((one) => one.runs.length > 0)) {
    outcome.add(
      name,
      role,
      runs.flatMap(({ means }) => means),
    );
  }
  for (const { name, runs } of ways.slice(0, 4).filter((one) => one.runs.length > 0)) {
    const singles = runs.flatMap((run) => run.singles);
    outcome.add(
      `${name}, one at a time`,
      "other",
      singles.flatMap(([ns, times]) => new Array<number>(times).fill(ns)),
    );
  }
  const [shipped, inCpp, , compiled] = ways.map(({ runs }) => runs[0]);
  if (shipped === undefined || shipped.digest !== inCpp?.digest)
    throw new Error("bench strategy: the strategy in C++ decided otherwise than the one in TypeScript");
  if (compiled !== undefined && compiled.digest !== shipped.digest)
    throw new Error("bench strategy: the compiled strategy decided otherwise than the inline one");
  if (typeof build === "string") outcome.remark(`not compiled ahead of time: ${build}`);
  outcome.note("intents a call", shipped.intents / (warmUp + calls));
  outcome.remark(`each way in ${rounds} processes by turns, ${warmUp} calls to warm up, then ${calls}`);
  outcome.print();
}

const [flag, way] = process.argv.slice(2);
if (flag === "--way" && way !== undefined) process.stdout.write(JSON.stringify(tell(await measure(way))));
else await main();
