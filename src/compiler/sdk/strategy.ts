// The base of a compiled strategy: what src/sdk's Strategy offers, as reads of the frame. Book, orders and what callbacks
// are told have no state of their own: one made-up reference stands for each.
import { Book } from "./book";
import { fail, Failure, frameDouble, frameWord, instrumentAt, instrumentCount, nowhere, putDouble } from "./host";
import * as layout from "./layout";
import { Orders } from "./orders";
import { MarketStatus } from "./market-status";
import { OrderUpdate, Trade } from "./updates";

/** One figure of an instrument's position. */
@inline function figure(instrument: f64, field: i32): f64 {
  const whole = i32(instrument);
  if (f64(whole) != instrument || u32(whole) >= u32(layout.instrumentsMax)) fail(Failure.instrument, nowhere);
  return frameDouble(layout.StrategyFrame_positions + field + whole * layout.PositionView_size);
}

/** In the order of the configuration; filled once, at the start. */
const instruments = new Array<f64>(instrumentCount());
for (let i = 0; i < instruments.length; ++i) instruments[i] = f64(instrumentAt(i));

export class Strategy {
  @inline get instruments(): Array<f64> { return instruments; }
  @inline get book(): Book { return changetype<Book>(8); }
  @inline get orders(): Orders { return changetype<Orders>(8); }
  @inline position(instrument: f64): f64 { return figure(instrument, layout.PositionView_net); }
  @inline openNotional(instrument: f64): f64 { return figure(instrument, layout.PositionView_openNotional); }
  @inline realised(instrument: f64): f64 { return figure(instrument, layout.PositionView_realised); }
  @inline unrealised(instrument: f64): f64 { return figure(instrument, layout.PositionView_unrealised); }
  @inline fees(instrument: f64): f64 { return figure(instrument, layout.PositionView_fees); }
  @inline rebates(instrument: f64): f64 { return figure(instrument, layout.PositionView_rebates); }
  @inline get timeOfDayNs(): f64 { return frameDouble(layout.StrategyFrame_timeOfDayNs); }
  @inline setTimer(intervalNs: f64): void {
    const isInterval = Math.abs(intervalNs) < Infinity && intervalNs > 0.0;
    putDouble(layout.StrategyFrame_timerIntervalNs, isInterval ? intervalNs : 0.0);
  }
}

@inline export function told(): f64 { return f64(frameWord(layout.StrategyFrame_instrument)); }
@inline export function trade(): Trade { return changetype<Trade>(8); }
@inline export function update(): OrderUpdate { return changetype<OrderUpdate>(8); }
@inline export function status(): MarketStatus { return changetype<MarketStatus>(8); }

/** A number for each instrument of the lane, by its number, `initial` at first. */
export function perInstrument(initial: f64 = 0.0): Float64Array {
  const numbers = new Float64Array(layout.instrumentsMax);
  numbers.fill(initial);
  return numbers;
}
