// What executions do to our orders, and what becomes of a trade that the host breaks or corrects. The
// position follows the host, whatever we believed to be left; what surprises is said in the update.
#include <algorithm>

#include "orders/order_store.hpp"

namespace hotlane {

OrderUpdate OrderStore::on_executed(Order& order, const OrderAnswer& answer) noexcept {
  if (answer.quantity == 0) return unexpected(order);
  if (const Fill* known = fills_.find(answer.match_number, order.side); known != nullptr) [[unlikely]] {
    ++counts_.repeated_fills;
    OrderUpdate update = update_of(OrderUpdateKind::repeated_fill, order);
    const bool is_same = known->user_ref_num == answer.user_ref_num && known->quantity == answer.quantity &&
                         known->price_ticks == answer.price_ticks;
    if (!is_same) update.surprise = Surprise::contradiction;
    return update;
  }
  const Fees fees = fees_.fees_of(order.side, answer.quantity, answer.price_ticks, answer.liquidity);
  fills_.add({.match_number = answer.match_number,
              .user_ref_num = answer.user_ref_num,
              .strategy_order_id = order.strategy_order_id,
              .price_ticks = answer.price_ticks,
              .quantity = answer.quantity,
              .fees = fees,
              .instrument = order.instrument,
              .strategy = order.strategy,
              .account = order.account,
              .side = order.side,
              .liquidity = answer.liquidity});
  ++counts_.fills;
  const bool is_first = !order.has_paid_fee;
  order.has_paid_fee = true;
  const Surprise surprise = take_execution(order, answer);
  OrderUpdate update = update_of(OrderUpdateKind::filled, order);
  update.surprise = surprise;
  update.fill_quantity = answer.quantity;
  update.fill_price_ticks = answer.price_ticks;
  update.liquidity = answer.liquidity;
  update.match_number = answer.match_number;
  update.fees = fees;
  if (is_first) update.fees += fees_.fees_of_order();
  return update;
}

// The shares go into the order's own sums; what was left is less only if the number is the order's.
Surprise OrderStore::take_execution(Order& order, const OrderAnswer& answer) noexcept {
  order.filled = saturated_sum(order.filled, answer.quantity);
  order.filled_notional = saturated_sum(order.filled_notional, Money{answer.price_ticks} * answer.quantity);
  if (is_done(order.state)) {
    ++counts_.overfills;
    static_cast<void>(move(order, OrderEvent::late_fill));
    return Surprise::late_execution;
  }
  if (answer.user_ref_num != order.user_ref_num) return Surprise::old_number;
  Surprise surprise = order.is_answered ? Surprise::none : Surprise::before_acceptance;
  if (answer.quantity > order.leaves) {
    ++counts_.overfills;
    surprise = Surprise::beyond_leaves;
  }
  order.leaves -= std::min(answer.quantity, order.leaves);
  order.is_answered = true;
  static_cast<void>(move(order, order.leaves == 0 ? OrderEvent::filled : OrderEvent::partly_filled));
  return surprise;
}

// A match has a buyer and a seller: where both were ours, the number says which one is meant, be it the one
// that traded or its order's newest.
Fill* OrderStore::find_trade(const OrderAnswer& answer) noexcept {
  Fill* const bought = fills_.find(answer.match_number, Side::buy);
  Fill* const sold = fills_.find(answer.match_number, Side::sell);
  if (bought == nullptr || sold == nullptr) return bought != nullptr ? bought : sold;
  if (const Order* order = slot_of(answer.user_ref_num); order != nullptr) {
    return order->side == Side::buy ? bought : sold;
  }
  if (bought->user_ref_num == answer.user_ref_num) return bought;
  return sold->user_ref_num == answer.user_ref_num ? sold : nullptr;
}

OrderUpdate OrderStore::update_of_trade(OrderUpdateKind kind, const Fill& fill) noexcept {
  Order* order = slot_of(fill.strategy, fill.strategy_order_id);
  OrderUpdate update;
  if (order != nullptr) {
    update = update_of(kind, *order);
  } else {
    update.kind = kind;
    update.strategy = fill.strategy;
    update.account = fill.account;
    update.strategy_order_id = fill.strategy_order_id;
    update.instrument = fill.instrument;
    update.side = fill.side;
  }
  update.liquidity = fill.liquidity;
  update.match_number = fill.match_number;
  return update;
}

OrderUpdate OrderStore::on_broken(const OrderAnswer& answer) noexcept {
  Fill* fill = find_trade(answer);
  if (fill == nullptr) return unknown(Surprise::unknown_trade);
  if (fill->is_broken) {
    ++counts_.repeated_answers;
    return update_of_trade(OrderUpdateKind::repeated_answer, *fill);
  }
  fill->is_broken = true;
  ++counts_.broken;
  if (Order* order = slot_of(fill->strategy, fill->strategy_order_id); order != nullptr) {
    order->broken = std::min(saturated_sum(order->broken, fill->quantity), order->filled);
    if (order->broken == order->filled) static_cast<void>(move(*order, OrderEvent::all_broken));
  }
  OrderUpdate update = update_of_trade(OrderUpdateKind::trade_broken, *fill);
  update.fill_quantity = fill->quantity;
  update.fill_price_ticks = fill->price_ticks;
  update.reason = static_cast<uint8_t>(answer.reason);
  update.fees = -fill->fees;
  return update;
}

// The same match with other figures: the old ones are undone. A broken trade stays broken.
OrderUpdate OrderStore::on_corrected(const OrderAnswer& answer) noexcept {
  Fill* fill = find_trade(answer);
  if (fill == nullptr || fill->is_broken || answer.quantity == 0) return unknown(Surprise::unknown_trade);
  ++counts_.corrected;
  if (Order* order = slot_of(fill->strategy, fill->strategy_order_id); order != nullptr) {
    order->filled = saturated<Quantity>(Wide{order->filled} - fill->quantity + answer.quantity);
    order->broken = std::min(order->broken, order->filled);
    const Wide notional = Wide{order->filled_notional} - Wide{fill->price_ticks} * fill->quantity +
                          Wide{answer.price_ticks} * answer.quantity;
    order->filled_notional = saturated<Money>(notional);
  }
  const Fees fees = fees_.fees_of(fill->side, answer.quantity, answer.price_ticks, fill->liquidity);
  OrderUpdate update = update_of_trade(OrderUpdateKind::trade_corrected, *fill);
  update.undone_quantity = fill->quantity;
  update.undone_price_ticks = fill->price_ticks;
  update.fill_quantity = answer.quantity;
  update.fill_price_ticks = answer.price_ticks;
  update.reason = static_cast<uint8_t>(answer.reason);
  update.fees = -fill->fees;
  update.fees += fees;
  fill->quantity = answer.quantity;
  fill->price_ticks = answer.price_ticks;
  fill->fees = fees;
  return update;
}

}  // namespace hotlane
