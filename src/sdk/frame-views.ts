/** What `onTrade` and `onOrder` are told: straight reads of the strategy's frame, one object each for all calls. */
import { OrderUpdateSlot, StrategyFrame, TradeSlot } from "../lanes/boundary.js";
import type { FrameReader } from "./frame-reader.js";
import type { Instrument, OrderState, OrderUpdate, Side, Surprise, Trade } from "./strategy.js";

const tradeSlot = StrategyFrame.trade;
const updateSlot = StrategyFrame.update;

export class TradeReader implements Trade {
  readonly #frame: FrameReader;
  constructor(frame: FrameReader) {
    this.#frame = frame;
  }
  get instrument(): Instrument {
    return this.#frame.word(tradeSlot + TradeSlot.instrument);
  }
  get priceTicks(): number {
    return this.#frame.word(tradeSlot + TradeSlot.priceTicks);
  }
  get quantity(): number {
    return this.#frame.unsigned(tradeSlot + TradeSlot.quantity);
  }
  get aggressor(): Side | -1 {
    return this.#frame.word(tradeSlot + TradeSlot.aggressor) as Side | -1;
  }
}

export class OrderUpdateReader implements OrderUpdate {
  readonly #frame: FrameReader;
  constructor(frame: FrameReader) {
    this.#frame = frame;
  }
  get orderId(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.orderId);
  }
  get instrument(): Instrument {
    return this.#frame.word(updateSlot + OrderUpdateSlot.instrument);
  }
  get side(): Side {
    return this.#frame.word(updateSlot + OrderUpdateSlot.side) as Side;
  }
  get state(): OrderState {
    return this.#frame.word(updateSlot + OrderUpdateSlot.state) as OrderState;
  }
  get priceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.priceTicks);
  }
  get quantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.quantity);
  }
  get leaves(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.leaves);
  }
  get filled(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.filled);
  }
  get lastPriceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.lastPriceTicks);
  }
  get lastQuantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.lastQuantity);
  }
  get reason(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.reason);
  }
  get undonePriceTicks(): number {
    return this.#frame.word(updateSlot + OrderUpdateSlot.undonePriceTicks);
  }
  get undoneQuantity(): number {
    return this.#frame.unsigned(updateSlot + OrderUpdateSlot.undoneQuantity);
  }
  get surprise(): Surprise {
    return this.#frame.word(updateSlot + OrderUpdateSlot.surprise) as Surprise;
  }
  get isDone(): boolean {
    return this.#frame.word(updateSlot + OrderUpdateSlot.isDone) === 1;
  }
}
