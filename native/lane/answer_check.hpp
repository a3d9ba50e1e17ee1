// What should not have been said: a venue's answer held against the terms that we asked for, and the order
// store's surprises, as alerts. Pure; called by a session desk before and after its store has applied the
// answer.
#pragma once

#include "orders/order.hpp"
#include "orders/order_update.hpp"
#include "session/order_answer.hpp"
#include "session/venue_alert.hpp"

namespace hotlane {

// May be better than asked for, never worse (ouch50.md, Order Accepted).
[[nodiscard]] constexpr bool is_worse(PriceTicks price, PriceTicks asked, Side side) noexcept {
  return side == Side::buy ? price > asked : price < asked;
}

// Of an acceptance or a replacement that `order` waits for, before the store applies it: whether it is of
// another instrument or side, or at a worse price. Shares are the store's to judge.
[[nodiscard]] inline bool is_on_other_terms(const OrderAnswer& answer, const Order& order,
                                            const wire::Symbol& symbol) noexcept {
  if (answer.kind == OrderAnswerKind::accepted) {
    if (order.is_answered) return false;
    return answer.symbol != symbol || answer.side != order.side ||
           is_worse(answer.price_ticks, order.price_ticks, order.side);
  }
  if (answer.kind == OrderAnswerKind::replaced) {
    if (answer.user_ref_num != order.pending_user_ref_num) return false;
    return answer.symbol != symbol || answer.side != order.side ||
           is_worse(answer.price_ticks, order.pending_price_ticks, order.side);
  }
  return answer.kind == OrderAnswerKind::modified && answer.side != order.side;
}

// An answer that named no order of ours.
[[nodiscard]] constexpr VenueAlert alert_of_unknown(const OrderAnswer& answer) noexcept {
  switch (answer.kind) {
    case OrderAnswerKind::executed: return VenueAlert::unknown_execution;
    case OrderAnswerKind::accepted:
    case OrderAnswerKind::replaced:
      return answer.is_live ? VenueAlert::unknown_live_order : VenueAlert::unknown_order;
    default: return VenueAlert::unknown_order;
  }
}

// What the store found odd about an answer, as an alert.
[[nodiscard]] constexpr VenueAlert alert_of(const OrderUpdate& update, const OrderAnswer& answer) noexcept {
  switch (update.surprise) {
    case Surprise::none: break;
    case Surprise::unknown_order: return alert_of_unknown(answer);
    case Surprise::unknown_trade: return VenueAlert::unknown_trade;
    case Surprise::out_of_turn: {
      // An order that we hold for refused, lost or over, and that the venue holds for taken.
      const bool is_taken =
          answer.kind == OrderAnswerKind::accepted || answer.kind == OrderAnswerKind::replaced;
      return is_taken && answer.is_live ? VenueAlert::order_contradicted : VenueAlert::answer_repeated;
    }
    case Surprise::beyond_leaves:
      return answer.kind == OrderAnswerKind::executed ? VenueAlert::execution_too_large
                                                      : VenueAlert::cancel_too_large;
    case Surprise::late_execution: return VenueAlert::execution_of_done;
    case Surprise::old_number: return VenueAlert::execution_of_number;
    case Surprise::before_acceptance: return VenueAlert::execution_too_early;
    case Surprise::more_than_asked: return VenueAlert::terms_contradicted;
    case Surprise::contradiction: return VenueAlert::execution_differs;
    case Surprise::unsolicited: return VenueAlert::cancel_unasked;
  }
  if (update.kind == OrderUpdateKind::repeated_fill) return VenueAlert::execution_repeated;
  if (update.kind == OrderUpdateKind::repeated_answer) return VenueAlert::answer_repeated;
  return VenueAlert::none;
}

}  // namespace hotlane
