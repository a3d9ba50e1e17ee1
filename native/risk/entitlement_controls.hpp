// Who may trade what, and when (risk-15c3-5.md §3.4): entitlements, restricted list, halts, a book that can't
// be trusted, the exchange's hours. Called by the order gate after the state controls.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

// Which hours an order is for, by its time in force and cross (ours, after the venue's reject codes 002D to
// 002F): an order for a cross must come before it.
enum class OrderHours : uint8_t { regular, extended, before_opening, before_closing };

[[nodiscard]] constexpr OrderHours hours_of(const OrderAttributes& attributes) noexcept {
  switch (cross_of(attributes)) {
    case CrossKind::opening: return OrderHours::before_opening;
    case CrossKind::closing: return OrderHours::before_closing;
    default: break;
  }
  const bool is_extended =
      attributes.time_in_force == TimeInForce::extended || attributes.time_in_force == TimeInForce::timed;
  return is_extended ? OrderHours::extended : OrderHours::regular;
}

// By what the exchange said last of its day (ITCH 5.0 §1.1).
[[nodiscard]] constexpr bool is_phase_for(OrderHours hours, SystemPhase phase) noexcept {
  switch (phase) {
    case SystemPhase::system_hours: return hours != OrderHours::regular;
    case SystemPhase::market_hours: return hours != OrderHours::before_opening;
    case SystemPhase::after_market_hours: return hours == OrderHours::extended;
    default: return false;
  }
}

// By the exchange's time of day, ns since midnight.
[[nodiscard]] constexpr bool is_time_for(OrderHours hours, int64_t time, const MarketRules& market) noexcept {
  switch (hours) {
    case OrderHours::regular: return time >= market.regular_open_ns && time < market.regular_close_ns;
    case OrderHours::extended: return time >= market.extended_open_ns && time < market.extended_close_ns;
    case OrderHours::before_opening:
      return time >= market.extended_open_ns &&
             (time < market.regular_open_ns || market.regular_open_ns == INT64_MIN);
    case OrderHours::before_closing: return time >= market.extended_open_ns && time < market.regular_close_ns;
  }
  return false;
}

[[nodiscard]] inline bool passes_hours(const GateQuestion& q, Finding& finding) noexcept {
  const OrderHours hours = hours_of(q.intent.attributes);
  const SystemPhase phase = q.inputs.phase;
  const bool is_phase_missing = phase == SystemPhase::unknown && q.market.is_phase_needed != 0;
  if (is_phase_missing || (phase != SystemPhase::unknown && !is_phase_for(hours, phase)))
    return refuse(finding, Refusal::session_closed, RiskScope::firm, static_cast<int64_t>(phase));
  if (!is_time_for(hours, q.inputs.time_of_day_ns, q.market))
    return refuse(finding, Refusal::session_closed, RiskScope::firm, q.inputs.time_of_day_ns);
  return true;
}

[[nodiscard]] inline bool passes_entitlement(const GateQuestion& q, Finding& finding) noexcept {
  const OrderLimits& limits = q.path.limits;
  if (!limits.is_entitled) return refuse(finding, Refusal::not_entitled, q.path.scopes.not_entitled);
  if (limits.is_restricted) return refuse(finding, Refusal::instrument_restricted, RiskScope::account);
  if (q.inputs.is_halted) return refuse(finding, Refusal::halted, RiskScope::instrument);
  if (q.inputs.is_book_stale) return refuse(finding, Refusal::book_stale, RiskScope::instrument);
  if (q.inputs.is_crossed && q.market.is_crossed_barred != 0)
    return refuse(finding, Refusal::market_crossed, RiskScope::instrument, q.inputs.bid_ticks,
                  q.inputs.ask_ticks);
  return passes_hours(q, finding);
}

}  // namespace hotlane
