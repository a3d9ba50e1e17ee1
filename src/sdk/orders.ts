/**
 * A strategy's order entry: each call writes one intent into the lane's frame, and the lane passes it through the risk
 * gate when the callback returns. What can't even be written down is refused here: the call gives 0 (or false),
 * `lastRefusal` says why, and `refusedHere` counts it. What the gate or the exchange refuses comes back through
 * `onOrder`.
 */
import { IntentKind, IntentSlot, intentsMax, QueueSlot, Refusal, StrategyFrame } from "../lanes/boundary.js";
import type { FrameReader } from "./frame-reader.js";
import { type OrderAttributes, TimeInForce } from "./order-attributes.js";
import { queueBucket, queueBucketWords, queueSlotWords, unknownQueue } from "./queue-slots.js";
import { type Instrument, type OrderId, Side } from "./strategy.js";

export { Refusal };

const intentCount = StrategyFrame.intentCount / 4;
const nextOrderId = StrategyFrame.nextOrderId / 4;
const refusedInSdk = StrategyFrame.refusedInSdk / 4;
const allInstruments = -1;
const largestSigned = 0x7fff_ffff;
const largest = 0xffff_ffff;
const hasAttributes = 1;
const postOnly = 2;
const located = 4;

export class Orders {
  readonly #words: Int32Array;
  readonly #unsigned: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #owned: Uint8Array;
  #lastRefusal: Refusal = Refusal.none;

  /** `owned`: 1 for each instrument that the strategy may trade. */
  constructor(frame: FrameReader, owned: Uint8Array) {
    this.#words = frame.words;
    this.#unsigned = frame.unsignedWords;
    this.#bytes = frame.bytes;
    this.#owned = owned;
  }

  /** Buys `quantity` shares at `priceTicks` or better. Gives the order's number, 0 when refused here. */
  buy(
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    how: TimeInForce | OrderAttributes = TimeInForce.day,
  ): OrderId {
    return this.#enter(Side.buy, instrument, quantity, priceTicks, how);
  }

  /** Sells `quantity` shares at `priceTicks` or better. Gives the order's number, 0 when refused here. */
  sell(
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    how: TimeInForce | OrderAttributes = TimeInForce.day,
  ): OrderId {
    return this.#enter(Side.sell, instrument, quantity, priceTicks, how);
  }

  /**
   * Asks for a new total quantity and price; the order keeps its number and loses its place in the queue. Attributes
   * that are given take the place of all it had, but for capacity, cross and sell kind; else it keeps them.
   */
  replace(orderId: OrderId, quantity: number, priceTicks: number, attributes?: OrderAttributes): boolean {
    const refusal = isId(orderId) ? refusalOfSize(quantity, priceTicks) : Refusal.unknownOrder;
    if (refusal !== Refusal.none) return this.#refuse(refusal);
    const slot = this.#next(IntentKind.replace, orderId);
    if (slot < 0) return false;
    this.#unsigned[slot + IntentSlot.quantity / 4] = quantity;
    this.#words[slot + IntentSlot.priceTicks / 4] = priceTicks;
    if (attributes !== undefined && !this.#write(slot, attributes)) return false;
    return this.#emit();
  }

  /** Asks to cancel what is left of the order. */
  cancel(orderId: OrderId): boolean {
    if (!isId(orderId)) return this.#refuse(Refusal.unknownOrder);
    return this.#next(IntentKind.cancel, orderId) >= 0 && this.#emit();
  }

  /** Asks to cut the order down to `quantity` shares in all, those already filled included. It keeps its place. */
  reduce(orderId: OrderId, quantity: number): boolean {
    if (!isId(orderId)) return this.#refuse(Refusal.unknownOrder);
    if (!isQuantity(quantity)) return this.#refuse(Refusal.invalidQuantity);
    const slot = this.#next(IntentKind.reduce, orderId);
    if (slot < 0) return false;
    this.#unsigned[slot + IntentSlot.quantity / 4] = quantity;
    return this.#emit();
  }

  /** Asks to cancel all open orders of this strategy, or those in one instrument. One intent, however many they are. */
  cancelAll(instrument?: Instrument): boolean {
    if (instrument !== undefined && this.#owned[instrument] !== 1) {
      return this.#refuse(Refusal.notEntitled);
    }
    const slot = this.#next(IntentKind.cancelAll, 0);
    if (slot < 0) return false;
    this.#words[slot + IntentSlot.instrument / 4] = instrument ?? allInstruments;
    return this.#emit();
  }

  /**
   * Shares displayed in front of one of the strategy's orders at its price, others of its own included; 0: it is next.
   * -1: unknown, that is while it does not rest or its book is not whole, and of pegs, reserves and orders for a cross.
   * Exact for an order that the market data shows. For one that it does not show, or not yet: what was displayed when
   * the exchange took it, less what of that has left since.
   */
  queueAhead(orderId: OrderId): number {
    if (!isId(orderId)) return unknownQueue;
    const words = this.#words;
    const end = queueBucket(orderId) + queueBucketWords;
    for (let slot = end - queueBucketWords; slot < end; slot += queueSlotWords) {
      if (words[slot + QueueSlot.orderId / 4] === orderId) return words[slot + QueueSlot.ahead / 4] as number;
    }
    return unknownQueue;
  }

  /** Intents that the running callback may still emit. */
  get room(): number {
    return intentsMax - (this.#words[intentCount] as number);
  }

  /** Why the last call was refused here; `Refusal.none` when it was not. `refusalNames` has the names. */
  get lastRefusal(): Refusal {
    return this.#lastRefusal;
  }

  /** Calls refused here since the start. */
  get refusedHere(): number {
    return this.#words[refusedInSdk] as number;
  }

  #enter(
    side: Side,
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    how: TimeInForce | OrderAttributes,
  ): OrderId {
    const refusal = this.#owned[instrument] === 1 ? refusalOfSize(quantity, priceTicks) : Refusal.notEntitled;
    if (refusal !== Refusal.none) {
      this.#refuse(refusal);
      return 0;
    }
    const words = this.#words;
    const orderId = words[nextOrderId] as number;
    const slot = this.#next(IntentKind.enter, orderId);
    if (slot < 0) return 0;
    words[slot + IntentSlot.instrument / 4] = instrument;
    words[slot + IntentSlot.side / 4] = side;
    words[slot + IntentSlot.priceTicks / 4] = priceTicks;
    this.#unsigned[slot + IntentSlot.quantity / 4] = quantity;
    if (typeof how === "number") {
      words[slot + IntentSlot.timeInForce / 4] = how;
    } else if (!this.#write(slot, how)) {
      return 0;
    }
    words[nextOrderId] = orderId + 1;
    this.#emit();
    return orderId;
  }

  /** The next slot, as an index of words, begun without attributes; -1: none is left. It counts once emitted. */
  #next(kind: number, orderId: OrderId): number {
    const words = this.#words;
    const count = words[intentCount] as number;
    if (count >= intentsMax) {
      this.#refuse(Refusal.tooManyIntents);
      return -1;
    }
    const slot = (StrategyFrame.intents + count * IntentSlot.size) / 4;
    words[slot + IntentSlot.kind / 4] = kind;
    words[slot + IntentSlot.orderId / 4] = orderId;
    words[slot + IntentSlot.flags / 4] = 0;
    return slot;
  }

  #emit(): true {
    this.#words[intentCount] = (this.#words[intentCount] as number) + 1;
    this.#lastRefusal = Refusal.none;
    return true;
  }

  #write(slot: number, attributes: OrderAttributes): boolean {
    const refusal = refusalOfAttributes(attributes);
    if (refusal !== Refusal.none) return this.#refuse(refusal);
    const words = this.#words;
    words[slot + IntentSlot.flags / 4] =
      hasAttributes | (attributes.isPostOnly ? postOnly : 0) | (attributes.isLocated ? located : 0);
    words[slot + IntentSlot.timeInForce / 4] = attributes.timeInForce;
    words[slot + IntentSlot.pegOffsetTicks / 4] = attributes.pegOffsetTicks;
    this.#unsigned[slot + IntentSlot.minQuantity / 4] = attributes.minQuantity;
    this.#unsigned[slot + IntentSlot.maxFloor / 4] = attributes.maxFloor;
    this.#unsigned[slot + IntentSlot.expireSeconds / 4] = attributes.expireSeconds;
    const bytes = this.#bytes;
    bytes[slot * 4 + IntentSlot.display] = attributes.display;
    bytes[slot * 4 + IntentSlot.pegKind] = attributes.pegKind;
    bytes[slot * 4 + IntentSlot.cross] = attributes.cross;
    bytes[slot * 4 + IntentSlot.capacity] = attributes.capacity;
    bytes[slot * 4 + IntentSlot.sellKind] = attributes.sellKind;
    return true;
  }

  #refuse(why: Refusal): false {
    this.#lastRefusal = why;
    this.#words[refusedInSdk] = (this.#words[refusedInSdk] as number) + 1;
    return false;
  }
}

// NaN, fractions, negatives and infinities are no numbers of a slot.
function isCount(value: number): boolean {
  return value >= 0 && value <= largest && Math.floor(value) === value;
}

function isQuantity(value: number): boolean {
  return value !== 0 && isCount(value);
}

function isId(value: number): boolean {
  return value > 0 && value <= largestSigned && Math.floor(value) === value;
}

function isCode(value: number): boolean {
  return value >= 0 && value < 255 && Math.floor(value) === value;
}

function refusalOfSize(quantity: number, priceTicks: number): Refusal {
  if (!isQuantity(quantity)) return Refusal.invalidQuantity;
  return isId(priceTicks) ? Refusal.none : Refusal.invalidPrice;
}

/** What a slot can't hold; what contradicts itself is the gate's to find. */
function refusalOfAttributes(attributes: OrderAttributes): Refusal {
  if (!(isCode(attributes.timeInForce) && isCount(attributes.expireSeconds)))
    return Refusal.invalidTimeInForce;
  if (!isCount(attributes.minQuantity)) return Refusal.invalidMinQuantity;
  if (!isCount(attributes.maxFloor)) return Refusal.invalidMaxFloor;
  if (!isCode(attributes.display)) return Refusal.invalidDisplay;
  if (!isCode(attributes.capacity)) return Refusal.invalidCapacity;
  if (!isCode(attributes.sellKind)) return Refusal.invalidSellKind;
  if (!isCode(attributes.cross)) return Refusal.invalidCross;
  return isCode(attributes.pegKind) && isOffset(attributes.pegOffsetTicks)
    ? Refusal.none
    : Refusal.invalidPeg;
}

function isOffset(value: number): boolean {
  return value >= -largestSigned && value <= largestSigned && Math.floor(value) === value;
}
