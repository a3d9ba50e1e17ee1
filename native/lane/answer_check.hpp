// Holds a venue's answer against what we know of its order, and an update against its answer: what should not
// have been said gets its alert. Pure; called by a session desk before and after its order store has applied
// the answer.
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

// Before the store applies it. `symbol`: of the order's instrument.
[[nodiscard]] inline VenueAlert check_answer(const OrderAnswer& answer, const Order& order,
                                             const wire::Symbol& symbol) noexcept {
  switch (answer.kind) {
    case OrderAnswerKind::accepted:
      if (order.is_answered) return VenueAlert::none;  // a repetition: the store says so
      if (is_done(order.state)) return VenueAlert::order_contradicted;
      if (answer.symbol != symbol || answer.side != order.side || answer.quantity > order.quantity ||
          is_worse(answer.price_ticks, order.price_ticks, order.side)) {
        return VenueAlert::terms_contradicted;
      }
      return VenueAlert::none;
    case OrderAnswerKind::replaced:
      if (answer.user_ref_num != order.pending_user_ref_num) {
        // Of an order that is over, one that lives again; of any other, a repetition.
        return is_done(order.state) && answer.is_live ? VenueAlert::order_contradicted : VenueAlert::none;
      }
      if (answer.symbol != symbol || answer.side != order.side || answer.quantity > order.pending_quantity ||
          is_worse(answer.price_ticks, order.pending_price_ticks, order.side)) {
        return VenueAlert::terms_contradicted;
      }
      return VenueAlert::none;
    case OrderAnswerKind::executed:
      if (is_done(order.state)) return VenueAlert::execution_of_done;
      if (answer.quantity > order.leaves) return VenueAlert::execution_too_large;
      return VenueAlert::none;
    case OrderAnswerKind::modified:
      if (answer.side != order.side || answer.quantity > order.leaves) return VenueAlert::terms_contradicted;
      return VenueAlert::none;
    default: return VenueAlert::none;
  }
}

// What the order store found odd about an answer. A cancel that nobody asked for is the venue's right.
[[nodiscard]] constexpr VenueAlert alert_of(Surprise surprise) noexcept {
  switch (surprise) {
    case Surprise::none:
    case Surprise::unsolicited: return VenueAlert::none;
    case Surprise::unknown_order: return VenueAlert::unknown_order;
    case Surprise::unknown_trade: return VenueAlert::unknown_trade;
    case Surprise::out_of_turn:
    case Surprise::before_acceptance: return VenueAlert::answer_repeated;
    case Surprise::beyond_leaves: return VenueAlert::execution_too_large;
    case Surprise::late_execution:
    case Surprise::old_number: return VenueAlert::execution_of_done;
    case Surprise::more_than_asked:
    case Surprise::contradiction: return VenueAlert::terms_contradicted;
  }
  return VenueAlert::none;
}

// An answer that named no order of ours.
[[nodiscard]] constexpr VenueAlert alert_of_unknown(const OrderAnswer& answer) noexcept {
  switch (answer.kind) {
    case OrderAnswerKind::executed: return VenueAlert::unknown_execution;
    case OrderAnswerKind::trade_broken:
    case OrderAnswerKind::trade_corrected: return VenueAlert::unknown_trade;
    case OrderAnswerKind::accepted:
    case OrderAnswerKind::replaced:
      return answer.is_live ? VenueAlert::unknown_live_order : VenueAlert::unknown_order;
    default: return VenueAlert::unknown_order;
  }
}

}  // namespace hotlane
