// What the lane's inputs lead to: the calls of its strategies, the lane's stopping, and what is told to
// TypeScript. Definitions of lane.hpp, which alone includes this.
#pragma once

#include "lane/lane.hpp"
#include "lane/lane_state.hpp"
#include "lane/settings_record.hpp"

namespace hotlane {

template <class Clock>
void Lane<Clock>::tell_market(const MarketChanges& changes, const Cause& cause, TimeNs now) noexcept {
  strategies_.set_time(market_.time_of_day_ns());
  if (!shadow_.is_idle()) [[unlikely]]
    shadow_.on_market(changes, now);
  // News first: who is told of a book has heard what state it is in.
  for (const boundary::StatusSlot& status : changes.statuses()) {
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_status(strategy, status.instrument)) continue;
      after_call(strategy, strategies_.tell_status(strategy, status, clock_), cause, now);
    }
  }
  for (const InstrumentTrade& trade : changes.trades()) {
    const boundary::TradeSlot slot = slot_of(trade);
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_trade(strategy, trade.instrument)) continue;
      desk_.fetch_order_of(strategy, trade.instrument);
      after_call(strategy, strategies_.tell_trade(strategy, slot, clock_), cause, now);
    }
  }
  for (const InstrumentId instrument : changes.instruments()) {
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_book(strategy, instrument)) continue;
      desk_.fetch_order_of(strategy, instrument);
      after_call(strategy, strategies_.tell_book(strategy, instrument, clock_), cause, now);
    }
  }
  if (strategies_.is_any_timer_due()) [[unlikely]]
    tell_timers(now);
}

template <class Clock>
void Lane<Clock>::put_channel_event(uint32_t channel, TimeNs now) noexcept {
  const ChannelStatus& status = market_.channel(channel).stream().status();
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::channel);
  event.session = static_cast<uint16_t>(channel);
  event.state = static_cast<uint8_t>(status.state);
  event.side = static_cast<uint8_t>(status.step);
  event.reason = static_cast<uint16_t>(status.cause);
  const uint64_t missing =
      status.known_end > status.next_sequence ? status.known_end - status.next_sequence : 0;
  event.quantity = static_cast<uint32_t>(std::min<uint64_t>(missing, UINT32_MAX));
  desk_.events().put(event);
}

template <class Clock>
void Lane<Clock>::begin_stop(TimeNs now) noexcept {
  if (state_ != boundary::LaneState::running) return;
  state_ = boundary::LaneState::stopping;
  stop_begun_ = now;
  stages_.begin(clock_.ticks());
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.is_called(strategy)) continue;
    // Its last intents are void: nothing new leaves a stopping lane.
    static_cast<void>(strategies_.tell_stop(strategy, clock_));
    stop_strategy(strategy, boundary::StrategyState::stopped, now);
  }
  publish_status(now);
}

template <class Clock>
void Lane<Clock>::go_on_stopping(TimeNs now) noexcept {
  const TimeNs patience = desk_.is_any_ready() ? stop_patience_ns : stop_patience_away_ns;
  if (desk_.open_orders() > 0 && now - stop_begun_ < patience) return;
  for (SessionId session = 0; session < sessions(); ++session) {
    static_cast<void>(desk_.session(session).entry().logout(now));
  }
  state_ = boundary::LaneState::stopped;
  publish_status(now);
}

template <class Clock>
void Lane<Clock>::on_keeping(JournalState state, TimeNs now) noexcept {
  const Input input(*this, lane_record::Keeping{static_cast<uint8_t>(state)}, now);
  journal_seen_ = state;
  desk_.set_outage(outage_of(state));
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::journal);
  event.state = static_cast<uint8_t>(state);
  // Whoever hears of it looks for the errno in the status: the ring's release store makes that visible first.
  // Not in the event, which a replay compares: it has no disk to fail.
  publish_word(memory_.status.journal_failure, static_cast<uint32_t>(journal_.failure()));
  desk_.events().put(event);
  if (may_trade()) return;
  desk_.cancel_open(now);
  if (state == JournalState::behind || state == JournalState::full) return;
  journal_.turn_off();
  // What waits for a disk that does not take it must never leave: it goes with the connection. After that
  // only cancels are made.
  for (SessionId session = 0; session < sessions(); ++session) {
    SessionPlace& place = places_[session];
    const bool is_stuck = held_place(session) != 0;
    place.held_until = is_stuck ? UINT64_MAX : 0;
    place.is_disconnect_asked = place.is_disconnect_asked || is_stuck;
  }
}

template <class Clock>
void Lane<Clock>::put_settings(const LaneSettings& settings, std::span<StrategyPort* const> strategies) {
  RecordedSettings recorded{settings, {}};
  for (size_t i = 0; i < strategies.size(); ++i) {
    recorded.lane.strategies[i].is_vacant = strategies[i] == nullptr;
    recorded.interests.push_back(strategies[i] == nullptr ? StrategyInterests{} : strategies[i]->interests());
  }
  const std::vector<std::byte> bytes = encode_settings(recorded);
  for (Bytes rest = bytes; !rest.empty();) {
    const Bytes part = rest.first(std::min(rest.size(), socket_bytes_max));
    rest = rest.subspan(part.size());
    journal_.put(lane_record::Settings{!rest.empty()}, 0, part);
  }
}

template <class Clock>
void Lane<Clock>::put_each_second(TimeNs now) noexcept {
  const int64_t second = now / ns_per_second;
  // And the state at the very end.
  if (second == second_put_ && !is_stopped()) return;
  second_put_ = second;
  journal_.put(hash_state(market_, memory_, desk_), now);
}

template <class Clock>
void Lane<Clock>::put_event(boundary::EventKind kind, uint16_t strategy, uint8_t state, uint32_t quantity,
                            TimeNs now) noexcept {
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(kind);
  event.strategy = strategy;
  event.state = state;
  event.quantity = quantity;
  desk_.events().put(event);
}

template <class Clock>
void Lane<Clock>::publish_status(TimeNs now) noexcept {
  boundary::LaneStatus& out = memory_.status;
  publish_word(out.state, static_cast<uint32_t>(state_));
  publish_word(out.kill_switch, desk_.kills().count());
  publish_word(out.heartbeat_ns, now);
  publish_word(out.turns, turns_);
  publish_market_counts(market_, memory_);
  publish_order_counts(desk_, memory_);
  publish_risk(desk_.gate(), memory_);
  desk_.publish_marks();
  publish_word(out.strategy_calls, strategies_.calls());
  publish_word(out.strategies_failed, strategies_.failed());
  publish_word(out.journal_state, static_cast<uint32_t>(journal_.state()));
  publish_word(out.journal_failure, static_cast<uint32_t>(journal_.failure()));
  publish_word(out.journal_records, journal_.records());
  publish_word(out.journal_bytes, journal_.place());
  publish_word(out.journal_lag_bytes, journal_.lag_bytes());
  publish_word(out.journal_lag_bytes_max, journal_.lag_bytes_max());
  publish_word(out.journal_lag_ns, static_cast<uint64_t>(journal_.lag_ns()));
  publish_word(out.journal_lag_ns_max, static_cast<uint64_t>(journal_.lag_ns_max()));
}

}  // namespace hotlane
