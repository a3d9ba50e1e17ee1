// Why the gate refused an intent. Codes are stable names: they stand in records, counters, the journal and
// the API (docs/order-life.md says which rule asks for each). Only ever add at the end.
#pragma once

#include <cstdint>

namespace hotlane {

enum class Refusal : uint8_t {
  none = 0,
  kill_switch_global,
  kill_switch_strategy,
  kill_switch_instrument,
  session_down,
  unknown_instrument,
  unknown_strategy,
  limit_missing,
  order_store_full,
  halted,
  stale_book,
  invalid_price,
  invalid_quantity,
  order_quantity,
  notional,
  no_reference_price,
  price_collar,
  position,
  message_rate,
  unknown_order,
  order_done,
  order_not_live,    // a replace before the answer to the order or to an earlier replace or cancel
  too_many_intents,  // more than max_intents_per_callback
  duplicate_order_id,
  invalid_intent,         // a kind, side or flag that is none
  unowned_instrument,     // not one that the strategy may trade
  invalid_time_in_force,  // this and below: an order's attributes (risk/order_attributes.hpp)
  invalid_display,
  invalid_capacity,
  invalid_sell_kind,
  invalid_min_quantity,
  invalid_max_floor,
  invalid_peg,
  invalid_cross,
  invalid_post_only,
  account_in_doubt,       // a venue said what casts doubt on its positions, and no human has looked
  attribute_not_carried,  // the session's protocol has no words for it
  journal_behind,         // the disk is too slow for the journal
  journal_full,           // the disk has no room for more of the journal
  journal_failed,         // the journal could not be written
};

constexpr uint32_t refusal_count = 40;

[[nodiscard]] constexpr const char* words_of(Refusal refusal) noexcept {
  switch (refusal) {
    case Refusal::none: return "passed";
    case Refusal::kill_switch_global: return "the kill switch is on for everything";
    case Refusal::kill_switch_strategy: return "the kill switch is on for this strategy";
    case Refusal::kill_switch_instrument: return "the kill switch is on for this instrument";
    case Refusal::session_down: return "the order session is not ready to trade";
    case Refusal::unknown_instrument: return "no such instrument in this lane";
    case Refusal::unknown_strategy: return "no such strategy in this lane";
    case Refusal::limit_missing: return "no limits are set for this instrument or strategy";
    case Refusal::order_store_full: return "too many open orders for the order store";
    case Refusal::halted: return "trading in this instrument is halted";
    case Refusal::stale_book: return "the book of this instrument is stale";
    case Refusal::invalid_price: return "the price is outside 1 to 1,999,999,900 ticks";
    case Refusal::invalid_quantity: return "the quantity is outside what the order can have";
    case Refusal::order_quantity: return "the quantity exceeds the limit of one order";
    case Refusal::notional: return "price times quantity exceeds the limit of one order";
    case Refusal::no_reference_price: return "there is no price to compare the order's with";
    case Refusal::price_collar: return "the price is too far from the reference price";
    case Refusal::position: return "if all open orders filled, the position would exceed its limit";
    case Refusal::message_rate: return "too many messages in a short time";
    case Refusal::unknown_order: return "no such order";
    case Refusal::order_done: return "the order is done";
    case Refusal::order_not_live: return "the order waits for an earlier answer";
    case Refusal::too_many_intents: return "too many intents in one callback";
    case Refusal::duplicate_order_id: return "the strategy has used this order id before";
    case Refusal::invalid_intent: return "the intent has an unknown kind, side or flag";
    case Refusal::unowned_instrument: return "the strategy may not trade this instrument";
    case Refusal::invalid_time_in_force: return "the time in force is unknown, or has no or a wrong expiry";
    case Refusal::invalid_display: return "the order's display is unknown";
    case Refusal::invalid_capacity: return "the order's capacity is unknown";
    case Refusal::invalid_sell_kind: return "short or located, but not a short sale";
    case Refusal::invalid_min_quantity: return "the minimum quantity contradicts the order";
    case Refusal::invalid_max_floor: return "the displayed part contradicts the order";
    case Refusal::invalid_peg: return "the peg is unknown, or its offset has no peg or is too far";
    case Refusal::invalid_cross: return "the cross is unknown, or contradicts the time in force or the peg";
    case Refusal::invalid_post_only: return "a post-only order can neither be immediate nor for a cross";
    case Refusal::account_in_doubt: return "the account's positions are in doubt until a human has looked";
    case Refusal::attribute_not_carried: return "the session's protocol has no words for such an order";
    case Refusal::journal_behind: return "the journal waits for the disk";
    case Refusal::journal_full: return "the journal's disk is full";
    case Refusal::journal_failed: return "the journal can no longer be written";
  }
  return "unknown";
}

}  // namespace hotlane
