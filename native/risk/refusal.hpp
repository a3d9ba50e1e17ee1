// Why the gate refused an intent, in words. The codes are declared in native/lane/boundary.json, for they
// stand in records, counters, the journal and the API; docs/risk.md has each with its rule and formula.
#pragma once

#include <array>
#include <cstddef>

#include "risk/risk_boundary.hpp"

namespace hotlane {

using boundary::Refusal;
using boundary::refusal_count;

[[nodiscard]] constexpr const char* words_of(Refusal refusal) noexcept {
  switch (refusal) {
    case Refusal::none: return "passed";
    case Refusal::invalid_intent: return "the intent has an unknown kind, side or flag";
    case Refusal::unknown_instrument: return "no such instrument in this lane";
    case Refusal::unknown_order: return "no such order";
    case Refusal::order_done: return "the order is done";
    case Refusal::order_not_live: return "the order waits for an earlier answer";
    case Refusal::killed: return "the kill switch is on";
    case Refusal::strategy_fault: return "the strategy failed and is off";
    case Refusal::repeat_execution: return "the strategy re-entered after fills too often and is off";
    case Refusal::refusal_streak:
      return "too many of the strategy's intents were refused in a row: it is off";
    case Refusal::loss_day: return "the day's loss has passed its limit";
    case Refusal::reduce_only: return "only orders that shrink the position may pass";
    case Refusal::control_lost: return "the risk service has not been heard for too long";
    case Refusal::not_reconciled: return "the account's orders have not been reconciled with the venue";
    case Refusal::account_in_doubt: return "the account's positions are in doubt until a human has looked";
    case Refusal::session_down: return "the order session is not ready to trade";
    case Refusal::not_entitled: return "the strategy or account is not approved for this instrument";
    case Refusal::instrument_restricted: return "the instrument is on the account's restricted list";
    case Refusal::halted: return "trading in this instrument is halted";
    case Refusal::book_stale: return "the book of this instrument is stale";
    case Refusal::market_crossed: return "the book of this instrument is locked or crossed";
    case Refusal::session_closed: return "the exchange's hours do not allow such an order now";
    case Refusal::duplicate_order_id: return "the strategy has used this order id before";
    case Refusal::order_store_full: return "too many open orders for the order store";
    case Refusal::market_order_barred: return "an order without a limit price";
    case Refusal::invalid_price:
      return "the price is outside 1 to 1,999,999,900 ticks, or off the price step";
    case Refusal::invalid_quantity: return "the quantity is outside what the order can have, or off the lot";
    case Refusal::invalid_time_in_force: return "the time in force is unknown, or has no or a wrong expiry";
    case Refusal::invalid_display: return "the order's display is unknown";
    case Refusal::invalid_capacity: return "the order's capacity is unknown";
    case Refusal::invalid_sell_kind: return "short or located, but not a short sale";
    case Refusal::invalid_min_quantity: return "the minimum quantity contradicts the order";
    case Refusal::invalid_max_floor: return "the displayed part contradicts the order";
    case Refusal::invalid_peg: return "the peg is unknown, or its offset has no peg or is too far";
    case Refusal::invalid_cross: return "the cross is unknown, or contradicts the time in force or the peg";
    case Refusal::invalid_post_only: return "a post-only order can neither be immediate nor for a cross";
    case Refusal::attribute_not_carried: return "the session's protocol has no words for such an order";
    case Refusal::limit_missing:
      return "no limits are set for this instrument, strategy, account or the firm";
    case Refusal::order_quantity_max: return "the quantity exceeds the limit of one order";
    case Refusal::order_adv_max: return "the quantity is too large a part of the average daily volume";
    case Refusal::order_notional_max: return "price times quantity exceeds the limit of one order";
    case Refusal::reference_stale:
      return "there is no price, or none recent enough, to compare the order's with";
    case Refusal::price_collar: return "the price is too far from the market's";
    case Refusal::luld_band: return "the price is outside the limit-up limit-down band";
    case Refusal::order_duplicate: return "too many equal orders in a short time";
    case Refusal::message_rate_port: return "too many messages of this order session in a short time";
    case Refusal::message_rate_account: return "too many messages of this account in a short time";
    case Refusal::message_rate_strategy: return "too many messages of this strategy in a short time";
    case Refusal::message_rate_instrument: return "too many messages in this instrument in a short time";
    case Refusal::notional_rate: return "too much was entered in a short time";
    case Refusal::order_trade_ratio: return "too many messages for each trade";
    case Refusal::short_mark_wrong: return "a sale marked long would go beyond the shares owned";
    case Refusal::locate_missing: return "no shares are located for this short sale";
    case Refusal::short_state_unknown: return "whether the short sale price test holds is not known";
    case Refusal::short_price_test: return "a short sale at or below the best bid while the price test holds";
    case Refusal::position_max: return "if all open orders filled, the position would exceed its limit";
    case Refusal::open_orders_max: return "too many working orders";
    case Refusal::open_notional_max: return "the working orders' value would exceed its limit";
    case Refusal::exposure_strategy_max: return "the strategy's exposure would exceed its limit";
    case Refusal::exposure_account_max: return "the account's exposure would exceed its limit";
    case Refusal::exposure_firm_max: return "the firm's exposure would exceed its limit";
    case Refusal::net_exposure_max: return "the net exposure would exceed its limit";
    case Refusal::credit_max: return "exposure and loss would exceed the credit";
    case Refusal::traded_notional_day: return "the value traded today would exceed its limit";
    case Refusal::self_match: return "the order could trade with one of our own";
    case Refusal::too_many_intents: return "too many intents in one callback";
  }
  return "unknown";
}

}  // namespace hotlane
