// What onTrade and onOrder are told: straight reads of the frame, as in src/sdk/binding.ts.
import { frameWord } from "./host";
import * as layout from "./layout";

@inline function trade(field: i32): f64 {
  return f64(frameWord(layout.StrategyFrame_trade + field));
}
@inline function update(field: i32): f64 {
  return f64(frameWord(layout.StrategyFrame_update + field));
}
@inline function updateShares(field: i32): f64 {
  return f64(u32(frameWord(layout.StrategyFrame_update + field)));
}

@final export class Trade {
  @inline get instrument(): f64 { return trade(layout.TradeSlot_instrument); }
  @inline get priceTicks(): f64 { return trade(layout.TradeSlot_priceTicks); }
  @inline get quantity(): f64 { return f64(u32(frameWord(layout.StrategyFrame_trade + layout.TradeSlot_quantity))); }
  @inline get aggressor(): f64 { return trade(layout.TradeSlot_aggressor); }
}

@final export class OrderUpdate {
  @inline get orderId(): f64 { return update(layout.OrderUpdateSlot_orderId); }
  @inline get instrument(): f64 { return update(layout.OrderUpdateSlot_instrument); }
  @inline get side(): f64 { return update(layout.OrderUpdateSlot_side); }
  @inline get state(): f64 { return update(layout.OrderUpdateSlot_state); }
  @inline get priceTicks(): f64 { return update(layout.OrderUpdateSlot_priceTicks); }
  @inline get quantity(): f64 { return updateShares(layout.OrderUpdateSlot_quantity); }
  @inline get leaves(): f64 { return updateShares(layout.OrderUpdateSlot_leaves); }
  @inline get filled(): f64 { return updateShares(layout.OrderUpdateSlot_filled); }
  @inline get lastPriceTicks(): f64 { return update(layout.OrderUpdateSlot_lastPriceTicks); }
  @inline get lastQuantity(): f64 { return updateShares(layout.OrderUpdateSlot_lastQuantity); }
  @inline get reason(): f64 { return update(layout.OrderUpdateSlot_reason); }
  @inline get undonePriceTicks(): f64 { return update(layout.OrderUpdateSlot_undonePriceTicks); }
  @inline get undoneQuantity(): f64 { return updateShares(layout.OrderUpdateSlot_undoneQuantity); }
  @inline get surprise(): f64 { return update(layout.OrderUpdateSlot_surprise); }
  @inline get isDone(): bool { return frameWord(layout.StrategyFrame_update + layout.OrderUpdateSlot_isDone) == 1; }
}
