/**
 * Reads of a lane's shared tables from the main thread: counters, books, positions, stage histograms. They never disturb
 * the lane. A book is read under its seqlock; counters may be of neighbouring turns.
 */
import { type Bucket, sharedBuckets } from "../latency/shared-histogram.js";
import {
  ChannelView,
  depthLevels,
  Histogram,
  histogramCounts,
  InstrumentView,
  KillView,
  killStepNames,
  killsMax,
  LaneMemory,
  LaneStatus,
  LaneWatch,
  LineView,
  PositionView,
  RiskView,
  refusalNames,
  ScopeUsage,
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
  | "isRecovery"
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

/** What a strategy, an account or the lane's part of the firm has used. Money in ticks x shares. */
export interface UsageReading {
  /** Why it may not trade, a bit each: risk/gate_state.hpp. */
  stops: number;
  openOrders: number;
  openNotional: number;
  /** Today, open orders counted as if filled. */
  tradedNotional: number;
  grossExposure: number;
  netExposure: number;
  creditUsed: number;
  /** Today's, realised and unrealised, after fees. */
  profit: number;
  /** Within the window of its order-to-trade ratio, and of its entered notional. */
  messagesWindow: number;
  enteredWindow: number;
}

/** How far a kill switch has come in the lane. Times in ns since it was turned; 0 where it has not come so far. */
export interface KillReading {
  /** unseen: the lane has not taken the command. */
  step: "unseen" | Exclude<(typeof killStepNames)[number], "none">;
  /** Orders in its scope that had no cancel on their way, and cancel requests sent for them. */
  orders: number;
  cancels: number;
  /** Of the lane, from seen to sent. */
  turns: number;
  seenNs: number;
  cancelledNs: number;
  sentNs: number;
}

/** What the watchdog did to the lane so far. */
export interface WatchReading {
  halts: number;
  socketsShut: number;
  /** Of the last halt: how long the lane had been silent, and how long it took to shut its sockets. */
  silentNs: number;
  shutNs: number;
}

const unseen: KillReading = {
  step: "unseen",
  orders: 0,
  cancels: 0,
  turns: 0,
  seenNs: 0,
  cancelledNs: 0,
  sentNs: 0,
};

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

  /** Kill switches that are on. */
  get killSwitches(): number {
    return this.#view.getUint32(LaneMemory.status + LaneStatus.killSwitch, true);
  }

  /** What became of the kill switch that was turned on as `id`. */
  kill(id: number): KillReading {
    const base = LaneMemory.kills + (id % killsMax) * KillView.size;
    // Stored last, so that what it speaks of has been written.
    const step = killStepNames[Atomics.load(this.#words, (base + KillView.step) / 4)];
    if (step === undefined || step === "none") return unseen;
    const view = this.#view;
    if (view.getUint32(base + KillView.killId, true) !== id) return unseen;
    const isSent = step === "sent";
    return {
      step,
      orders: view.getUint32(base + KillView.orders, true),
      cancels: view.getUint32(base + KillView.cancels, true),
      turns: isSent ? view.getUint32(base + KillView.turns, true) : 0,
      seenNs: Number(view.getBigUint64(base + KillView.seenNs, true)),
      cancelledNs: step === "seen" ? 0 : Number(view.getBigUint64(base + KillView.cancelledNs, true)),
      sentNs: isSent ? Number(view.getBigUint64(base + KillView.sentNs, true)) : 0,
    };
  }

  get watch(): WatchReading {
    const base = LaneMemory.watch;
    const halts = Atomics.load(this.#words, (base + LaneWatch.halts) / 4);
    return {
      halts,
      socketsShut: Atomics.load(this.#words, (base + LaneWatch.socketsShut) / 4),
      silentNs: Number(this.#view.getBigUint64(base + LaneWatch.silentNs, true)),
      shutNs: Number(this.#view.getBigUint64(base + LaneWatch.shutNs, true)),
    };
  }

  /** Of the limit set that holds. */
  get limitsVersion(): number {
    return Atomics.load(this.#words, (LaneMemory.risk + RiskView.limitsVersion) / 4) >>> 0;
  }

  /** Intents that the gate refused so far, by Refusal; those that it never refused for are left out. */
  get refusals(): Readonly<Record<number, number>> {
    const counts = refusalNames.map((_, code): [number, number] => [
      code,
      Number(this.#view.getBigUint64(LaneMemory.risk + RiskView.refusals + code * 8, true)),
    ]);
    return Object.fromEntries(counts.filter(([code, count]) => code > 0 && count > 0));
  }

  /** `index`: of the strategy or account in the lane. */
  usage(scope: "firm" | "strategy" | "account", index = 0): UsageReading {
    const first = { firm: RiskView.firm, strategy: RiskView.strategies, account: RiskView.accounts }[scope];
    const base = LaneMemory.risk + first + index * ScopeUsage.size;
    const amount = (field: Exclude<keyof typeof ScopeUsage, "size" | "stops" | "isReconciled">): number =>
      Number(this.#view.getBigInt64(base + ScopeUsage[field], true));
    return {
      stops: this.#view.getUint32(base + ScopeUsage.stops, true),
      openOrders: amount("openOrders"),
      openNotional: amount("openNotional"),
      tradedNotional: amount("tradedNotional"),
      grossExposure: amount("grossExposure"),
      netExposure: amount("netExposure"),
      creditUsed: amount("creditUsed"),
      profit: amount("profit"),
      messagesWindow: amount("messagesWindow"),
      enteredWindow: amount("enteredWindow"),
    };
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
  lead(channel: number, line: number): Bucket[] {
    const base = lineBase(channel, line) + LineView.lead + Histogram.counts;
    return sharedBuckets(new BigUint64Array(this.#memory, base, histogramCounts));
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

  /** One stage's latencies, as they were counted. */
  buckets(stage: keyof typeof Stage): Bucket[] {
    const base = LaneMemory.histograms + Stage[stage] * Histogram.size + Histogram.counts;
    return sharedBuckets(new BigUint64Array(this.#memory, base, histogramCounts));
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
