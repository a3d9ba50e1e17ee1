// What the host's answers do to our orders (ouch50.md, Semantics), races included: a fill that crosses a
// cancel or a replace comes first and on the old number; a silently ignored request means that the order was
// done. Executions and what becomes of them: trade_answers.cpp.
#include <algorithm>

#include "orders/order_store.hpp"

namespace hotlane {
namespace {

using wire::ouch50::CancelReason;

// A cancel that comes of the order's own terms: nobody has to have asked for it.
[[nodiscard]] bool is_of_its_terms(char reason) noexcept {
  switch (static_cast<CancelReason>(reason)) {
    case CancelReason::immediate_or_cancel:
    case CancelReason::timeout:
    case CancelReason::self_match_prevention:
    case CancelReason::post_only_slid_nms:
    case CancelReason::post_only_slid_contra:
    case CancelReason::closed:
    case CancelReason::cross_canceled: return true;
    default: return false;
  }
}

[[nodiscard]] bool is_cancel_asked(const Order& order) noexcept {
  return is_cancelling(order.state) || order.cuts_asked > 0 || order.pending_user_ref_num != 0;
}

}  // namespace

OrderUpdate OrderStore::unexpected(Order& order, Surprise surprise) noexcept {
  ++counts_.unexpected;
  OrderUpdate update = update_of(OrderUpdateKind::unexpected, order);
  update.surprise = surprise;
  return update;
}

OrderUpdate OrderStore::unknown(Surprise surprise) noexcept {
  ++counts_.unknown_orders;
  OrderUpdate update;
  update.kind = OrderUpdateKind::unknown_order;
  update.surprise = surprise;
  return update;
}

OrderUpdate OrderStore::repeated(Order& order) noexcept {
  ++counts_.repeated_answers;
  return update_of(OrderUpdateKind::repeated_answer, order);
}

OrderUpdate OrderStore::apply(const OrderAnswer& answer) noexcept {
  switch (answer.kind) {
    case OrderAnswerKind::system_event:
    case OrderAnswerKind::mass_cancel_response:
    case OrderAnswerKind::entry_disabled:
    case OrderAnswerKind::entry_enabled:
    case OrderAnswerKind::account_query_response: return {};
    case OrderAnswerKind::replaced: return on_replaced(answer);
    case OrderAnswerKind::trade_broken: return on_broken(answer);
    case OrderAnswerKind::trade_corrected: return on_corrected(answer);
    default: break;
  }
  Order* order = slot_of(answer.user_ref_num);
  if (order == nullptr) [[unlikely]]
    return unknown(Surprise::unknown_order);
  switch (answer.kind) {
    case OrderAnswerKind::executed: return on_executed(*order, answer);
    case OrderAnswerKind::accepted: return on_accepted(*order, answer);
    case OrderAnswerKind::cancelled:
    case OrderAnswerKind::self_match_cancelled: return on_cancelled(*order, answer);
    case OrderAnswerKind::rejected: return on_rejected(*order, answer);
    default: return on_restated(*order, answer);
  }
}

OrderUpdate OrderStore::on_accepted(Order& order, const OrderAnswer& answer) noexcept {
  if (answer.user_ref_num != order.user_ref_num) return unexpected(order);
  if (order.is_answered) {
    return order.order_reference == answer.order_reference ? repeated(order) : unexpected(order);
  }
  const bool is_live = answer.is_live && answer.quantity > 0;
  if (!move(order, is_live ? OrderEvent::accepted_live : OrderEvent::accepted_dead)) return unexpected(order);
  const bool is_more = is_live && answer.quantity > order.quantity;
  order.is_answered = true;
  order.order_reference = answer.order_reference;
  order.price_ticks = answer.price_ticks;
  if (is_live) order.quantity = order.leaves = answer.quantity;
  ++counts_.accepted;
  OrderUpdate update = update_of(is_live ? OrderUpdateKind::accepted : OrderUpdateKind::dead, order);
  if (is_more) update.surprise = Surprise::more_than_asked;
  return update;
}

// A replace that an earlier life of this lane sent: noted now, so that its answer finds it; the session's
// desk tells of it. Numbers begin at 1 (ouch50.md, UserRefNum), and only an order's newest one can have been
// replaced.
Order* OrderStore::adopt_replace(const OrderAnswer& answer) noexcept {
  Order* order = slot_of(answer.orig_user_ref_num);
  if (order == nullptr || answer.user_ref_num == 0 || order->user_ref_num != answer.orig_user_ref_num) {
    return nullptr;
  }
  if (!move(*order, OrderEvent::replace_sent)) return nullptr;
  order->pending_user_ref_num = answer.user_ref_num;
  order->pending_quantity = saturated<Quantity>(Wide{order->filled} + order->prevented + answer.quantity);
  order->pending_attributes = order->attributes;
  hold_number(*order, answer.user_ref_num);
  return order;
}

OrderUpdate OrderStore::on_replaced(const OrderAnswer& answer) noexcept {
  Order* order = slot_of(answer.user_ref_num);
  if (order == nullptr) order = adopt_replace(answer);
  if (order == nullptr) return unknown(Surprise::unknown_order);
  if (order->user_ref_num == answer.user_ref_num && order->is_answered &&
      order->order_reference == answer.order_reference) {
    return repeated(*order);
  }
  if (order->pending_user_ref_num != answer.user_ref_num || order->user_ref_num != answer.orig_user_ref_num) {
    return unexpected(*order);
  }
  const bool is_live = answer.is_live && answer.quantity > 0;
  const bool is_more = is_live && Wide{answer.quantity} > Wide{order->pending_quantity} - Wide{order->used()};
  order->user_ref_num = answer.user_ref_num;
  order->price_ticks = answer.price_ticks;
  order->order_reference = answer.order_reference;
  order->quantity = order->pending_quantity;
  order->attributes = order->pending_attributes;
  order->leaves = is_live ? answer.quantity : 0;
  drop_pending_replace(*order);
  ++counts_.replaced;
  static_cast<void>(move(*order, is_live ? OrderEvent::replaced_live : OrderEvent::replaced_dead));
  OrderUpdate update = update_of(is_live ? OrderUpdateKind::replaced : OrderUpdateKind::dead, *order);
  if (is_more) update.surprise = Surprise::more_than_asked;
  return update;
}

OrderUpdate OrderStore::on_cancelled(Order& order, const OrderAnswer& answer) noexcept {
  if (is_done(order.state) || !order.is_answered || answer.user_ref_num != order.user_ref_num ||
      answer.quantity == 0) {
    return unexpected(order);
  }
  const bool is_prevented = answer.kind == OrderAnswerKind::self_match_cancelled ||
                            answer.reason == static_cast<char>(CancelReason::self_match_prevention);
  const bool is_explained = is_prevented || is_cancel_asked(order) || is_of_its_terms(answer.reason);
  const bool is_beyond = answer.quantity > order.leaves;
  const Quantity decrement = std::min(answer.quantity, order.leaves);
  order.leaves -= decrement;
  if (is_prevented) order.prevented = saturated_sum(order.prevented, decrement);
  if (order.cuts_asked > 0) --order.cuts_asked;
  static_cast<void>(move(order, order.leaves == 0 ? OrderEvent::cancelled : OrderEvent::partly_cancelled));
  OrderUpdate update = update_of(OrderUpdateKind::cancelled, order);
  update.cancelled_quantity = decrement;
  update.reason = static_cast<uint8_t>(answer.reason);
  if (!is_explained) update.surprise = Surprise::unsolicited;
  if (is_beyond) update.surprise = Surprise::beyond_leaves;
  return update;
}

OrderUpdate OrderStore::on_rejected(Order& order, const OrderAnswer& answer) noexcept {
  const bool is_replace =
      order.pending_user_ref_num != 0 && answer.user_ref_num == order.pending_user_ref_num;
  const bool is_entry = answer.user_ref_num == order.user_ref_num;
  if (is_entry && order.state == OrderState::rejected) return repeated(order);
  // Only an entry not answered yet can be rejected; a replace's J leaves the existing order as it stands.
  if (is_done(order.state) || (!is_replace && (!is_entry || order.is_answered))) return unexpected(order);
  static_cast<void>(move(order, is_replace ? OrderEvent::replace_rejected : OrderEvent::rejected));
  if (is_replace) drop_pending_replace(order);
  ++counts_.rejected;
  OrderUpdate update =
      update_of(is_replace ? OrderUpdateKind::replace_rejected : OrderUpdateKind::rejected, order);
  update.reason = answer.reject_reason;
  return update;
}

// The host changed or refused something without ending the order. It can't speak of one that it has not
// accepted: taking its word would make an order live that recovery then holds for never received.
OrderUpdate OrderStore::on_restated(Order& order, const OrderAnswer& answer) noexcept {
  if (is_done(order.state) || !order.is_answered || answer.user_ref_num != order.user_ref_num) {
    return unexpected(order);
  }
  switch (answer.kind) {
    case OrderAnswerKind::modified: return on_modified(order, answer);
    case OrderAnswerKind::priority_updated:
      order.order_reference = answer.order_reference;
      order.price_ticks = answer.price_ticks;
      break;
    case OrderAnswerKind::cancel_pending:
      static_cast<void>(move(order, OrderEvent::cancel_pending));
      return update_of(OrderUpdateKind::cancel_pending, order);
    case OrderAnswerKind::cancel_rejected: {
      // A cut may be refused as well, and it never made the order pending; of two numbers cancelled while a
      // replace is on its way, the one that counts is answered after the replace.
      const bool is_of_all = order.state == OrderState::pending_cancel && order.pending_user_ref_num == 0;
      if (!is_of_all && order.cuts_asked > 0) --order.cuts_asked;
      static_cast<void>(move(order, is_of_all ? OrderEvent::cancel_rejected : OrderEvent::restated));
      return update_of(OrderUpdateKind::cancel_rejected, order);
    }
    default: break;
  }
  static_cast<void>(move(order, OrderEvent::restated));
  return update_of(OrderUpdateKind::changed, order);
}

OrderUpdate OrderStore::on_modified(Order& order, const OrderAnswer& answer) noexcept {
  const bool is_more = answer.quantity > order.leaves;
  if (is_more) order.quantity = saturated_sum(order.quantity, answer.quantity - order.leaves);
  order.leaves = answer.quantity;
  static_cast<void>(move(order, order.leaves == 0 ? OrderEvent::cancelled : OrderEvent::restated));
  OrderUpdate update = update_of(OrderUpdateKind::changed, order);
  if (is_more) update.surprise = Surprise::more_than_asked;
  return update;
}

}  // namespace hotlane
