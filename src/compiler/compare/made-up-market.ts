/**
 * A market from a seed: books that walk, thin out and halt, trades, statuses of every kind, in the frames of two lanes at
 * once. What is unlikely in a day is likely here. One market in three stands before the opening cross, with news of its
 * imbalance above all.
 */
import {
  depthLevels,
  InstrumentView,
  StatusSlot,
  StrategyFrame,
  statusKindNames,
  TradeSlot,
} from "../../lanes/boundary.js";
import type { LanePair } from "./lane-pair.js";

const letters = "BSNOAPCHYQX ";
const tickTicks = 100;

export class MadeUpMarket {
  readonly #pair: LanePair;
  readonly #random: () => number;
  readonly #instruments: readonly number[];
  readonly #middles = new Map<number, number>();
  readonly #isBeforeCross: boolean;
  #timeNs: number;

  constructor(pair: LanePair, random: () => number, instruments: readonly number[]) {
    this.#pair = pair;
    this.#random = random;
    this.#instruments = instruments;
    this.#isBeforeCross = random() < 1 / 3;
    const nearOpening = random() < 0.5;
    // 34,080 is 09:28, when Nasdaq freezes orders for the cross: some markets pass it.
    const startS = this.#isBeforeCross
      ? 33_900 + random() * 160
      : nearOpening
        ? 33_900 + random() * 200
        : random() * 80_000;
    this.#timeNs = Math.floor(startS * 1e9);
    for (const instrument of instruments) {
      this.#middles.set(instrument, this.#whole(500, 20_000) * tickTicks);
      this.changeBook(instrument);
    }
  }

  get timeNs(): number {
    return this.#timeNs;
  }

  /** The part of the news that is a status. */
  get statusShare(): number {
    return this.#isBeforeCross ? 0.4 : 0.1;
  }

  /** Mostly microseconds, at times a second or more. */
  passTime(): void {
    const most = this.#random() < 0.05 ? 3e9 : this.#random() < 0.3 ? 5e7 : 5e5;
    this.#timeNs += 1 + Math.floor(this.#random() * most);
    this.#pair.frameDouble(StrategyFrame.timeOfDayNs, this.#timeNs);
  }

  anyInstrument(): number {
    return this.#instruments[Math.floor(this.#random() * this.#instruments.length)] as number; // there is one
  }

  changeBook(instrument: number): void {
    const put = (field: number, value: number): void => this.#pair.viewWord(instrument, field, value);
    const step = Math.round((this.#random() - 0.5) * 6) * tickTicks;
    const middle = Math.max(50 * tickTicks, (this.#middles.get(instrument) ?? 0) + step);
    this.#middles.set(instrument, middle);
    put(InstrumentView.state, this.#random() < 0.93 ? 1 : this.#whole(0, 4));
    const spread = this.#whole(this.#random() < 0.03 ? 0 : 1, 4) * tickTicks;
    this.#changeSide(put, middle - spread, -1, InstrumentView.bidLevels, InstrumentView.bidPriceTicks);
    this.#changeSide(put, middle + spread, 1, InstrumentView.askLevels, InstrumentView.askPriceTicks);
    put(InstrumentView.lastPriceTicks, this.#random() < 0.1 ? 0 : middle);
    put(InstrumentView.lastQuantity, this.#shares());
    this.#pair.frameWord(StrategyFrame.instrument, instrument);
  }

  #changeSide(
    put: (field: number, value: number) => void,
    best: number,
    away: number,
    levels: number,
    prices: number,
  ): void {
    const isBid = levels === InstrumentView.bidLevels;
    const quantities = isBid ? InstrumentView.bidQuantity : InstrumentView.askQuantity;
    put(levels, this.#random() < 0.05 ? this.#whole(0, 2) : depthLevels);
    let price = best;
    for (let level = 0; level < depthLevels; level += 1) {
      put(prices + level * 4, price);
      put(quantities + level * 4, this.#shares());
      price += away * this.#whole(1, 3) * tickTicks;
    }
  }

  trade(instrument: number): void {
    const put = (field: number, value: number): void =>
      this.#pair.frameWord(StrategyFrame.trade + field, value);
    put(TradeSlot.instrument, instrument);
    put(TradeSlot.priceTicks, this.#middles.get(instrument) ?? 0);
    put(TradeSlot.quantity, this.#shares());
    put(TradeSlot.aggressor, this.#whole(-1, 1));
  }

  /** All fields at once, whatever the kind: none may matter that is not its own. Unknown kinds too. */
  status(instrument: number): void {
    const put = (field: number, value: number): void =>
      this.#pair.frameWord(StrategyFrame.status + field, value);
    const isImbalance = this.#random() < 0.5;
    const kind = isImbalance ? statusKindNames.indexOf("imbalance") : this.#whole(0, statusKindNames.length);
    const middle = this.#middles.get(instrument) ?? 0;
    put(StatusSlot.kind, kind);
    put(StatusSlot.instrument, instrument);
    put(StatusSlot.code, kind < 8 && !isImbalance ? this.#whole(0, 8) : this.#letter());
    put(StatusSlot.detail, this.#letter());
    put(StatusSlot.variation, this.#letter());
    put(StatusSlot.timeS, this.#whole(0, 86_399));
    put(StatusSlot.referenceTicks, middle);
    put(StatusSlot.upperTicks, middle + this.#whole(0, 50) * tickTicks);
    put(StatusSlot.lowerTicks, middle - this.#whole(0, 50) * tickTicks);
    put(StatusSlot.nearTicks, this.#random() < 0.1 ? 0 : middle + this.#whole(-20, 20) * tickTicks);
    put(StatusSlot.farTicks, middle + this.#whole(-20, 20) * tickTicks);
    put(StatusSlot.reason, this.#letter() | (this.#letter() << 8) | (0x20 << 16) | (this.#letter() << 24));
    const double = (field: number, value: number): void =>
      this.#pair.frameDouble(StrategyFrame.status + field, value);
    double(StatusSlot.pairedShares, this.#shares());
    double(StatusSlot.imbalanceShares, this.#shares());
    for (let level = 0; level < 3; level += 1) double(StatusSlot.levels + level * 8, 4_000 - level * 217.5);
    if (this.#isBeforeCross && isImbalance) this.#imbalanceOfOpening(put, double, middle);
  }

  /** As an exchange's would be: the side that is left over pushes the likely price. */
  #imbalanceOfOpening(
    put: (field: number, value: number) => void,
    double: (field: number, value: number) => void,
    middle: number,
  ): void {
    const direction = "BSN".charAt(this.#whole(0, 2));
    const push = { B: 1, S: -1 }[direction] ?? 0;
    put(StatusSlot.code, direction.charCodeAt(0));
    put(StatusSlot.detail, (this.#random() < 0.9 ? "O" : "C").charCodeAt(0));
    put(StatusSlot.nearTicks, middle + push * this.#whole(0, 20) * tickTicks);
    put(StatusSlot.farTicks, middle + push * this.#whole(0, 40) * tickTicks);
    double(StatusSlot.pairedShares, this.#whole(0, 100_000));
    double(StatusSlot.imbalanceShares, push === 0 ? 0 : this.#whole(1, 20_000));
  }

  #letter(): number {
    return letters.charCodeAt(this.#whole(0, letters.length - 1));
  }

  /** At times beyond 2^31, at times none. */
  #shares(): number {
    const luck = this.#random();
    if (luck < 0.01) return -this.#whole(1, 1_000_000);
    return luck < 0.05 ? 0 : this.#whole(1, 60) * (luck < 0.2 ? 1 : 100);
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }
}
