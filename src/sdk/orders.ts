/**
 * A strategy's order entry: each call writes one intent into the lane's frame, and the lane passes it through the risk
 * gate when the callback returns. What can't even be written down is refused here: the call gives 0 (or false), and
 * `refusedHere` counts it. What the gate or the exchange refuses comes back through `onOrder`.
 */
import { IntentKind, IntentSlot, intentsMax, StrategyFrame } from "../lanes/boundary.js";
import { type Instrument, type OrderId, Side, TimeInForce } from "./strategy.js";

const slotWords = IntentSlot.size / 4;
const intents = StrategyFrame.intents / 4;
const intentCount = StrategyFrame.intentCount / 4;
const nextOrderId = StrategyFrame.nextOrderId / 4;
const refusedInSdk = StrategyFrame.refusedInSdk / 4;
const largest = 0x7fff_ffff;

export class Orders {
  readonly #frame: Int32Array;
  readonly #owned: Uint8Array;

  /** `frame`: the strategy's frame as 32-bit words; `owned`: 1 for each instrument it may trade. */
  constructor(frame: Int32Array, owned: Uint8Array) {
    this.#frame = frame;
    this.#owned = owned;
  }

  /** Buys `quantity` shares at `priceTicks` or better. Gives the order's number, 0 when refused here. */
  buy(
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    timeInForce: TimeInForce = TimeInForce.day,
  ): OrderId {
    return this.#enter(Side.buy, instrument, quantity, priceTicks, timeInForce);
  }

  /** Sells `quantity` shares at `priceTicks` or better. Gives the order's number, 0 when refused here. */
  sell(
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    timeInForce: TimeInForce = TimeInForce.day,
  ): OrderId {
    return this.#enter(Side.sell, instrument, quantity, priceTicks, timeInForce);
  }

  /** Asks for a new total quantity and price; the order keeps its number and loses its place in the queue. */
  replace(orderId: OrderId, quantity: number, priceTicks: number): boolean {
    if (!(isWhole(orderId) && isWhole(quantity) && isWhole(priceTicks))) return this.#refuse();
    return this.#write(IntentKind.replace, 0, 0, quantity, priceTicks, 0, orderId);
  }

  /** Asks to cancel what is left of the order. */
  cancel(orderId: OrderId): boolean {
    if (!isWhole(orderId)) return this.#refuse();
    return this.#write(IntentKind.cancel, 0, 0, 0, 0, 0, orderId);
  }

  /** Intents that the running callback may still emit. */
  get room(): number {
    return intentsMax - (this.#frame[intentCount] as number);
  }

  /** Calls refused here since the start: not a whole number in range, not an instrument of this strategy, or too many. */
  get refusedHere(): number {
    return this.#frame[refusedInSdk] as number;
  }

  #enter(
    side: Side,
    instrument: Instrument,
    quantity: number,
    priceTicks: number,
    timeInForce: number,
  ): OrderId {
    if (!(isWhole(quantity) && isWhole(priceTicks)) || this.#owned[instrument] !== 1) {
      this.#refuse();
      return 0;
    }
    const orderId = this.#frame[nextOrderId] as number;
    if (!this.#write(IntentKind.enter, instrument, side, quantity, priceTicks, timeInForce, orderId))
      return 0;
    this.#frame[nextOrderId] = orderId + 1;
    return orderId;
  }

  #write(
    kind: number,
    instrument: Instrument,
    side: number,
    quantity: number,
    priceTicks: number,
    timeInForce: number,
    orderId: OrderId,
  ): boolean {
    const frame = this.#frame;
    const count = frame[intentCount] as number;
    if (count >= intentsMax) return this.#refuse();
    const slot = intents + count * slotWords;
    frame[slot + IntentSlot.kind / 4] = kind;
    frame[slot + IntentSlot.instrument / 4] = instrument;
    frame[slot + IntentSlot.side / 4] = side;
    frame[slot + IntentSlot.priceTicks / 4] = priceTicks;
    frame[slot + IntentSlot.quantity / 4] = quantity;
    frame[slot + IntentSlot.timeInForce / 4] = timeInForce;
    frame[slot + IntentSlot.orderId / 4] = orderId;
    frame[slot + IntentSlot.flags / 4] = 0;
    frame[intentCount] = count + 1;
    return true;
  }

  #refuse(): false {
    this.#frame[refusedInSdk] = (this.#frame[refusedInSdk] as number) + 1;
    return false;
  }
}

/** A positive whole number that fits a slot: NaN, fractions, negatives and infinities are none. */
function isWhole(value: number): boolean {
  return value > 0 && value <= largest && Math.floor(value) === value;
}
