// The places of a lane's strategies: who is called there, in shadow or live, how another takes the place, how
// one is stopped. Definitions of lane.hpp, which alone includes this.
#pragma once

#include "lane/lane.hpp"

namespace hotlane {

template <class Clock>
void Lane<Clock>::after_call(StrategyId strategy, bool is_good, const Cause& cause, TimeNs now) noexcept {
  if (!is_good) {
    stop_strategy(strategy, boundary::StrategyState::failed, now);
  } else if (strategies_.is_in_shadow(strategy)) [[unlikely]] {
    shadow_.take_intents(strategy, now);
  } else {
    desk_.take_intents(strategy, cause, clock_, now);
  }
}

template <class Clock>
void Lane<Clock>::stop_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept {
  // From here on it is failed or stopped, and what it would have done in shadow is no longer told.
  if (strategies_.is_in_shadow(strategy)) shadow_.end(strategy);
  desk_.bar_strategy(strategy);
  put_strategy(strategy, state, now);
  desk_.publish_positions(strategy);
  desk_.cancel_stopped(clock_, now);
}

template <class Clock>
void Lane<Clock>::put_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept {
  strategies_.set_state(strategy, state);
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::strategy);
  event.strategy = strategy;
  event.state = static_cast<uint8_t>(state);
  if (const uint64_t late_ns = strategies_.late_ns(strategy);
      late_ns != 0 && state == boundary::StrategyState::failed) {
    event.compared = static_cast<int64_t>(late_ns);
    event.limit = strategies_.budget_ns(strategy);
  }
  desk_.events().put(event);
}

// Another strategy takes the place. One that is live there first has its last call, and unless the new one
// goes on with its orders they are cancelled: the new one begins when the last of them is done.
template <class Clock>
void Lane<Clock>::install(int32_t index, bool is_live, TimeNs now) noexcept {
  if (!is_place(index) || state_ != boundary::LaneState::running) return;
  const auto strategy = static_cast<StrategyId>(index);
  const bool was_running = strategies_.is_running(strategy);
  stages_.begin(clock_.ticks());
  // Its last intents are void: who takes over decides.
  if (strategies_.is_called(strategy)) static_cast<void>(strategies_.tell_stop(strategy, clock_));
  const Installation installation = source_ == nullptr ? Installation{} : source_->take(strategy);
  const bool keeps_orders = installation.keeps_orders && was_running && is_live;
  const StrategyInterests interests =
      installation.strategy == nullptr ? StrategyInterests{} : installation.strategy->interests();
  journal_.put(lane_record::Installed{static_cast<uint8_t>(strategy), installation.strategy != nullptr,
                                      installation.keeps_orders, bits_of(interests)},
               now);
  if (!keeps_orders) stop_strategy(strategy, boundary::StrategyState::stopped, now);
  strategies_.install(strategy, installation.strategy);
  if (installation.strategy == nullptr) return put_strategy(strategy, boundary::StrategyState::idle, now);
  if (!is_live) return begin_shadow(strategy, now);
  put_strategy(strategy, boundary::StrategyState::stopping, now);
  if (keeps_orders) return begin_live(strategy, now);
  waiting_ |= 1U << strategy;
  begin_waiting(now);
}

template <class Clock>
void Lane<Clock>::begin_shadow(StrategyId strategy, TimeNs now) noexcept {
  shadow_.begin(strategy);
  put_strategy(strategy, boundary::StrategyState::shadow, now);
  after_call(strategy, strategies_.tell_start(strategy, clock_), Cause{}, now);
}

template <class Clock>
void Lane<Clock>::begin_live(StrategyId strategy, TimeNs now) noexcept {
  desk_.unbar_strategy(strategy);
  put_strategy(strategy, boundary::StrategyState::running, now);
  desk_.publish_positions(strategy);
  after_call(strategy, strategies_.tell_start(strategy, clock_), Cause{}, now);
}

// Those that wait for the last order of the one before.
template <class Clock>
void Lane<Clock>::begin_waiting(TimeNs now) noexcept {
  for (uint32_t i = 0; waiting_ >> i != 0; ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if ((waiting_ >> i & 1) == 0 || desk_.has_open(strategy)) continue;
    waiting_ &= ~(1U << i);
    begin_live(strategy, now);
  }
}

// What it would have had in shadow is forgotten, and what the place really has is shown; it goes on from
// there.
template <class Clock>
void Lane<Clock>::trade_live(int32_t index, TimeNs now) noexcept {
  if (!is_place(index) || state_ != boundary::LaneState::running) return;
  const auto strategy = static_cast<StrategyId>(index);
  if (!strategies_.is_in_shadow(strategy)) return;
  shadow_.end(strategy);
  desk_.unbar_strategy(strategy);
  put_strategy(strategy, boundary::StrategyState::running, now);
  desk_.publish_positions(strategy);
}

template <class Clock>
void Lane<Clock>::withdraw(int32_t index, TimeNs now) noexcept {
  if (!is_place(index)) return;
  const auto strategy = static_cast<StrategyId>(index);
  const bool is_there = strategies_.is_called(strategy) || (waiting_ >> strategy & 1) != 0;
  waiting_ &= ~(1U << strategy);
  if (is_there) stop_strategy(strategy, boundary::StrategyState::stopped, now);
}

template <class Clock>
void Lane<Clock>::tell_updates(TimeNs now) noexcept {
  PendingUpdate update;
  const bool has_updates = desk_.has_updates() || shadow_.has_updates();
  if (has_updates) stages_.begin(clock_.ticks());
  const auto next = [this](PendingUpdate& out) noexcept {
    return desk_.next_update(out) || shadow_.next_update(out);
  };
  for (uint32_t told = 0; told < updates_per_turn_max && next(update); ++told) {
    if (!strategies_.wants_orders(update.strategy)) continue;
    after_call(update.strategy, strategies_.tell_order(update.strategy, update.slot, clock_), Cause{}, now);
  }
  const uint8_t overrun = desk_.take_overrun() | shadow_.take_overrun();
  for (uint32_t i = 0; overrun >> i != 0; ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if ((overrun >> i & 1) != 0 && strategies_.is_called(strategy)) {
      stop_strategy(strategy, boundary::StrategyState::failed, now);
    }
  }
}

template <class Clock>
void Lane<Clock>::tell_timers(TimeNs now) noexcept {
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.take_due_timer(strategy)) continue;
    after_call(strategy, strategies_.tell_timer(strategy, clock_), Cause{}, now);
  }
}

}  // namespace hotlane
