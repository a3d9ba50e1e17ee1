/** The lane's side of a strategy's frame: writes what a callback is told, reads what it asked for. For tests alone. */
import {
  BookState,
  depthLevels,
  InstrumentView,
  IntentSlot,
  instrumentsMax,
  LaneMemory,
  OrderUpdateSlot,
  PositionView,
  QueueSlot,
  queueBucketSlots,
  type StatusKind,
  StatusSlot,
  StrategyFrame,
  TradeSlot,
} from "../lanes/boundary.js";
import { queueBucket } from "../sdk/queue-slots.js";
import type { Instrument, OrderId } from "../sdk/strategy.js";
import type { MadeUpPosition } from "./made-up-position.js";

/** `[priceTicks, shares]`. */
export type MadeUpLevel = readonly [priceTicks: number, shares: number];

/** What a strategy asked for, as it stands in its frame. */
export type WrittenIntent = Readonly<Record<Exclude<keyof typeof IntentSlot, "size">, number>>;

/** An order update as it is written. */
export type UpdateFields = Required<Fields<typeof OrderUpdateSlot>>;

type Fields<Slot> = Partial<Record<Exclude<keyof Slot, "size">, number>>;

const byteFields = ["display", "pegKind", "cross", "capacity", "sellKind"];
const doubleStatusFields = ["pairedShares", "imbalanceShares"];

export class FrameWriter {
  readonly memory = new SharedArrayBuffer(LaneMemory.size);
  readonly #views = new DataView(this.memory, LaneMemory.views, InstrumentView.size * instrumentsMax);
  readonly #frame = new DataView(this.memory, LaneMemory.frames, StrategyFrame.size);

  constructor(symbols: readonly string[]) {
    this.#frame.setInt32(StrategyFrame.nextOrderId, 1, true);
    for (const [instrument, symbol] of symbols.entries()) {
      const base = instrument * InstrumentView.size + InstrumentView.symbol;
      const letters = symbol.padEnd(8);
      for (let i = 0; i < 8; ++i) this.#views.setUint8(base + i, letters.charCodeAt(i));
      this.writeState(instrument, BookState.live);
    }
  }

  writeState(instrument: Instrument, state: BookState): void {
    this.#views.setUint32(instrument * InstrumentView.size + InstrumentView.state, state, true);
  }

  state(instrument: Instrument): BookState {
    return this.#views.getUint32(instrument * InstrumentView.size + InstrumentView.state, true) as BookState;
  }

  writeBook(instrument: Instrument, bids: readonly MadeUpLevel[], asks: readonly MadeUpLevel[]): void {
    const { bidLevels, bidPriceTicks, bidQuantity, askLevels, askPriceTicks, askQuantity } = InstrumentView;
    this.#writeSide(instrument, bids, bidLevels, bidPriceTicks, bidQuantity);
    this.#writeSide(instrument, asks, askLevels, askPriceTicks, askQuantity);
  }

  writeTrade(fields: Required<Fields<typeof TradeSlot>>): void {
    for (const [name, value] of Object.entries(fields)) {
      this.#frame.setInt32(StrategyFrame.trade + TradeSlot[name as keyof typeof TradeSlot], value, true);
    }
    const base = fields.instrument * InstrumentView.size;
    this.#views.setUint32(base + InstrumentView.lastPriceTicks, fields.priceTicks, true);
    this.#views.setUint32(base + InstrumentView.lastQuantity, fields.quantity, true);
  }

  writeUpdate(fields: UpdateFields): void {
    for (const [name, value] of Object.entries(fields)) {
      const offset = StrategyFrame.update + OrderUpdateSlot[name as keyof typeof OrderUpdateSlot];
      this.#frame.setUint32(offset, value, true);
    }
  }

  writeStatus(kind: StatusKind, fields: Fields<typeof StatusSlot>): void {
    for (let i = 0; i < StatusSlot.size; ++i) this.#frame.setUint8(StrategyFrame.status + i, 0);
    this.#frame.setInt32(StrategyFrame.status + StatusSlot.kind, kind, true);
    this.#frame.setUint32(StrategyFrame.status + StatusSlot.reason, 0x20202020, true);
    for (const [name, value] of Object.entries(fields)) {
      const offset = StrategyFrame.status + StatusSlot[name as keyof typeof StatusSlot];
      if (doubleStatusFields.includes(name)) this.#frame.setFloat64(offset, value, true);
      else this.#frame.setInt32(offset, value, true);
    }
  }

  writePosition(instrument: Instrument, position: MadeUpPosition): void {
    const base = StrategyFrame.positions + instrument * PositionView.size;
    for (const name of ["net", "openNotional", "realised"] as const) {
      this.#frame.setFloat64(base + PositionView[name], position[name], true);
    }
  }

  /** Shares in front of an order, -1: unknown. False: its bucket is full, and it stays unknown. */
  writeQueue(orderId: OrderId, ahead: number): boolean {
    const slot = this.#queueSlot(orderId) ?? this.#queueSlot(0, orderId);
    if (slot === undefined) return false;
    this.#frame.setInt32(slot + QueueSlot.orderId, orderId, true);
    this.#frame.setInt32(slot + QueueSlot.ahead, ahead, true);
    return true;
  }

  dropQueue(orderId: OrderId): void {
    const slot = this.#queueSlot(orderId);
    if (slot !== undefined) this.#frame.setInt32(slot + QueueSlot.orderId, 0, true);
  }

  /** Where it stands in the bucket of `bucketOf`; 0: a free slot. */
  #queueSlot(orderId: OrderId, bucketOf = orderId): number | undefined {
    const first = queueBucket(bucketOf) * 4;
    for (let slot = first; slot < first + queueBucketSlots * QueueSlot.size; slot += QueueSlot.size) {
      if (this.#frame.getInt32(slot + QueueSlot.orderId, true) === orderId) return slot;
    }
    return undefined;
  }

  /** Before a callback: the time, whose book it is about, no intents yet. */
  begin(timeOfDayNs: number, instrument: Instrument): void {
    this.#frame.setFloat64(StrategyFrame.timeOfDayNs, timeOfDayNs, true);
    this.#frame.setInt32(StrategyFrame.instrument, instrument, true);
    this.#frame.setInt32(StrategyFrame.intentCount, 0, true);
  }

  /** After it: what it asked for, in order. */
  takeIntents(): WrittenIntent[] {
    const count = this.#frame.getInt32(StrategyFrame.intentCount, true);
    return Array.from({ length: count }, (_, i) => this.#intent(i));
  }

  get timerIntervalNs(): number {
    return this.#frame.getFloat64(StrategyFrame.timerIntervalNs, true);
  }

  #intent(index: number): WrittenIntent {
    const base = StrategyFrame.intents + index * IntentSlot.size;
    const fields = Object.entries(IntentSlot).filter(([name]) => name !== "size");
    const read = ([name, offset]: [string, number]): [string, number] => [
      name,
      byteFields.includes(name)
        ? this.#frame.getUint8(base + offset)
        : this.#frame.getInt32(base + offset, true),
    ];
    const intent = Object.fromEntries(fields.map(read)) as WrittenIntent;
    if ((intent.flags & 1) === 1) return intent;
    // The slot is used again and again: without attributes, what stands there is an earlier order's.
    return { ...intent, ...noAttributes };
  }

  #writeSide(
    instrument: Instrument,
    levels: readonly MadeUpLevel[],
    count: number,
    price: number,
    quantity: number,
  ): void {
    const base = instrument * InstrumentView.size;
    this.#views.setUint32(base + count, Math.min(levels.length, depthLevels), true);
    for (const [level, [priceTicks, shares]] of levels.slice(0, depthLevels).entries()) {
      this.#views.setInt32(base + price + level * 4, priceTicks, true);
      this.#views.setUint32(base + quantity + level * 4, shares, true);
    }
  }
}

const noAttributes = {
  minQuantity: 0,
  maxFloor: 0,
  pegOffsetTicks: 0,
  expireSeconds: 0,
  display: 0,
  pegKind: 0,
  cross: 0,
  capacity: 0,
  sellKind: 0,
};
