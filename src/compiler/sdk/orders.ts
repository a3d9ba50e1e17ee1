// src/sdk/orders.ts for the compiled tier: the same checks in the same order, and the same bytes in the frame.
import { frameWord, owned, putByte, putWord } from "./host";
import * as layout from "./layout";
import { int32 } from "./numbers";
import { OrderAttributes } from "./order-attributes";

const largestSigned: f64 = 2147483647.0;
const largest: f64 = 4294967295.0;
const hasAttributes: i32 = 1;
const postOnly: i32 = 2;
const located: i32 = 4;
const buy: i32 = 0;
const sell: i32 = 1;
const unknownQueue: f64 = -1.0;
/** A NaN that no arithmetic gives: "every instrument". */
const everyInstrument: u64 = 0x7ff8484f544c414e;

let lastRefusal: f64 = 0.0;

@inline function whole(value: f64): bool {
  return Math.floor(value) == value;
}
@inline function isCount(value: f64): bool {
  return value >= 0.0 && value <= largest && whole(value);
}
@inline function isQuantity(value: f64): bool {
  return value != 0.0 && isCount(value);
}
@inline function isId(value: f64): bool {
  return value > 0.0 && value <= largestSigned && whole(value);
}
@inline function isCode(value: f64): bool {
  return value >= 0.0 && value < 255.0 && whole(value);
}
@inline function isOffset(value: f64): bool {
  return value >= -largestSigned && value <= largestSigned && whole(value);
}
@inline function owns(instrument: f64): bool {
  const index = i32(instrument);
  return f64(index) == instrument && u32(index) < u32(layout.instrumentsMax) && owned(index) == 1;
}

@inline function refusalOfSize(quantity: f64, priceTicks: f64): i32 {
  if (!isQuantity(quantity)) return layout.Refusal_invalidQuantity;
  return isId(priceTicks) ? layout.Refusal_none : layout.Refusal_invalidPrice;
}

function refusalOfAttributes(attributes: OrderAttributes): i32 {
  if (!(isCode(attributes.timeInForce) && isCount(attributes.expireSeconds))) return layout.Refusal_invalidTimeInForce;
  if (!isCount(attributes.minQuantity)) return layout.Refusal_invalidMinQuantity;
  if (!isCount(attributes.maxFloor)) return layout.Refusal_invalidMaxFloor;
  if (!isCode(attributes.display)) return layout.Refusal_invalidDisplay;
  if (!isCode(attributes.capacity)) return layout.Refusal_invalidCapacity;
  if (!isCode(attributes.sellKind)) return layout.Refusal_invalidSellKind;
  if (!isCode(attributes.cross)) return layout.Refusal_invalidCross;
  return isCode(attributes.pegKind) && isOffset(attributes.pegOffsetTicks) ? layout.Refusal_none : layout.Refusal_invalidPeg;
}

function refuse(why: i32): bool {
  lastRefusal = f64(why);
  putWord(layout.StrategyFrame_refusedInSdk, frameWord(layout.StrategyFrame_refusedInSdk) + 1);
  return false;
}

/** The next slot's offset, -1: none is left. */
@inline function next(kind: i32, orderId: i32): i32 {
  const count = frameWord(layout.StrategyFrame_intentCount);
  if (count >= layout.intentsMax) {
    refuse(layout.Refusal_tooManyIntents);
    return -1;
  }
  const slot = layout.StrategyFrame_intents + count * layout.IntentSlot_size;
  putWord(slot + layout.IntentSlot_kind, kind);
  putWord(slot + layout.IntentSlot_orderId, orderId);
  putWord(slot + layout.IntentSlot_flags, 0);
  return slot;
}

@inline function emit(): bool {
  putWord(layout.StrategyFrame_intentCount, frameWord(layout.StrategyFrame_intentCount) + 1);
  lastRefusal = f64(layout.Refusal_none);
  return true;
}

function write(slot: i32, attributes: OrderAttributes): bool {
  const refusal = refusalOfAttributes(attributes);
  if (refusal != layout.Refusal_none) return refuse(refusal);
  const flags = hasAttributes | (attributes.isPostOnly ? postOnly : 0) | (attributes.isLocated ? located : 0);
  putWord(slot + layout.IntentSlot_flags, flags);
  putWord(slot + layout.IntentSlot_timeInForce, int32(attributes.timeInForce));
  putWord(slot + layout.IntentSlot_pegOffsetTicks, int32(attributes.pegOffsetTicks));
  putWord(slot + layout.IntentSlot_minQuantity, int32(attributes.minQuantity));
  putWord(slot + layout.IntentSlot_maxFloor, int32(attributes.maxFloor));
  putWord(slot + layout.IntentSlot_expireSeconds, int32(attributes.expireSeconds));
  putByte(slot + layout.IntentSlot_display, i32(attributes.display));
  putByte(slot + layout.IntentSlot_pegKind, i32(attributes.pegKind));
  putByte(slot + layout.IntentSlot_cross, i32(attributes.cross));
  putByte(slot + layout.IntentSlot_capacity, i32(attributes.capacity));
  putByte(slot + layout.IntentSlot_sellKind, i32(attributes.sellKind));
  return true;
}

@inline function writeHow<How>(slot: i32, how: How): bool {
  if (isReference<How>()) return write(slot, changetype<OrderAttributes>(how));
  putWord(slot + layout.IntentSlot_timeInForce, int32(f64(how)));
  return true;
}

@inline function enter<How>(side: i32, instrument: f64, quantity: f64, priceTicks: f64, how: How): f64 {
  const refusal = owns(instrument) ? refusalOfSize(quantity, priceTicks) : layout.Refusal_notEntitled;
  if (refusal != layout.Refusal_none) {
    refuse(refusal);
    return 0.0;
  }
  const orderId = frameWord(layout.StrategyFrame_nextOrderId);
  const slot = next(layout.IntentKind_enter, orderId);
  if (slot < 0) return 0.0;
  putWord(slot + layout.IntentSlot_instrument, i32(instrument));
  putWord(slot + layout.IntentSlot_side, side);
  putWord(slot + layout.IntentSlot_priceTicks, i32(priceTicks));
  putWord(slot + layout.IntentSlot_quantity, i32(u32(quantity)));
  if (!writeHow(slot, how)) return 0.0;
  putWord(layout.StrategyFrame_nextOrderId, orderId + 1);
  emit();
  return f64(orderId);
}

@final export class Orders {
  @inline buy(instrument: f64, quantity: f64, priceTicks: f64): f64 {
    return enter<f64>(buy, instrument, quantity, priceTicks, f64(layout.TimeInForce_day));
  }
  @inline sell(instrument: f64, quantity: f64, priceTicks: f64): f64 {
    return enter<f64>(sell, instrument, quantity, priceTicks, f64(layout.TimeInForce_day));
  }
  @inline __buyWith<How>(instrument: f64, quantity: f64, priceTicks: f64, how: How): f64 {
    return enter<How>(buy, instrument, quantity, priceTicks, how);
  }
  @inline __sellWith<How>(instrument: f64, quantity: f64, priceTicks: f64, how: How): f64 {
    return enter<How>(sell, instrument, quantity, priceTicks, how);
  }

  @inline replace(orderId: f64, quantity: f64, priceTicks: f64, attributes: OrderAttributes | null = null): bool {
    const refusal = isId(orderId) ? refusalOfSize(quantity, priceTicks) : layout.Refusal_unknownOrder;
    if (refusal != layout.Refusal_none) return refuse(refusal);
    const slot = next(layout.IntentKind_replace, i32(orderId));
    if (slot < 0) return false;
    putWord(slot + layout.IntentSlot_quantity, i32(u32(quantity)));
    putWord(slot + layout.IntentSlot_priceTicks, i32(priceTicks));
    if (attributes !== null && !write(slot, attributes)) return false;
    return emit();
  }

  @inline cancel(orderId: f64): bool {
    if (!isId(orderId)) return refuse(layout.Refusal_unknownOrder);
    return next(layout.IntentKind_cancel, i32(orderId)) >= 0 && emit();
  }

  @inline reduce(orderId: f64, quantity: f64): bool {
    if (!isId(orderId)) return refuse(layout.Refusal_unknownOrder);
    if (!isQuantity(quantity)) return refuse(layout.Refusal_invalidQuantity);
    const slot = next(layout.IntentKind_reduce, i32(orderId));
    if (slot < 0) return false;
    putWord(slot + layout.IntentSlot_quantity, i32(u32(quantity)));
    return emit();
  }

  cancelAll(instrument: f64 = reinterpret<f64>(everyInstrument)): bool {
    const isEvery = reinterpret<u64>(instrument) == everyInstrument;
    if (!isEvery && !owns(instrument)) return refuse(layout.Refusal_notEntitled);
    const slot = next(layout.IntentKind_cancelAll, 0);
    if (slot < 0) return false;
    putWord(slot + layout.IntentSlot_instrument, isEvery ? -1 : i32(instrument));
    return emit();
  }

  queueAhead(orderId: f64): f64 {
    if (!isId(orderId)) return unknownQueue;
    const id = i32(orderId);
    const bucket = id & (layout.queueSlotsMax / layout.queueBucketSlots - 1);
    const begin = layout.StrategyFrame_queue + bucket * layout.queueBucketSlots * layout.QueueSlot_size;
    const end = begin + layout.queueBucketSlots * layout.QueueSlot_size;
    for (let slot = begin; slot < end; slot += layout.QueueSlot_size) {
      if (frameWord(slot + layout.QueueSlot_orderId) == id) return f64(frameWord(slot + layout.QueueSlot_ahead));
    }
    return unknownQueue;
  }

  @inline get room(): f64 {
    return f64(layout.intentsMax - frameWord(layout.StrategyFrame_intentCount));
  }
  @inline get lastRefusal(): f64 {
    return lastRefusal;
  }
  @inline get refusedHere(): f64 {
    return f64(frameWord(layout.StrategyFrame_refusedInSdk));
  }
}
