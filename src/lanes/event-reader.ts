/**
 * Events from a lane: the reading end of its event ring. Main thread only (single consumer). One LaneEvent object is
 * filled anew for each event: copy what you keep.
 */
import { Event, EventRing, eventsMax, LaneMemory } from "./boundary.js";

export interface LaneEvent {
  /** Ns since the Unix epoch. */
  timeNs: bigint;
  matchNumber: bigint;
  kind: number;
  strategy: number;
  instrument: number;
  session: number;
  side: number;
  state: number;
  reason: number;
  orderId: number;
  userRefNum: number;
  previousUserRefNum: number;
  priceTicks: number;
  quantity: number;
  leaves: number;
  filled: number;
  lastPriceTicks: number;
  lastQuantity: number;
  /** Of a refusal or trip: what broke the limit, in the control's unit, the limit, and whose it is (RiskScope). */
  compared: number;
  limit: number;
  scope: number;
  /** Of the limits that held. */
  limitsVersion: number;
  /** Of a trade: what it cost less what it brought, billionths of a dollar; exact up to 9 million dollars. */
  feeNanos: number;
  undonePriceTicks: number;
  undoneQuantity: number;
  /** OrderChange. */
  change: number;
  /** The venue's letter. */
  liquidity: number;
}

export class EventReader {
  readonly #indexes: Uint32Array;
  readonly #slots: DataView;
  readonly #event = {} as LaneEvent;

  constructor(memory: SharedArrayBuffer) {
    this.#indexes = new Uint32Array(memory, LaneMemory.events, EventRing.slots / 4);
    this.#slots = new DataView(memory, LaneMemory.events + EventRing.slots, eventsMax * Event.size);
  }

  /** Events lost because this reader was too slow. */
  get dropped(): number {
    return Atomics.load(this.#indexes, EventRing.dropped / 4);
  }

  /** Hands every waiting event to `take`, oldest first, and gives their number. */
  drain(take: (event: LaneEvent) => void): number {
    const written = Atomics.load(this.#indexes, EventRing.written / 4);
    const first = Atomics.load(this.#indexes, EventRing.read / 4);
    const count = (written - first) >>> 0;
    for (let i = 0; i < count; ++i) {
      take(this.#read((((first + i) >>> 0) % eventsMax) * Event.size));
      // Given back in pieces, so that a long drain doesn't hold the lane to a full ring.
      if (i % 1024 === 1023) Atomics.store(this.#indexes, EventRing.read / 4, (first + i + 1) >>> 0);
    }
    Atomics.store(this.#indexes, EventRing.read / 4, written);
    return count;
  }

  #read(slot: number): LaneEvent {
    const view = this.#slots;
    const event = this.#event;
    event.timeNs = view.getBigInt64(slot + Event.timeNs, true);
    event.matchNumber = view.getBigUint64(slot + Event.matchNumber, true);
    event.kind = view.getUint16(slot + Event.kind, true);
    event.strategy = view.getUint16(slot + Event.strategy, true);
    event.instrument = view.getUint16(slot + Event.instrument, true);
    event.session = view.getUint16(slot + Event.session, true);
    event.side = view.getUint8(slot + Event.side);
    event.state = view.getUint8(slot + Event.state);
    event.reason = view.getUint16(slot + Event.reason, true);
    event.orderId = view.getUint32(slot + Event.orderId, true);
    event.userRefNum = view.getUint32(slot + Event.userRefNum, true);
    event.previousUserRefNum = view.getUint32(slot + Event.previousUserRefNum, true);
    event.priceTicks = view.getInt32(slot + Event.priceTicks, true);
    event.quantity = view.getUint32(slot + Event.quantity, true);
    event.leaves = view.getUint32(slot + Event.leaves, true);
    event.filled = view.getUint32(slot + Event.filled, true);
    event.lastPriceTicks = view.getInt32(slot + Event.lastPriceTicks, true);
    event.lastQuantity = view.getUint32(slot + Event.lastQuantity, true);
    event.compared = signed64(view, slot + Event.compared);
    event.limit = signed64(view, slot + Event.limit);
    event.scope = view.getUint8(slot + Event.scope);
    event.limitsVersion = view.getUint32(slot + Event.limitsVersion, true);
    event.feeNanos = signed64(view, slot + Event.feeNanos);
    event.undonePriceTicks = view.getInt32(slot + Event.undonePriceTicks, true);
    event.undoneQuantity = view.getUint32(slot + Event.undoneQuantity, true);
    event.change = view.getUint8(slot + Event.change);
    event.liquidity = view.getUint8(slot + Event.liquidity);
    return event;
  }
}

/** As a double, from its halves: a BigInt would be made for each of some hundred thousand events a second. */
function signed64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getInt32(offset + 4, true) * 2 ** 32;
}
