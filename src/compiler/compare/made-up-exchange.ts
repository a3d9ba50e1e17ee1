/**
 * Answers a strategy's intents as an exchange might, from a seed: accepts, rejects, fills in parts or whole, cancels, and
 * breaks trades; keeps the positions that follow. Not a matching engine: it stirs a strategy, and both tiers alike.
 */
import {
  IntentKind,
  IntentSlot,
  instrumentsMax,
  intentsMax,
  OrderState,
  OrderUpdateSlot,
  PositionView,
  QueueSlot,
  queueBucketSlots,
  StrategyFrame,
} from "../../lanes/boundary.js";
import { queueBucket } from "../../sdk/queue-slots.js";
import type { LanePair } from "./lane-pair.js";

interface Order {
  id: number;
  instrument: number;
  side: number;
  priceTicks: number;
  quantity: number;
  filled: number;
  state: number;
  reason: number;
  lastPriceTicks: number;
  lastQuantity: number;
  undonePriceTicks: number;
  undoneQuantity: number;
}

const doneStates: readonly number[] = [OrderState.filled, OrderState.cancelled, OrderState.rejected];

export class MadeUpExchange {
  readonly #pair: LanePair;
  readonly #random: () => number;
  readonly #orders = new Map<number, Order>();
  readonly #waiting: number[] = [];
  readonly #net = new Float64Array(instrumentsMax);
  readonly #cost = new Float64Array(instrumentsMax);

  constructor(pair: LanePair, random: () => number) {
    this.#pair = pair;
    this.#random = random;
  }

  /** Takes what the callback has left in the frame. */
  takeIntents(): void {
    const count = Math.min(this.#pair.readWord(StrategyFrame.intentCount), intentsMax);
    for (let slot = 0; slot < count; slot += 1) this.#take(StrategyFrame.intents + slot * IntentSlot.size);
  }

  #take(slot: number): void {
    const word = (field: number): number => this.#pair.readWord(slot + field);
    const id = word(IntentSlot.orderId);
    if (word(IntentSlot.kind) === IntentKind.enter) {
      this.#orders.set(id, {
        id,
        instrument: word(IntentSlot.instrument),
        side: word(IntentSlot.side),
        priceTicks: word(IntentSlot.priceTicks),
        quantity: word(IntentSlot.quantity) >>> 0,
        filled: 0,
        state: OrderState.pendingNew,
        reason: 0,
        lastPriceTicks: 0,
        lastQuantity: 0,
        undonePriceTicks: 0,
        undoneQuantity: 0,
      });
    }
    const order = this.#orders.get(id);
    if (word(IntentSlot.kind) === IntentKind.cancelAll) this.#waiting.push(...this.#orders.keys());
    if (order === undefined) return;
    if (word(IntentSlot.kind) === IntentKind.replace) {
      order.priceTicks = word(IntentSlot.priceTicks);
      order.quantity = Math.max(order.filled, word(IntentSlot.quantity) >>> 0);
    }
    if (word(IntentSlot.kind) === IntentKind.cancel) order.state = OrderState.pendingCancel;
    this.#waiting.push(id);
  }

  /** Puts news of an order into the frame; false: there is none. */
  tellOrder(): boolean {
    const id = this.#waiting.shift() ?? (this.#random() < 0.3 ? this.#anyOrder() : undefined);
    const order = id === undefined ? undefined : this.#orders.get(id);
    if (order === undefined) return false;
    this.#move(order);
    this.#write(order);
    this.#queue(order);
    if (doneStates.includes(order.state)) this.#orders.delete(order.id);
    return true;
  }

  /** Its place in the queue, in one of its bucket's slots: whoever stood there is unknown from now on. */
  #queue({ id, state }: Order): void {
    const slotOf = (place: number): number => queueBucket(id) * 4 + place * QueueSlot.size;
    for (let place = 0; place < queueBucketSlots; place += 1) {
      if (this.#pair.readWord(slotOf(place) + QueueSlot.orderId) === id)
        this.#pair.frameWord(slotOf(place) + QueueSlot.orderId, 0);
    }
    if (doneStates.includes(state)) return;
    const slot = slotOf(Math.floor(this.#random() * queueBucketSlots));
    this.#pair.frameWord(slot + QueueSlot.orderId, id);
    this.#pair.frameWord(slot + QueueSlot.ahead, Math.floor(this.#random() * 2_000) - 1);
  }

  #anyOrder(): number | undefined {
    const ids = [...this.#orders.keys()];
    return ids[Math.floor(this.#random() * ids.length)];
  }

  #move(order: Order): void {
    order.lastPriceTicks = 0;
    order.lastQuantity = 0;
    order.undonePriceTicks = 0;
    order.undoneQuantity = 0;
    order.reason = this.#random() < 0.05 ? 1 + Math.floor(this.#random() * 40) : 0;
    const leaves = order.quantity - order.filled;
    const luck = this.#random();
    if (order.state === OrderState.pendingCancel && luck < 0.8) order.state = OrderState.cancelled;
    else if (order.state === OrderState.pendingNew && luck < 0.1) order.state = OrderState.rejected;
    else if (order.state === OrderState.pendingNew && luck < 0.6) order.state = OrderState.live;
    else if (luck < 0.2) order.state = OrderState.cancelled;
    else if (luck < 0.3 && order.filled > 0) this.#undo(order);
    else if (leaves > 0 && luck > 0.5)
      this.#fill(order, luck > 0.75 ? leaves : 1 + Math.floor(this.#random() * leaves));
    else order.state = OrderState.live;
  }

  #fill(order: Order, quantity: number): void {
    order.filled += quantity;
    order.state = order.filled === order.quantity ? OrderState.filled : OrderState.live;
    order.lastPriceTicks = order.priceTicks;
    order.lastQuantity = quantity;
    this.#trade(order, order.side === 0 ? quantity : -quantity);
  }

  #undo(order: Order): void {
    order.undonePriceTicks = order.priceTicks;
    order.undoneQuantity = 1 + Math.floor(this.#random() * order.filled);
    this.#trade(order, order.side === 0 ? -order.undoneQuantity : order.undoneQuantity);
  }

  #trade({ instrument, priceTicks }: Order, shares: number): void {
    const net = (this.#net[instrument] ?? 0) + shares;
    const cost = (this.#cost[instrument] ?? 0) + shares * priceTicks;
    this.#net[instrument] = net;
    this.#cost[instrument] = cost;
    const view = StrategyFrame.positions + instrument * PositionView.size;
    this.#pair.frameDouble(view + PositionView.net, net);
    this.#pair.frameDouble(view + PositionView.openNotional, cost);
    this.#pair.frameDouble(view + PositionView.realised, -cost / 7);
    this.#pair.frameDouble(view + PositionView.unrealised, cost / 3);
    this.#pair.frameDouble(view + PositionView.fees, Math.abs(shares) / 1_000);
    this.#pair.frameDouble(view + PositionView.rebates, Math.abs(shares) / 3_000);
  }

  #write(order: Order): void {
    const put = (field: number, value: number): void =>
      this.#pair.frameWord(StrategyFrame.update + field, value);
    put(OrderUpdateSlot.orderId, order.id);
    put(OrderUpdateSlot.instrument, order.instrument);
    put(OrderUpdateSlot.side, order.side);
    put(OrderUpdateSlot.state, order.state);
    put(OrderUpdateSlot.priceTicks, order.priceTicks);
    put(OrderUpdateSlot.quantity, order.quantity);
    put(OrderUpdateSlot.leaves, doneStates.includes(order.state) ? 0 : order.quantity - order.filled);
    put(OrderUpdateSlot.filled, order.filled);
    put(OrderUpdateSlot.lastPriceTicks, order.lastPriceTicks);
    put(OrderUpdateSlot.lastQuantity, order.lastQuantity);
    put(OrderUpdateSlot.reason, order.reason);
    put(OrderUpdateSlot.isDone, doneStates.includes(order.state) ? 1 : 0);
    put(OrderUpdateSlot.surprise, this.#random() < 0.02 ? 1 : 0);
    put(OrderUpdateSlot.undonePriceTicks, order.undonePriceTicks);
    put(OrderUpdateSlot.undoneQuantity, order.undoneQuantity);
  }
}
