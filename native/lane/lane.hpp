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
#include "lane/strategy_desk.hpp"

namespace hotlane {

// A connection that TypeScript's policy wants the edge to open.
struct ConnectRequest {
  uint32_t address = 0;  // IPv4, host order
  uint16_t port = 0;
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
        desk_(settings, memory, stages_, market_, strategies_) {}

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
  // The large tables, for the edge to prepare before start(): each channel's books.
  [[nodiscard]] std::array<std::span<std::byte>, 4> book_memory(uint32_t channel) noexcept {
    return market_.channel(channel).book_memory();
  }
  [[nodiscard]] Channel& stream(uint32_t channel) noexcept { return market_.channel(channel).stream(); }

  // The order session's socket: where its bytes go, that they came, that it opened or was lost, what is to be
  // sent.
  [[nodiscard]] std::span<std::byte> session_space() noexcept { return desk_.session().receive_space(); }
  void on_session_bytes(size_t size, uint64_t received, TimeNs now) noexcept;
  void on_session_open(TimeNs now) noexcept { desk_.connect(credentials_, now); }
  void on_session_lost(TimeNs now) noexcept { desk_.on_disconnect(now); }
  [[nodiscard]] ByteQueue& session_out() noexcept { return desk_.session().out(); }
  [[nodiscard]] bool wants_disconnect() const noexcept {
    return desk_.wants_disconnect() || is_disconnect_asked_;
  }
  // A connection to open; given once.
  [[nodiscard]] bool take_connect_request(ConnectRequest& out) noexcept;

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
  void tell_updates(TimeNs now) noexcept;
  void tell_timers(TimeNs now) noexcept;
  void begin_stop(TimeNs now) noexcept;
  void go_on_stopping(TimeNs now) noexcept;
  void stop_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept;
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
  bool is_kill_switch_on_ = false;
  bool is_disconnect_asked_ = false;
  bool has_connect_request_ = false;
  uint8_t cancelling_ = 0;  // strategies whose orders are being cancelled, a bit each
  ConnectRequest connect_request_;
  LoginCredentials credentials_{};
  TimeNs stop_begun_ = 0;
  uint64_t turns_ = 0;
};

template <class Clock>
void Lane<Clock>::start(TimeNs now) noexcept {
  state_ = boundary::LaneState::running;
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    strategies_.set_state(strategy, boundary::StrategyState::running);
    after_call(strategy, strategies_.tell_start(strategy, clock_), Cause{}, now);
  }
  publish_status(now);
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
    const boundary::TradeSlot slot{trade.instrument, trade.print.price_ticks,
                                   static_cast<int32_t>(trade.print.quantity),
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
void Lane<Clock>::on_session_bytes(size_t size, uint64_t received, TimeNs now) noexcept {
  desk_.session().received(size, now);
  desk_.take_answers(received, clock_, now);
}

template <class Clock>
bool Lane<Clock>::take_connect_request(ConnectRequest& out) noexcept {
  if (!has_connect_request_) return false;
  has_connect_request_ = false;
  out = connect_request_;
  return true;
}

template <class Clock>
void Lane<Clock>::on_turn(TimeNs now) noexcept {
  ++turns_;
  is_disconnect_asked_ = false;
  boundary::Command command;
  while (commands_.take(command)) obey(command, now);
  desk_.session().on_time(now);
  desk_.take_answers(clock_.ticks(), clock_,
                     now);  // what the last turn had no room for, and what the clock found
  for (uint32_t channel = 0; channel < market_.channels(); ++channel) {
    market_.channel(channel).on_time(now, clock_, market_teller(channel, Cause{}, now));
  }
  tell_updates(now);
  tell_timers(now);
  for (uint32_t i = 0; cancelling_ >> i != 0; ++i) {
    if ((cancelling_ >> i & 1) != 0) desk_.cancel_open(static_cast<int>(i), now);
  }
  if (is_kill_switch_on_) desk_.cancel_open(-1, now);
  if (state_ == boundary::LaneState::stopping) go_on_stopping(now);
}

template <class Clock>
void Lane<Clock>::obey(const boundary::Command& command, TimeNs now) noexcept {
  switch (static_cast<boundary::CommandKind>(command.kind)) {
    case boundary::CommandKind::stop: begin_stop(now); break;
    case boundary::CommandKind::kill_switch:
      is_kill_switch_on_ = command.value != 0;
      desk_.set_kill_switch(is_kill_switch_on_);
      put_event(boundary::EventKind::kill_switch, 0, is_kill_switch_on_ ? 1 : 0, 0, now);
      break;
    case boundary::CommandKind::connect_session:
      connect_request_ = {command.address, static_cast<uint16_t>(command.port)};
      std::memcpy(&credentials_.username, command.username, sizeof credentials_.username);
      std::memcpy(&credentials_.password, command.password, sizeof credentials_.password);
      has_connect_request_ = true;
      desk_.begin_connect(now);
      break;
    case boundary::CommandKind::disconnect_session: is_disconnect_asked_ = true; break;
    case boundary::CommandKind::stop_strategy:
      if (command.index >= 0 && command.index < static_cast<int32_t>(strategies_.size())) {
        const auto strategy = static_cast<StrategyId>(command.index);
        if (strategies_.is_running(strategy)) stop_strategy(strategy, boundary::StrategyState::stopped, now);
      }
      break;
    case boundary::CommandKind::cancel_all: desk_.cancel_open(-1, now); break;
    case boundary::CommandKind::none: break;
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
  desk_.bar_strategy(strategy);
  cancelling_ = static_cast<uint8_t>(cancelling_ | 1U << strategy);
  strategies_.set_state(strategy, state);
  desk_.cancel_open(static_cast<int>(strategy), now);
  put_event(boundary::EventKind::strategy, strategy, static_cast<uint8_t>(state), 0, now);
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
  desk_.cancel_open(-1, now);
  const TimeNs patience = desk_.session().is_ready() ? stop_patience_ns : stop_patience_away_ns;
  if (desk_.orders().open_orders() > 0 && now - stop_begun_ < patience) return;
  static_cast<void>(desk_.session().logout(now));
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
  publish_word(out.kill_switch, is_kill_switch_on_ ? 1U : 0U);
  publish_word(out.heartbeat_ns, now);
  publish_word(out.turns, turns_);
  publish_market_counts(market_, memory_);
  publish_order_counts(desk_, out);
  publish_word(out.strategy_calls, strategies_.calls());
  publish_word(out.strategies_failed, strategies_.failed());
}

}  // namespace hotlane
