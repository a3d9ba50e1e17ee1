// A lane: one core's loop body, from packet to order, to completion (docs/architecture.md). The edge hands it
// datagrams, session bytes and time; it hands back bytes to send. Everything here is written by one thread,
// so nothing is locked.
//
// Clock: ticks() and ns(span), the edge's. The core reads no time of its own.
#pragma once

#include <algorithm>

#include "lane/boundary.hpp"
#include "lane/command_ring.hpp"
#include "lane/count_publisher.hpp"
#include "lane/market_data.hpp"
#include "lane/order_desk.hpp"
#include "lane/risk_publisher.hpp"
#include "lane/strategy_desk.hpp"

namespace hotlane {

// A connection that TypeScript's policy wants the edge to open.
struct ConnectRequest {
  uint32_t address = 0;  // IPv4, host order
  uint16_t port = 0;
};

// What TypeScript has last asked of a session's connection.
struct SessionPlace {
  ConnectRequest request;
  bool has_request = false;
  bool is_disconnect_asked = false;
  LoginCredentials credentials{};
};

template <class Clock>
class Lane {
 public:
  // How long a stopping lane waits for the answers to its cancels: while its session is up, and while it is
  // away. An order left open is worse than a late stop.
  static constexpr TimeNs stop_patience_ns = 5'000'000'000;
  static constexpr TimeNs stop_patience_away_ns = 700'000'000;

  Lane(const LaneSettings& settings, boundary::LaneMemory& memory, const Clock& clock,
       std::span<StrategyPort* const> strategies)
      : memory_(memory),
        clock_(clock),
        stages_(memory),
        commands_(memory.commands),
        market_(settings, memory, stages_),
        strategies_(settings, memory, stages_, strategies),
        desk_(settings, memory, stages_, market_, strategies_) {
    // What stands there already is in the settings.
    static_cast<void>(look_for_grants(memory.firm_share, grants_));
  }

  void start(TimeNs now) noexcept;

  // One datagram of a channel's line; one of its re-request servers.
  void on_datagram(uint32_t channel, uint32_t line, std::span<const std::byte> datagram,
                   const Arrival& arrival, TimeNs now) noexcept;
  void on_answer(uint32_t channel, std::span<const std::byte> datagram, TimeNs now) noexcept;
  // Nothing more can come on the channel's lines: its recording ends, or breaks off.
  void on_input_end(uint32_t channel, bool is_broken, TimeNs now) noexcept;

  // The channel's snapshot server: that its connection opened, brought bytes into
  // stream(channel).snapshot_space(), was lost. What is to be sent or opened, stream(channel) says.
  void on_snapshot_open(uint32_t channel, TimeNs now) noexcept;
  void on_snapshot_bytes(uint32_t channel, size_t size, TimeNs now) noexcept;
  void on_snapshot_lost(uint32_t channel, TimeNs now) noexcept;
  // The large tables, for the edge to prepare before start(): each channel's orders.
  [[nodiscard]] std::span<std::byte> order_memory(uint32_t channel) noexcept {
    return market_.channel(channel).order_memory();
  }
  [[nodiscard]] Channel& stream(uint32_t channel) noexcept { return market_.channel(channel).stream(); }

  // An order session's socket: where its bytes go, that they came, that it opened or was lost, what is to be
  // sent.
  [[nodiscard]] uint32_t sessions() const noexcept { return desk_.sessions(); }
  [[nodiscard]] std::span<std::byte> session_space(SessionId session) noexcept {
    return desk_.session(session).entry().receive_space();
  }
  void on_session_bytes(SessionId session, size_t size, uint64_t received, TimeNs now) noexcept;
  void on_session_open(SessionId session, TimeNs now) noexcept {
    desk_.session(session).connect(places_[session].credentials, now);
  }
  void on_session_lost(SessionId session, TimeNs now) noexcept { desk_.session(session).on_disconnect(now); }
  [[nodiscard]] ByteQueue& session_out(SessionId session) noexcept {
    return desk_.session(session).entry().out();
  }
  [[nodiscard]] bool wants_disconnect(SessionId session) const noexcept {
    return desk_.session(session).wants_disconnect() || places_[session].is_disconnect_asked;
  }
  // A connection to open; given once.
  [[nodiscard]] bool take_connect_request(SessionId session, ConnectRequest& out) noexcept;

  // All that was to be sent has been handed to the kernel: the last cancel of a kill switch with it.
  void on_all_sent() noexcept {
    if (desk_.kills().is_one_to_be_sent()) desk_.kills().note_sent(turns_, clock_);
  }

  // A command that the edge gives itself: those of TypeScript come in the ring.
  void on_command(const boundary::Command& command, TimeNs now) noexcept {
    obey(command, now);
    desk_.cancel_stopped(clock_, now);
  }
  // The whole set at once, for every intent from now on.
  void apply_limits(const LimitSet& limits, TimeNs now) noexcept { desk_.apply_limits(limits, now); }
  // What the lane may use of the firm's limits.
  void apply_grants(const FirmGrants& grants) noexcept { desk_.gate().apply_grants(grants); }

  // Once a turn: commands, timers, updates that wait, the stopping.
  void on_turn(TimeNs now) noexcept;
  // About once a millisecond, and at the end: counters and heartbeat out.
  void publish_status(TimeNs now) noexcept;

  // Nothing is left to do: every order is closed or given up, and the logout is in the out queue.
  [[nodiscard]] bool is_stopped() const noexcept { return state_ == boundary::LaneState::stopped; }
  [[nodiscard]] StageHistograms& stages() noexcept { return stages_; }
  [[nodiscard]] const MarketData& market() const noexcept { return market_; }
  [[nodiscard]] const OrderDesk& desk() const noexcept { return desk_; }

 private:
  // A turn tells at most so many updates, so that a flood of answers can't starve the feed.
  static constexpr uint32_t updates_per_turn_max = 64;
  static constexpr TimeNs risk_interval_ns = 1'000'000;

  // What a channel calls after each packet that it gave out: tells the strategies, and TypeScript of the
  // channel.
  [[nodiscard]] auto market_teller(uint32_t channel, const Cause& cause, TimeNs now) noexcept {
    return [this, channel, cause, now](const MarketChanges& changes, bool has_news) noexcept {
      if (has_news) [[unlikely]]
        put_channel_event(channel, now);
      tell_market(changes, cause, now);
    };
  }
  void tell_market(const MarketChanges& changes, const Cause& cause, TimeNs now) noexcept;
  void put_channel_event(uint32_t channel, TimeNs now) noexcept;
  void obey(const boundary::Command& command, TimeNs now) noexcept;
  void obey_about_session(const boundary::Command& command, TimeNs now) noexcept;
  void tell_updates(TimeNs now) noexcept;
  void tell_timers(TimeNs now) noexcept;
  void begin_stop(TimeNs now) noexcept;
  void go_on_stopping(TimeNs now) noexcept;
  void stop_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept;
  void turn_kill_switch(const boundary::Command& command, TimeNs now) noexcept;
  void take_staged_limits(uint32_t version, TimeNs now) noexcept;
  void after_call(StrategyId strategy, bool is_good, const Cause& cause, TimeNs now) noexcept;
  void put_event(boundary::EventKind kind, uint16_t strategy, uint8_t state, uint32_t quantity,
                 TimeNs now) noexcept;

  boundary::LaneMemory& memory_;
  const Clock& clock_;
  StageHistograms stages_;
  CommandReader commands_;
  MarketData market_;
  StrategyDesk strategies_;
  OrderDesk desk_;
  boundary::LaneState state_ = boundary::LaneState::starting;
  std::array<SessionPlace, boundary::sessions_max> places_{};
  TimeNs stop_begun_ = 0;
  TimeNs risk_watched_ = 0;
  FirmGrants grants_{};  // that the main thread has written, as far as seen
  uint32_t limits_refused_ = 0;
  uint64_t turns_ = 0;
};

template <class Clock>
void Lane<Clock>::start(TimeNs now) noexcept {
  state_ = boundary::LaneState::running;
  desk_.gate().on_control(now);
  publish_status(now);  // from here on it is watched, its strategies' first calls included
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    strategies_.set_state(strategy, boundary::StrategyState::running);
    after_call(strategy, strategies_.tell_start(strategy, clock_), Cause{}, now);
  }
}

template <class Clock>
void Lane<Clock>::on_datagram(uint32_t channel, uint32_t line, std::span<const std::byte> datagram,
                              const Arrival& arrival, TimeNs now) noexcept {
  market_.channel(channel).on_datagram(line, datagram, arrival, now, clock_,
                                       market_teller(channel, Cause{true, arrival.ticks}, now));
}

template <class Clock>
void Lane<Clock>::on_answer(uint32_t channel, std::span<const std::byte> datagram, TimeNs now) noexcept {
  market_.channel(channel).on_answer(datagram, now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_input_end(uint32_t channel, bool is_broken, TimeNs now) noexcept {
  market_.channel(channel).on_input_end(is_broken, now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_open(uint32_t channel, TimeNs now) noexcept {
  market_.channel(channel).on_snapshot_open(now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_bytes(uint32_t channel, size_t size, TimeNs now) noexcept {
  market_.channel(channel).on_snapshot_bytes(size, now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_lost(uint32_t channel, TimeNs now) noexcept {
  market_.channel(channel).on_snapshot_lost(now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::tell_market(const MarketChanges& changes, const Cause& cause, TimeNs now) noexcept {
  strategies_.set_time(market_.time_of_day_ns());
  // News first: who is told of a book has heard what state it is in.
  for (const boundary::StatusSlot& status : changes.statuses()) {
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_status(strategy, status.instrument)) continue;
      after_call(strategy, strategies_.tell_status(strategy, status, clock_), cause, now);
    }
  }
  for (const InstrumentTrade& trade : changes.trades()) {
    const boundary::TradeSlot slot{
        trade.instrument, trade.print.price_ticks,
        static_cast<uint32_t>(std::min<uint64_t>(trade.print.quantity, UINT32_MAX)),
        trade.print.aggressor == Aggressor::buy    ? 0
        : trade.print.aggressor == Aggressor::sell ? 1
                                                   : -1};
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_trade(strategy, trade.instrument)) continue;
      after_call(strategy, strategies_.tell_trade(strategy, slot, clock_), cause, now);
    }
  }
  for (const InstrumentId instrument : changes.instruments()) {
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      const auto strategy = static_cast<StrategyId>(i);
      if (!strategies_.wants_book(strategy, instrument)) continue;
      after_call(strategy, strategies_.tell_book(strategy, instrument, clock_), cause, now);
    }
  }
}

template <class Clock>
void Lane<Clock>::put_channel_event(uint32_t channel, TimeNs now) noexcept {
  const ChannelStatus& status = stream(channel).status();
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
void Lane<Clock>::on_session_bytes(SessionId session, size_t size, uint64_t received, TimeNs now) noexcept {
  desk_.session(session).entry().received(size, now);
  desk_.take_answers(session, received, clock_, now);
}

template <class Clock>
bool Lane<Clock>::take_connect_request(SessionId session, ConnectRequest& out) noexcept {
  SessionPlace& place = places_[session];
  if (!place.has_request) return false;
  place.has_request = false;
  out = place.request;
  return true;
}

template <class Clock>
void Lane<Clock>::on_turn(TimeNs now) noexcept {
  ++turns_;
  for (SessionPlace& place : places_) place.is_disconnect_asked = false;
  boundary::Command command;
  while (commands_.take(command)) obey(command, now);
  desk_.cancel_stopped(clock_, now);
  if (look_for_grants(memory_.firm_share, grants_)) apply_grants(grants_);
  if (now - risk_watched_ >= risk_interval_ns || now < risk_watched_) {
    risk_watched_ = now;
    desk_.watch_risk(now);
  }
  desk_.on_time(clock_, now);
  for (uint32_t channel = 0; channel < market_.channels(); ++channel) {
    market_.channel(channel).on_time(now, clock_, market_teller(channel, Cause{}, now));
  }
  tell_updates(now);
  tell_timers(now);
  desk_.cancel_stopped(clock_, now);
  if (state_ == boundary::LaneState::stopping) go_on_stopping(now);
}

template <class Clock>
void Lane<Clock>::obey(const boundary::Command& command, TimeNs now) noexcept {
  switch (static_cast<boundary::CommandKind>(command.kind)) {
    case boundary::CommandKind::stop: begin_stop(now); break;
    case boundary::CommandKind::kill_switch: turn_kill_switch(command, now); break;
    case boundary::CommandKind::connect_session:
    case boundary::CommandKind::disconnect_session:
    case boundary::CommandKind::mass_cancel:
    case boundary::CommandKind::disable_entry:
    case boundary::CommandKind::enable_entry: obey_about_session(command, now); break;
    case boundary::CommandKind::acknowledge_account: desk_.acknowledge(command.index, now); break;
    case boundary::CommandKind::stop_strategy:
      if (command.index >= 0 && command.index < static_cast<int32_t>(strategies_.size())) {
        const auto strategy = static_cast<StrategyId>(command.index);
        if (strategies_.is_running(strategy)) stop_strategy(strategy, boundary::StrategyState::stopped, now);
      }
      break;
    case boundary::CommandKind::set_limits:
      take_staged_limits(static_cast<uint32_t>(command.value), now);
      break;
    case boundary::CommandKind::reduce_only:
      desk_.gate().reduce_only(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index),
                               command.value != 0);
      break;
    case boundary::CommandKind::rearm:
      // A strategy that failed is called no more, whoever re-arms it.
      desk_.gate().rearm(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index));
      break;
    case boundary::CommandKind::control: desk_.gate().on_control(now); break;
    case boundary::CommandKind::cancel_all: desk_.cancel_open(now); break;
    case boundary::CommandKind::none: break;
  }
}

// `index`: the session's; `value`: an account's, where one is meant. What this lane has not is ignored.
template <class Clock>
void Lane<Clock>::obey_about_session(const boundary::Command& command, TimeNs now) noexcept {
  if (command.index < 0 || command.index >= static_cast<int32_t>(sessions())) return;
  const auto session = static_cast<SessionId>(command.index);
  SessionPlace& place = places_[session];
  const auto kind = static_cast<boundary::CommandKind>(command.kind);
  if (kind == boundary::CommandKind::connect_session) {
    place.request = {command.address, static_cast<uint16_t>(command.port)};
    std::memcpy(&place.credentials.username, command.username, sizeof place.credentials.username);
    std::memcpy(&place.credentials.password, command.password, sizeof place.credentials.password);
    place.has_request = true;
    desk_.session(session).begin_connect(now);
  } else if (kind == boundary::CommandKind::disconnect_session) {
    place.is_disconnect_asked = true;
  } else if (command.value >= 0 && command.value < static_cast<int32_t>(desk_.accounts())) {
    const auto account = static_cast<AccountId>(command.value);
    if (kind == boundary::CommandKind::mass_cancel) {
      desk_.mass_cancel(session, account, now);
    } else {
      desk_.switch_entry(session, account, kind == boundary::CommandKind::enable_entry, now);
    }
  }
}

template <class Clock>
void Lane<Clock>::tell_updates(TimeNs now) noexcept {
  PendingUpdate update;
  for (uint32_t told = 0; told < updates_per_turn_max && desk_.next_update(update); ++told) {
    if (!strategies_.wants_orders(update.strategy)) continue;
    after_call(update.strategy, strategies_.tell_order(update.strategy, update.slot, clock_), Cause{}, now);
  }
  const uint8_t overrun = desk_.take_overrun();
  for (uint32_t i = 0; overrun >> i != 0; ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if ((overrun >> i & 1) != 0 && strategies_.is_running(strategy)) {
      stop_strategy(strategy, boundary::StrategyState::failed, now);
    }
  }
}

template <class Clock>
void Lane<Clock>::tell_timers(TimeNs now) noexcept {
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.is_timer_due(strategy, market_.time_of_day_ns())) continue;
    after_call(strategy, strategies_.tell_timer(strategy, clock_), Cause{}, now);
  }
}

template <class Clock>
void Lane<Clock>::after_call(StrategyId strategy, bool is_good, const Cause& cause, TimeNs now) noexcept {
  if (is_good) {
    desk_.take_intents(strategy, cause, clock_, now);
  } else {
    stop_strategy(strategy, boundary::StrategyState::failed, now);
  }
}

template <class Clock>
void Lane<Clock>::stop_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept {
  desk_.bar_strategy(strategy, state == boundary::StrategyState::failed);
  strategies_.set_state(strategy, state);
  desk_.cancel_stopped(clock_, now);
  put_event(boundary::EventKind::strategy, strategy, static_cast<uint8_t>(state), 0, now);
}

// TypeScript writes no set before the lane has taken over the last one; a set that is none is not taken.
template <class Clock>
void Lane<Clock>::take_staged_limits(uint32_t version, TimeNs now) noexcept {
  if (memory_.staged_limits.version == version) {
    apply_limits(memory_.staged_limits, now);
  } else {
    ++limits_refused_;
  }
  publish_word(memory_.risk.limits_version, desk_.gate().version());
  publish_word(memory_.risk.limits_refused, limits_refused_);
}

template <class Clock>
void Lane<Clock>::turn_kill_switch(const boundary::Command& command, TimeNs now) noexcept {
  if (!desk_.turn_kill_switch(command, turns_, clock_)) return;
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::kill_switch);
  event.side = static_cast<uint8_t>(command.scope);
  event.session = static_cast<uint16_t>(command.index);
  event.state = command.value != 0 ? 1 : 0;
  desk_.events().put(event);
}

template <class Clock>
void Lane<Clock>::begin_stop(TimeNs now) noexcept {
  if (state_ != boundary::LaneState::running) return;
  state_ = boundary::LaneState::stopping;
  stop_begun_ = now;
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.is_running(strategy)) continue;
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
  for (uint32_t i = 0; i < sessions(); ++i) {
    static_cast<void>(desk_.session(static_cast<SessionId>(i)).entry().logout(now));
  }
  state_ = boundary::LaneState::stopped;
  publish_status(now);
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
}

}  // namespace hotlane
