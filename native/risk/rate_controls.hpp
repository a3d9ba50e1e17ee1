// What is too much in a stretch of time (risk-15c3-5.md §3.2): equal orders, messages, entered value,
// messages for each trade, re-entries after fills. Called by the order gate; what passes all of its controls
// is then charged (charge_order), and so is every cancel, which none of these holds back.
#pragma once

#include "risk/stake.hpp"

namespace hotlane {

[[nodiscard]] inline bool passes_duplicates(const GateQuestion& q, Finding& finding) noexcept {
  if (!q.is_new) return true;
  const StrategyState& strategy = *q.path.strategy;
  const uint32_t equal =
      q.path.recent.count(fingerprint_of(q.intent), q.inputs.now, strategy.duplicate_window_ns);
  if (equal >= strategy.duplicates_max) {
    return refuse(finding, Refusal::order_duplicate, RiskScope::strategy, int64_t{equal} + 1,
                  strategy.duplicates_max);
  }
  return true;
}

[[nodiscard]] inline bool passes_message_rates(const GateQuestion& q, Finding& finding) noexcept {
  const TimeNs now = q.inputs.now;
  const auto refuse_rate = [now, &finding](Refusal why, RiskScope scope, const MessageRate& rate) noexcept {
    return refuse(finding, why, scope, rate.used(now) + 1, rate.burst());
  };
  if (!q.path.port->has_token(now)) {
    return refuse_rate(Refusal::message_rate_port, RiskScope::port, *q.path.port);
  }
  if (!q.path.account->rate.has_token(now)) {
    return refuse_rate(Refusal::message_rate_account, RiskScope::account, q.path.account->rate);
  }
  if (!q.path.strategy->rate.has_token(now)) {
    return refuse_rate(Refusal::message_rate_strategy, RiskScope::strategy, q.path.strategy->rate);
  }
  if (!q.path.instrument->rate.has_token(now)) {
    return refuse_rate(Refusal::message_rate_instrument, RiskScope::instrument, q.path.instrument->rate);
  }
  return true;
}

// Whether a line that counts within a window has room; `window` says where it began.
[[nodiscard]] inline bool passes_window(const Budget& budget, BudgetLine line, int64_t added,
                                        const WindowStart& window, Refusal why, RiskScope scope,
                                        Finding& finding) noexcept {
  if (budget.has_room(line, added)) return true;
  return refuse(finding, why, scope, budget.used_of(line) + added - window.start(),
                budget.max_of(line) - window.start());
}

[[nodiscard]] inline bool passes_windows(const GateQuestion& q, Finding& finding) noexcept {
  const AccountState& account = *q.path.account;
  const StrategyState& strategy = *q.path.strategy;
  const InstrumentState& instrument = *q.path.instrument;
  const auto entered = [&](const auto& state, RiskScope scope) noexcept {
    return passes_window(state.budget, BudgetLine::entered, q.more_notional, state.entered,
                         Refusal::notional_rate, scope, finding);
  };
  const auto messages = [&](const auto& state, RiskScope scope) noexcept {
    return passes_window(state.budget, BudgetLine::messages, 1, state.messages, Refusal::order_trade_ratio,
                         scope, finding);
  };
  return entered(account, RiskScope::account) && entered(strategy, RiskScope::strategy) &&
         entered(instrument, RiskScope::instrument) && messages(account, RiskScope::account) &&
         messages(strategy, RiskScope::strategy);
}

// RTS 6 art. 15(3): filled and entered again, without a person in between.
[[nodiscard]] inline bool passes_repeats(const GateQuestion& q, Finding& finding) noexcept {
  if (!q.is_new || !q.path.was_filled) return true;
  const int64_t repeats = q.path.strategy->repeats.sum() + 1;
  if (repeats > q.path.strategy->repeats_max) {
    return refuse(finding, Refusal::repeat_execution, RiskScope::strategy, repeats,
                  q.path.strategy->repeats_max);
  }
  return true;
}

[[nodiscard]] inline bool passes_rates(const GateQuestion& q, Finding& finding) noexcept {
  return passes_duplicates(q, finding) && passes_message_rates(q, finding) && passes_windows(q, finding) &&
         passes_repeats(q, finding);
}

// A cancel goes out.
inline void charge_cancel(OrderPath& path, TimeNs now) noexcept {
  path.port->take_if_any(now);
  path.account->rate.take_if_any(now);
  path.strategy->rate.take_if_any(now);
  path.instrument->rate.take_if_any(now);
  ++path.account->budget.used_of(BudgetLine::messages);
  ++path.strategy->budget.used_of(BudgetLine::messages);
}

// A new order or replace has passed. `fingerprint`: of a new order.
inline void charge_order(OrderPath& path, Money more_notional, bool is_new, uint64_t fingerprint,
                         TimeNs now) noexcept {
  path.port->take(now);
  path.account->rate.take(now);
  path.strategy->rate.take(now);
  path.instrument->rate.take(now);
  ++path.account->budget.used_of(BudgetLine::messages);
  ++path.strategy->budget.used_of(BudgetLine::messages);
  path.account->budget.used_of(BudgetLine::entered) += more_notional;
  path.strategy->budget.used_of(BudgetLine::entered) += more_notional;
  path.instrument->budget.used_of(BudgetLine::entered) += more_notional;
  path.strategy->refusals_in_a_row = 0;
  if (!is_new) return;
  path.recent.add(fingerprint, now);
  if (!path.was_filled) return;
  path.strategy->repeats.add(1);
  path.was_filled = false;
}

}  // namespace hotlane
