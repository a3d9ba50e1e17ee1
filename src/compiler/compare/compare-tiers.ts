/**
 * Holds the two tiers of a strategy against each other: in markets made up from seeds, after each callback, both must have
 * left the same bytes in their frames, with parameters from the seed too. Runs in one thread, so that a difference comes again from its seed.
 */
import { seededRandom } from "../../bench/seeded-random.js";
import { messageOf } from "../../errors.js";
import { StrategyFrame } from "../../lanes/boundary.js";
import { native } from "../../lanes/native.js";
import type { BoundStrategy } from "../../sdk/binding.js";
import type { Parameters } from "../../sdk/strategy.js";
import { makeStrategy, type StrategyExport } from "../../strategies/make-strategy.js";
import type { CompiledBuild } from "../build-strategy.js";
import { makeCompiled } from "../compiled-strategy.js";
import type { CallbackName } from "../machine-code.js";
import { drawParameters } from "./drawn-parameters.js";
import { LanePair } from "./lane-pair.js";
import { MadeUpExchange } from "./made-up-exchange.js";
import { MadeUpMarket } from "./made-up-market.js";

export interface Comparison {
  markets: number;
  calls: number;
  intents: number;
  /** Of the first market in which the tiers differ. */
  difference?: { seed: number; call: number; callback: string; words: string };
}

export interface ComparisonOptions {
  markets: number;
  /** Callbacks in each. */
  calls: number;
  seed: number;
}

const instrumentSets: readonly (readonly number[])[] = [[0, 1], [3, 0, 7], [5], [2, 4, 6, 9, 200]];

/** `load`: the strategy's code, evaluated anew for each market, as for each place of a lane. */
export function compareTiers(
  load: () => StrategyExport,
  build: CompiledBuild,
  options: ComparisonOptions,
): Comparison {
  const comparison: Comparison = { markets: 0, calls: 0, intents: 0 };
  const pair = new LanePair();
  for (let market = 0; market < options.markets; market += 1) {
    const seed = options.seed + market;
    const run = new ComparedRun(pair, seed, load(), build, options);
    run.run();
    comparison.markets += 1;
    comparison.calls += run.calls;
    comparison.intents += run.intents;
    if (run.words !== undefined) {
      comparison.difference = { seed, call: run.calls, callback: run.callback, words: run.words };
      break;
    }
  }
  return comparison;
}

class ComparedRun {
  calls = 0;
  intents = 0;
  callback = "constructor";
  /** What differs. */
  words: string | undefined;
  readonly #pair: LanePair;
  readonly #random: () => number;
  readonly #exported: StrategyExport;
  readonly #build: CompiledBuild;
  readonly #options: ComparisonOptions;
  readonly #parameters: Parameters;
  readonly #instruments: readonly number[];
  #timerDueNs = Number.POSITIVE_INFINITY;
  #timerNs = 0;
  /** What each threw, "": nothing. */
  #inlineThrew = "";
  #compiledThrew = "";

  constructor(
    pair: LanePair,
    seed: number,
    exported: StrategyExport,
    build: CompiledBuild,
    options: ComparisonOptions,
  ) {
    this.#pair = pair;
    this.#random = seededRandom(seed);
    this.#exported = exported;
    this.#build = build;
    this.#options = options;
    this.#parameters = drawParameters(build.parameters, this.#random);
    this.#instruments = instrumentSets[seed % instrumentSets.length] as readonly number[]; // there is one
  }

  run(): void {
    const pair = this.#pair;
    pair.reset();
    const market = new MadeUpMarket(pair, this.#random, this.#instruments);
    const exchange = new MadeUpExchange(pair, this.#random);
    const bound = this.#makeInline();
    const { strategy } = makeCompiled(this.#build, {
      index: 0,
      name: "compared",
      instruments: this.#instruments,
      parameters: this.#parameters,
      onFailure: (_callback, words) => {
        this.#compiledThrew = words;
      },
    });
    const next = (): CallbackName | undefined => {
      if (this.calls > 0 && !this.#isSame(exchange)) return undefined;
      if (this.calls >= this.#options.calls) return undefined;
      return this.#call(bound, market, exchange);
    };
    try {
      native.callCompiled(new Uint8Array(pair.memories[1]), strategy, next);
    } catch (error) {
      this.#compiledThrew ||= messageOf(error);
    }
    // One that fails is not asked again: both must have.
    if (this.words === undefined && this.#inlineThrew === "" && this.#compiledThrew !== "") {
      this.words = `compiled alone failed: ${this.#compiledThrew}`;
    }
  }

  #makeInline(): BoundStrategy {
    return makeStrategy(this.#exported, {
      memory: this.#pair.memories[0],
      index: 0,
      name: "compared",
      instruments: this.#instruments,
      parameters: this.#parameters,
      onThrow: () => undefined,
    }).bound;
  }

  /** The inline tier's call; the compiled one's follows when its name is given. */
  #call(bound: BoundStrategy, market: MadeUpMarket, exchange: MadeUpExchange): CallbackName {
    const callback = this.#choose(market, exchange);
    this.callback = callback;
    this.calls += 1;
    this.#pair.frameWord(StrategyFrame.intentCount, 0);
    try {
      bound[callback]?.();
    } catch (error) {
      this.#inlineThrew = messageOf(error);
    }
    return callback;
  }

  #choose(market: MadeUpMarket, exchange: MadeUpExchange): CallbackName {
    if (this.calls === 0) {
      this.#pair.frameDouble(StrategyFrame.timeOfDayNs, market.timeNs);
      return "onStart";
    }
    if (this.calls === this.#options.calls - 1) return "onStop";
    market.passTime();
    if (market.timeNs >= this.#timerDueNs) {
      this.#timerDueNs = market.timeNs + this.#timerNs;
      return "onTimer";
    }
    if (this.#random() < 0.6 && exchange.tellOrder()) return "onOrder";
    const luck = this.#random();
    const instrument = market.anyInstrument();
    if (luck < market.statusShare) {
      market.status(instrument);
      return "onStatus";
    }
    if (luck < market.statusShare + 0.15) {
      market.trade(instrument);
      return "onTrade";
    }
    market.changeBook(instrument);
    return "onBook";
  }

  /** After both have been called. */
  #isSame(exchange: MadeUpExchange): boolean {
    const at = this.#pair.difference();
    if (this.#inlineThrew !== "") {
      this.words = `inline alone threw: ${this.#inlineThrew}`;
    } else if (at >= 0) {
      const [inline, compiled] = [this.#pair.intentsOf(0), this.#pair.intentsOf(1)];
      this.words = `byte ${at} of the frame differs: inline ${inline}, compiled ${compiled}`;
    }
    if (this.words !== undefined) return false;
    this.intents += this.#pair.readWord(StrategyFrame.intentCount);
    exchange.takeIntents();
    const timerNs = this.#pair.readDouble(StrategyFrame.timerIntervalNs);
    if (timerNs !== this.#timerNs) {
      this.#timerNs = timerNs;
      this.#timerDueNs =
        timerNs > 0 ? this.#pair.readDouble(StrategyFrame.timeOfDayNs) + timerNs : Number.POSITIVE_INFINITY;
    }
    return true;
  }
}
