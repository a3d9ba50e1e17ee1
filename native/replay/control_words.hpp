// The gate's controls that compare numbers, and whose limits they are, in words for people.
#pragma once

#include "risk/limit_set.hpp"
#include "risk/refusal.hpp"

namespace hotlane {

// What a control compares, and the unit of it.
struct ControlWords {
  const char* control;
  const char* unit;
};

[[nodiscard]] constexpr ControlWords control_words_of(Refusal refusal) noexcept {
  switch (refusal) {
    case Refusal::loss_day: return {"shares that do not shrink the position, after the day's loss", "shares"};
    case Refusal::reduce_only: return {"shares that do not shrink the position", "shares"};
    case Refusal::control_lost: return {"silence of the risk service", "ns"};
    case Refusal::market_crossed: return {"best bid against best offer", "ticks"};
    case Refusal::invalid_price: return {"price", "ticks"};
    case Refusal::invalid_quantity: return {"quantity", "shares"};
    case Refusal::order_quantity_max: return {"order quantity", "shares"};
    case Refusal::order_adv_max: return {"order quantity by average daily volume", "shares"};
    case Refusal::order_notional_max: return {"order notional", "ticks x shares"};
    case Refusal::reference_stale: return {"age of the last trade", "ns"};
    case Refusal::price_collar: return {"price collar", "ticks"};
    case Refusal::luld_band: return {"limit-up limit-down band", "ticks"};
    case Refusal::order_duplicate: return {"equal orders", "orders"};
    case Refusal::message_rate_port:
    case Refusal::message_rate_account:
    case Refusal::message_rate_strategy:
    case Refusal::message_rate_instrument: return {"message rate", "messages"};
    case Refusal::notional_rate: return {"notional rate", "ticks x shares"};
    case Refusal::order_trade_ratio: return {"messages for the trades", "messages"};
    case Refusal::repeat_execution: return {"re-entries after fills", "orders"};
    case Refusal::short_mark_wrong: return {"shares sold as long", "shares"};
    case Refusal::locate_missing: return {"located shares", "shares"};
    case Refusal::short_price_test: return {"short sale price test", "ticks"};
    case Refusal::position_max: return {"position", "shares"};
    case Refusal::open_orders_max: return {"open orders", "orders"};
    case Refusal::open_notional_max: return {"open notional", "ticks x shares"};
    case Refusal::exposure_strategy_max:
    case Refusal::exposure_account_max:
    case Refusal::exposure_firm_max: return {"gross exposure", "ticks x shares"};
    case Refusal::net_exposure_max: return {"net exposure", "ticks x shares"};
    case Refusal::credit_max: return {"exposure and loss against credit", "ticks x shares"};
    case Refusal::traded_notional_day: return {"traded notional of the day", "ticks x shares"};
    case Refusal::self_match: return {"price against our own orders", "ticks"};
    default: return {words_of(refusal), ""};
  }
}

[[nodiscard]] constexpr const char* words_of(RiskScope scope) noexcept {
  switch (scope) {
    case RiskScope::none: return "";
    case RiskScope::instrument: return "instrument";
    case RiskScope::strategy: return "strategy";
    case RiskScope::account: return "account";
    case RiskScope::port: return "order session";
    case RiskScope::firm: return "firm";
  }
  return "";
}

}  // namespace hotlane
