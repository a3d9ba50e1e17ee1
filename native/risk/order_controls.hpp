// Each order by itself (risk-15c3-5.md §3.1): its form, its size and its value. Called by the order gate.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

// OUCH's domains (ouch50.md, Types; ouch42.md), which every venue profile we have keeps within.
constexpr PriceTicks price_ticks_max = 1'999'999'900;
constexpr PriceTicks market_price_ticks = INT32_MAX;  // OUCH's word for "no limit price"
constexpr Quantity order_shares_max = 999'999;
constexpr PriceTicks dollar_ticks = 10'000;

[[nodiscard]] inline bool passes_attributes(const GateQuestion& q, Finding& finding) noexcept {
  const Refusal refusal = refusal_of(q.intent.attributes, q.side, q.intent.quantity);
  return refusal == Refusal::none || refuse(finding, refusal, RiskScope::none);
}

[[nodiscard]] inline bool passes_form(const GateQuestion& q, Finding& finding) noexcept {
  const PriceTicks price = q.intent.price_ticks;
  const Quantity quantity = q.intent.quantity;
  if (q.side > Side::sell) return refuse(finding, Refusal::invalid_intent, RiskScope::none);
  if (q.is_new && q.inputs.is_order_id_used)
    return refuse(finding, Refusal::duplicate_order_id, RiskScope::strategy, q.intent.strategy_order_id);
  if (q.is_new && !q.inputs.has_order_room)
    return refuse(finding, Refusal::order_store_full, RiskScope::port);
  // What an order without a price may cost is not known, so nothing could be held against a limit.
  if (price == market_price_ticks) return refuse(finding, Refusal::market_order_barred, RiskScope::none);
  if (price < 1 || price > price_ticks_max)
    return refuse(finding, Refusal::invalid_price, RiskScope::none, price, price_ticks_max);
  // Rule 612 of Regulation NMS has a smaller step below one dollar.
  const Step& step =
      price >= dollar_ticks ? q.path.instrument->price_step : q.path.instrument->price_step_small;
  if (!step.divides(static_cast<uint32_t>(price)))
    return refuse(finding, Refusal::invalid_price, RiskScope::instrument, price, step.size());
  if (quantity < 1 || quantity > order_shares_max)
    return refuse(finding, Refusal::invalid_quantity, RiskScope::none, quantity, order_shares_max);
  if (!q.path.instrument->lot.divides(quantity))
    return refuse(finding, Refusal::invalid_quantity, RiskScope::instrument, quantity,
                  q.path.instrument->lot.size());
  // A replace down to what is already gone would leave nothing: that is a cancel, and must be asked for as
  // one.
  if (q.open < 1) return refuse(finding, Refusal::invalid_quantity, RiskScope::none, q.open, 1);
  if (!passes_attributes(q, finding)) return false;
  if (!q.inputs.can_be_carried) return refuse(finding, Refusal::attribute_not_carried, RiskScope::port);
  if (!q.path.limits.is_set) return refuse(finding, Refusal::limit_missing, q.path.scopes.missing);
  return true;
}

[[nodiscard]] inline bool passes_size(const GateQuestion& q, Finding& finding) noexcept {
  const OrderLimits& limits = q.path.limits;
  if (q.open > int64_t{limits.quantity_max})
    return refuse(finding, Refusal::order_quantity_max, q.path.scopes.quantity, q.open, limits.quantity_max);
  if (q.open > int64_t{limits.adv_quantity_max})
    return refuse(finding, Refusal::order_adv_max, RiskScope::instrument, q.open, limits.adv_quantity_max);
  if (q.notional > limits.notional_max)
    return refuse(finding, Refusal::order_notional_max, q.path.scopes.notional, q.notional,
                  limits.notional_max);
  return true;
}

}  // namespace hotlane
