/**
 * Reads of a lane's shared tables from the main thread: counters, books, positions, stage histograms. They never disturb
 * the lane. A book is read under its seqlock; counters may be of neighbouring turns.
 */
import type { Histogram as HdrHistogram } from "hdr-histogram-js";
import { fromSharedCounts } from "../latency/shared-histogram.js";
import {
  ChannelView,
  depthLevels,
  Histogram,
  histogramCounts,
  InstrumentView,
  LaneMemory,
  LaneStatus,
  LineView,
  PositionView,
  SessionView,
  Stage,
  StrategyFrame,
} from "./boundary.js";

/** Names of LaneStatus's 64-bit counters. */
export type Counter = Exclude<
  keyof typeof LaneStatus,
  | "size"
  | "state"
  | "killSwitch"
  | "accountsInDoubt"
  | "systemPhase"
  | "heartbeatNs"
  | "breakerLevel"
  | "journalState"
  | "journalFailure"
>;

/** Names of a session's 64-bit counters. */
export type SessionCounter = Exclude<keyof typeof SessionView, "size" | "state" | "protocol" | "soupSession">;

/** Names of a channel's and a line's 64-bit counters. */
export type ChannelCounter = Exclude<
  keyof typeof ChannelView,
  "size" | "state" | "step" | "cause" | "lines" | "line" | "padding"
>;
export type LineCounter = Exclude<keyof typeof LineView, "size" | "lead" | "padding">;

/** Codes of feed/channel_status.hpp; `since` is ns since the Unix epoch. */
export interface ChannelReading {
  state: number;
  step: number;
  cause: number;
  lines: number;
}

export interface Level {
  priceTicks: number;
  quantity: number;
  orders: number;
}

export interface BookReading {
  /** A code of BookState. */
  state: number;
  bids: Level[];
  asks: Level[];
  lastPriceTicks: number;
  lastQuantity: number;
  /** Shares traded. */
  volume: number;
}

export interface PositionReading {
  /** Shares, negative when short. */
  net: number;
  /** Signed cost of the net position, ticks x shares. */
  openNotional: number;
  /** Before fees; this and below: ticks x shares. */
  realised: number;
  /** At the mark: the middle of the market, else the last trade. */
  unrealised: number;
  /** What venues and regulators charged, and what venues brought. */
  fees: number;
  rebates: number;
  /** 0: unknown. */
  markTicks: number;
}

const channelBase = (channel: number): number => LaneMemory.channel + channel * ChannelView.size;
const sessionBase = (session: number): number => LaneMemory.session + session * SessionView.size;
const lineBase = (channel: number, line: number): number =>
  channelBase(channel) + ChannelView.line + line * LineView.size;

export class LaneReader {
  readonly #memory: SharedArrayBuffer;
  readonly #view: DataView;
  readonly #words: Int32Array;
  /** One instrument's view, copied out of the shared memory. */
  readonly #copy = new Int32Array(InstrumentView.size / 4);
  readonly #copied = new DataView(this.#copy.buffer);

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory, 0, LaneMemory.events / 4);
  }

  get state(): number {
    return this.#view.getUint32(LaneMemory.status + LaneStatus.state, true);
  }

  get isKillSwitchOn(): boolean {
    return this.#view.getUint32(LaneMemory.status + LaneStatus.killSwitch, true) !== 0;
  }

  /** A code of journal/lane_records.hpp's JournalState, and the errno of what the disk refused, 0: nothing. */
  get journal(): { state: number; failure: number } {
    const word = (offset: number): number => this.#view.getUint32(LaneMemory.status + offset, true);
    return { state: word(LaneStatus.journalState), failure: word(LaneStatus.journalFailure) };
  }

  sessionState(session: number): number {
    return this.#view.getUint32(sessionBase(session) + SessionView.state, true);
  }

  /** The SoupBinTCP session and the next sequence number that a session holds. */
  sessionPlace(session: number): { session: string; nextSequence: number } {
    const bytes = new Uint8Array(this.#memory, sessionBase(session) + SessionView.soupSession, 16);
    return {
      session: String.fromCharCode(...bytes)
        .replaceAll("\0", " ")
        .trim(),
      nextSequence: this.sessionCounter(session, "nextSequence"),
    };
  }

  sessionCounter(session: number, name: SessionCounter): number {
    return Number(this.#view.getBigUint64(sessionBase(session) + SessionView[name], true));
  }

  /** Whether trading for an account is stopped until a human has looked. */
  isInDoubt(account: number): boolean {
    return (
      ((this.#view.getUint32(LaneMemory.status + LaneStatus.accountsInDoubt, true) >>> account) & 1) === 1
    );
  }

  counter(name: Counter): number {
    return Number(this.#view.getBigUint64(LaneMemory.status + LaneStatus[name], true));
  }

  get channels(): number {
    return this.#view.getUint32(LaneMemory.channels, true);
  }

  channel(channel: number): ChannelReading {
    const base = channelBase(channel);
    return {
      state: this.#view.getUint32(base + ChannelView.state, true),
      step: this.#view.getUint32(base + ChannelView.step, true),
      cause: this.#view.getUint32(base + ChannelView.cause, true),
      lines: this.#view.getUint32(base + ChannelView.lines, true),
    };
  }

  channelCounter(channel: number, name: ChannelCounter): number {
    return Number(this.#view.getBigUint64(channelBase(channel) + ChannelView[name], true));
  }

  lineCounter(channel: number, line: number, name: LineCounter): number {
    return Number(this.#view.getBigUint64(lineBase(channel, line) + LineView[name], true));
  }

  /** By how much a line was ahead of the other, ns. */
  lead(channel: number, line: number): HdrHistogram {
    const base = lineBase(channel, line) + LineView.lead + Histogram.counts;
    return fromSharedCounts(new BigUint64Array(this.#memory, base, histogramCounts));
  }

  /** The lane's own ns-since-epoch at its last sign of life. */
  get heartbeatNs(): number {
    return Number(this.#view.getBigInt64(LaneMemory.status + LaneStatus.heartbeatNs, true));
  }

  /** One consistent reading of a book; tries again while the lane writes it. */
  book(instrument: number): BookReading {
    const first = (LaneMemory.views + instrument * InstrumentView.size) / 4;
    const version = first + InstrumentView.version / 4;
    for (;;) {
      const before = Atomics.load(this.#words, version);
      if ((before & 1) !== 0) continue;
      // Atomic loads keep their order. A plain one may be carried out after the second look at the version on arm64,
      // where an atomic load holds back only what follows it.
      for (let word = 0; word < this.#copy.length; ++word) {
        this.#copy[word] = Atomics.load(this.#words, first + word);
      }
      if (Atomics.load(this.#words, version) === before) return this.#reading();
    }
  }

  position(strategy: number, instrument: number): PositionReading {
    const base =
      LaneMemory.frames +
      strategy * StrategyFrame.size +
      StrategyFrame.positions +
      instrument * PositionView.size;
    const number = (field: Exclude<keyof typeof PositionView, "size">): number =>
      this.#view.getFloat64(base + PositionView[field], true);
    return {
      net: number("net"),
      openNotional: number("openNotional"),
      realised: number("realised"),
      unrealised: number("unrealised"),
      fees: number("fees"),
      rebates: number("rebates"),
      markTicks: number("markTicks"),
    };
  }

  /** One stage's latencies in ns, as an hdr-histogram-js. */
  histogram(stage: keyof typeof Stage): HdrHistogram {
    const base = LaneMemory.histograms + Stage[stage] * Histogram.size + Histogram.counts;
    return fromSharedCounts(new BigUint64Array(this.#memory, base, histogramCounts));
  }

  /** The largest value of a stage, to the ns. */
  maximum(stage: keyof typeof Stage): number {
    const base = LaneMemory.histograms + Stage[stage] * Histogram.size + Histogram.maximum;
    return Number(this.#view.getBigUint64(base, true));
  }

  #reading(): BookReading {
    const view = this.#copied;
    const levels = (count: number, price: number, quantity: number, orders: number): Level[] => {
      const found: Level[] = [];
      const length = Math.min(view.getUint32(count, true), depthLevels);
      for (let i = 0; i < length; ++i) {
        found.push({
          priceTicks: view.getInt32(price + i * 4, true),
          quantity: view.getUint32(quantity + i * 4, true),
          orders: view.getUint32(orders + i * 4, true),
        });
      }
      return found;
    };
    const V = InstrumentView;
    return {
      state: view.getUint32(V.state, true),
      bids: levels(V.bidLevels, V.bidPriceTicks, V.bidQuantity, V.bidOrders),
      asks: levels(V.askLevels, V.askPriceTicks, V.askQuantity, V.askOrders),
      lastPriceTicks: view.getInt32(V.lastPriceTicks, true),
      lastQuantity: view.getUint32(V.lastQuantity, true),
      volume: view.getFloat64(V.volume, true),
    };
  }
}
