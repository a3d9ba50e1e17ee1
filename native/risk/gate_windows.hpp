// The sliding windows of the gate's scopes: when time has moved on, a line's limit is set to where its window
// now begins. Called by the order gate before it looks at them, and where what they follow from changes.
#pragma once

#include <algorithm>

#include "risk/gate_state.hpp"

namespace hotlane {

// A running total's line: it may reach `max` more than it had when its window began.
inline void limit_window(Budget& budget, BudgetLine line, WindowStart& window, int64_t max) noexcept {
  constexpr int64_t far = int64_t{1} << 60;
  // Totals only grow; brought back before they could come near the end of int64.
  if (const int64_t start = window.start(); start > far) [[unlikely]] {
    budget.used_of(line) -= start;
    window.rebase(start);
  }
  budget.max_of(line) = std::min(max, sum_bound) + window.start();
}

// Messages that go with the trades of the window; without trades, with one.
[[nodiscard]] inline int64_t messages_max_of(const auto& state) noexcept {
  const int64_t trades = std::max<int64_t>(state.trades.sum(), 1);
  return std::max(state.order_trade_from, state.order_trade_ratio_max * trades);
}

inline void limit_windows(InstrumentState& state) noexcept {
  limit_window(state.budget, BudgetLine::entered, state.entered, state.entered_max);
  state.rolls_at = state.entered.rolls_at();
}
inline void limit_windows(AccountState& state) noexcept {
  limit_window(state.budget, BudgetLine::entered, state.entered, state.entered_max);
  limit_window(state.budget, BudgetLine::messages, state.messages, messages_max_of(state));
  state.rolls_at = std::min({state.entered.rolls_at(), state.messages.rolls_at(), state.trades.rolls_at()});
}
inline void limit_windows(StrategyState& state) noexcept {
  limit_window(state.budget, BudgetLine::entered, state.entered, state.entered_max);
  limit_window(state.budget, BudgetLine::messages, state.messages, messages_max_of(state));
  state.rolls_at = std::min({state.entered.rolls_at(), state.messages.rolls_at(), state.trades.rolls_at(),
                             state.repeats.rolls_at()});
}

[[gnu::noinline]] inline void roll(InstrumentState& state, TimeNs now) noexcept {
  state.entered.roll(now, state.budget.used_of(BudgetLine::entered));
  limit_windows(state);
}
[[gnu::noinline]] inline void roll(AccountState& state, TimeNs now) noexcept {
  state.entered.roll(now, state.budget.used_of(BudgetLine::entered));
  state.messages.roll(now, state.budget.used_of(BudgetLine::messages));
  state.trades.roll(now);
  limit_windows(state);
}
[[gnu::noinline]] inline void roll(StrategyState& state, TimeNs now) noexcept {
  state.entered.roll(now, state.budget.used_of(BudgetLine::entered));
  state.messages.roll(now, state.budget.used_of(BudgetLine::messages));
  state.trades.roll(now);
  state.repeats.roll(now);
  limit_windows(state);
}

inline void roll_windows(OrderPath& path, TimeNs now) noexcept {
  if (now >= path.strategy->rolls_at) [[unlikely]]
    roll(*path.strategy, now);
  if (now >= path.account->rolls_at) [[unlikely]]
    roll(*path.account, now);
  if (now >= path.instrument->rolls_at) [[unlikely]]
    roll(*path.instrument, now);
}

}  // namespace hotlane
