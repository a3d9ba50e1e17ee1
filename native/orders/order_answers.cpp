// What the host's answers do to our orders (ouch50.md, Semantics), races included: a fill that crosses a
// cancel or a replace comes first and on the old number; a silently ignored request means that the order was
// done.
#include <algorithm>

#include "orders/order_store.hpp"

namespace hotlane {

OrderUpdate OrderStore::unexpected(Order& order) noexcept {
  ++counts_.unexpected;
  return update_of(OrderUpdateKind::unexpected, order);
}

OrderUpdate OrderStore::apply(const OuchAnswer& answer) noexcept {
  switch (answer.kind) {
    case OuchAnswerKind::system_event:
    case OuchAnswerKind::mass_cancel_response:
    case OuchAnswerKind::entry_disabled:
    case OuchAnswerKind::entry_enabled:
    case OuchAnswerKind::account_query_response: return {};
    case OuchAnswerKind::replaced: return on_replaced(answer);
    case OuchAnswerKind::trade_broken: return on_broken(answer);
    default: break;
  }
  Order* order = slot_of(answer.user_ref_num);
  if (order == nullptr) [[unlikely]] {
    ++counts_.unknown_orders;
    OrderUpdate update;
    update.kind = OrderUpdateKind::unknown_order;
    return update;
  }
  switch (answer.kind) {
    case OuchAnswerKind::executed: return on_executed(*order, answer);
    case OuchAnswerKind::accepted: return on_accepted(*order, answer);
    case OuchAnswerKind::cancelled:
    case OuchAnswerKind::self_match_cancelled: return on_cancelled(*order, answer);
    case OuchAnswerKind::rejected: return on_rejected(*order, answer);
    default: return on_restated(*order, answer);
  }
}

OrderUpdate OrderStore::on_accepted(Order& order, const OuchAnswer& answer) noexcept {
  const bool is_first = !order.is_answered && answer.user_ref_num == order.user_ref_num;
  if (!is_first || !move(order, answer.is_live ? OrderEvent::accepted_live : OrderEvent::accepted_dead)) {
    return unexpected(order);
  }
  order.is_answered = true;
  order.order_reference = answer.order_reference;
  order.price_ticks = answer.price_ticks;
  order.leaves = answer.is_live ? answer.quantity : 0;
  ++counts_.accepted;
  return update_of(answer.is_live ? OrderUpdateKind::accepted : OrderUpdateKind::dead, order);
}

// A replace that an earlier life of this lane sent: noted now, so that its answer finds it. Numbers begin at
// 1 (ouch50.md, UserRefNum), and only an order's newest one can have been replaced.
Order* OrderStore::adopt_replace(const OuchAnswer& answer) noexcept {
  Order* order = slot_of(answer.orig_user_ref_num);
  if (order == nullptr || answer.user_ref_num == 0 || order->user_ref_num != answer.orig_user_ref_num) {
    return nullptr;
  }
  if (!move(*order, OrderEvent::replace_sent)) return nullptr;
  order->pending_user_ref_num = answer.user_ref_num;
  order->pending_quantity = order->filled + order->prevented + answer.quantity;
  order->pending_attributes = order->attributes;
  hold_number(*order, answer.user_ref_num);
  return order;
}

OrderUpdate OrderStore::on_replaced(const OuchAnswer& answer) noexcept {
  Order* order = slot_of(answer.user_ref_num);
  if (order == nullptr) order = adopt_replace(answer);
  if (order == nullptr) {
    ++counts_.unknown_orders;
    OrderUpdate update;
    update.kind = OrderUpdateKind::unknown_order;
    return update;
  }
  if (order->pending_user_ref_num != answer.user_ref_num || order->user_ref_num != answer.orig_user_ref_num) {
    return unexpected(*order);
  }
  order->user_ref_num = answer.user_ref_num;
  order->price_ticks = answer.price_ticks;
  order->order_reference = answer.order_reference;
  order->quantity = order->pending_quantity;
  order->attributes = order->pending_attributes;
  order->leaves = answer.quantity;
  drop_pending_replace(*order);
  ++counts_.replaced;
  static_cast<void>(move(*order, answer.is_live ? OrderEvent::replaced_live : OrderEvent::replaced_dead));
  return update_of(answer.is_live ? OrderUpdateKind::replaced : OrderUpdateKind::dead, *order);
}

OrderUpdate OrderStore::on_cancelled(Order& order, const OuchAnswer& answer) noexcept {
  if (is_done(order.state) || !order.is_answered) return unexpected(order);
  const Quantity decrement = std::min(answer.quantity, order.leaves);
  order.leaves -= decrement;
  if (answer.kind == OuchAnswerKind::self_match_cancelled ||
      answer.reason == static_cast<char>(wire::ouch50::CancelReason::self_match_prevention)) {
    order.prevented += decrement;
  }
  static_cast<void>(move(order, order.leaves == 0 ? OrderEvent::cancelled : OrderEvent::partly_cancelled));
  OrderUpdate update = update_of(OrderUpdateKind::cancelled, order);
  update.cancelled_quantity = decrement;
  update.reason = static_cast<uint8_t>(answer.reason);
  return update;
}

OrderUpdate OrderStore::on_executed(Order& order, const OuchAnswer& answer) noexcept {
  if (fills_.find(answer.match_number, order.side) != nullptr) [[unlikely]] {
    ++counts_.repeated_fills;
    return update_of(OrderUpdateKind::repeated_fill, order);
  }
  fills_.add({answer.match_number, answer.user_ref_num, answer.price_ticks, answer.quantity, order.instrument,
              order.strategy, order.side, false});
  ++counts_.fills;
  // The position follows the host, whatever we believed to be left.
  if (is_done(order.state) || answer.quantity > order.leaves) [[unlikely]]
    ++counts_.overfills;
  order.leaves -= std::min(answer.quantity, order.leaves);
  order.filled += answer.quantity;
  order.filled_notional += Money{answer.price_ticks} * answer.quantity;
  // An execution says as much as an acceptance that we missed would have.
  order.is_answered = true;
  if (order.state == OrderState::pending_new) {
    static_cast<void>(move(order, OrderEvent::accepted_live));
  }
  if (!is_done(order.state)) {
    static_cast<void>(move(order, order.leaves == 0 ? OrderEvent::filled : OrderEvent::partly_filled));
  }
  OrderUpdate update = update_of(OrderUpdateKind::filled, order);
  update.fill_quantity = answer.quantity;
  update.fill_price_ticks = answer.price_ticks;
  return update;
}

OrderUpdate OrderStore::on_rejected(Order& order, const OuchAnswer& answer) noexcept {
  const bool is_replace =
      order.pending_user_ref_num != 0 && answer.user_ref_num == order.pending_user_ref_num;
  // Only an entry not answered yet can be rejected; a replace's J leaves the existing order as it stands.
  const bool is_entry = answer.user_ref_num == order.user_ref_num && !order.is_answered;
  if (is_done(order.state) || (!is_replace && !is_entry)) return unexpected(order);
  static_cast<void>(move(order, is_replace ? OrderEvent::replace_rejected : OrderEvent::rejected));
  if (is_replace) drop_pending_replace(order);
  ++counts_.rejected;
  OrderUpdate update =
      update_of(is_replace ? OrderUpdateKind::replace_rejected : OrderUpdateKind::rejected, order);
  update.reason = answer.reject_reason;
  return update;
}

OrderUpdate OrderStore::on_broken(const OuchAnswer& answer) noexcept {
  Fill* fill = fills_.find(answer.match_number, Side::buy);
  Fill* const sold = fills_.find(answer.match_number, Side::sell);
  // Both sides of the trade were ours: the number says which one is meant.
  if (fill == nullptr || (sold != nullptr && fill->user_ref_num != answer.user_ref_num)) fill = sold;
  OrderUpdate update;
  if (fill == nullptr || fill->is_broken) {
    ++counts_.unknown_orders;
    update.kind = OrderUpdateKind::unknown_order;
    return update;
  }
  fill->is_broken = true;
  update.kind = OrderUpdateKind::trade_broken;
  update.order = find(fill->user_ref_num);
  update.strategy = fill->strategy;
  update.strategy_order_id = update.order != nullptr ? update.order->strategy_order_id : 0;
  update.instrument = fill->instrument;
  update.side = fill->side;
  update.fill_quantity = fill->quantity;
  update.fill_price_ticks = fill->price_ticks;
  update.reason = static_cast<uint8_t>(answer.reason);
  return update;
}

// The host changed or refused something without ending the order. It can't speak of one that it has not
// accepted: taking its word would make an order live that recovery then holds for never received.
OrderUpdate OrderStore::on_restated(Order& order, const OuchAnswer& answer) noexcept {
  if (is_done(order.state) || !order.is_answered) return unexpected(order);
  switch (answer.kind) {
    case OuchAnswerKind::priority_updated:
      order.order_reference = answer.order_reference;
      order.price_ticks = answer.price_ticks;
      return update_of(OrderUpdateKind::changed, order);
    case OuchAnswerKind::modified: {
      order.leaves = answer.quantity;
      if (order.leaves == 0) static_cast<void>(move(order, OrderEvent::cancelled));
      return update_of(OrderUpdateKind::changed, order);
    }
    case OuchAnswerKind::cancel_pending: return update_of(OrderUpdateKind::cancel_pending, order);
    case OuchAnswerKind::cancel_rejected:
      // A cut may be refused as well, and it never made the order pending.
      if (order.state == OrderState::pending_cancel && order.pending_user_ref_num == 0) {
        static_cast<void>(move(order, OrderEvent::cancel_rejected));
      }
      return update_of(OrderUpdateKind::cancel_rejected, order);
    default: return update_of(OrderUpdateKind::changed, order);
  }
}

}  // namespace hotlane
