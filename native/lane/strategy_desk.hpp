// The lane's strategies: who wants to be told what, the frames that cross to them, and the calls. Written and
// called by the lane's thread alone. A strategy that fails is called no more.
#pragma once

#include <array>
#include <span>

#include "lane/boundary.hpp"
#include "lane/lane_settings.hpp"
#include "lane/stage_histograms.hpp"
#include "risk/intent.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane {

class StrategyDesk {
 public:
  StrategyDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
               std::span<StrategyPort* const> ports) noexcept;

  [[nodiscard]] uint32_t size() const noexcept { return count_; }
  [[nodiscard]] boundary::StrategyFrame& frame(StrategyId strategy) noexcept {
    return memory_.frames[strategy];
  }
  [[nodiscard]] bool is_running(StrategyId strategy) const noexcept {
    return states_[strategy] == boundary::StrategyState::running;
  }
  // It may trade this instrument, and is told about it.
  [[nodiscard]] bool owns(StrategyId strategy, InstrumentId instrument) const noexcept {
    return instrument < boundary::instruments_max && (owners_[instrument] >> strategy & 1) != 0;
  }
  void set_state(StrategyId strategy, boundary::StrategyState state) noexcept;
  // Its next order gets a number above this one.
  void skip_order_ids(StrategyId strategy, StrategyOrderId used) noexcept {
    int32_t& next = frame(strategy).next_order_id;
    if (used < INT32_MAX && next <= static_cast<int32_t>(used)) next = static_cast<int32_t>(used) + 1;
  }

  // Each gives false when the strategy failed in the call. The frame's intents are then void.
  template <class Clock>
  [[nodiscard]] bool tell_start(StrategyId strategy, const Clock& clock) noexcept {
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_start(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_book(StrategyId strategy, InstrumentId instrument, const Clock& clock) noexcept {
    return call(strategy, clock,
                [instrument](StrategyPort& port) noexcept { return port.on_book(instrument); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_trade(StrategyId strategy, const boundary::TradeSlot& trade,
                                const Clock& clock) noexcept {
    frame(strategy).trade = trade;
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_trade(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_order(StrategyId strategy, const boundary::OrderUpdateSlot& update,
                                const Clock& clock) noexcept {
    frame(strategy).update = update;
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_order(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_status(StrategyId strategy, const boundary::StatusSlot& status,
                                 const Clock& clock) noexcept {
    frame(strategy).status = status;
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_status(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_timer(StrategyId strategy, const Clock& clock) noexcept {
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_timer(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_stop(StrategyId strategy, const Clock& clock) noexcept {
    return call(strategy, clock, [](StrategyPort& port) noexcept { return port.on_stop(); });
  }

  [[nodiscard]] bool wants_book(StrategyId strategy, InstrumentId instrument) const noexcept {
    return interests_[strategy].book && owns(strategy, instrument) && is_running(strategy);
  }
  [[nodiscard]] bool wants_trade(StrategyId strategy, InstrumentId instrument) const noexcept {
    return interests_[strategy].trade && owns(strategy, instrument) && is_running(strategy);
  }
  // News of the whole market (instrument -1) is for every strategy that listens.
  [[nodiscard]] bool wants_status(StrategyId strategy, int32_t instrument) const noexcept {
    return interests_[strategy].status && is_running(strategy) &&
           (instrument < 0 || owns(strategy, static_cast<InstrumentId>(instrument)));
  }
  [[nodiscard]] bool wants_orders(StrategyId strategy) const noexcept {
    return interests_[strategy].order && states_[strategy] != boundary::StrategyState::failed;
  }
  // Due once each interval of exchange time; moves on to the next. False: no timer, or not yet.
  [[nodiscard]] bool is_timer_due(StrategyId strategy, uint64_t time_of_day_ns) noexcept;

  void set_time(uint64_t time_of_day_ns) noexcept { time_of_day_ns_ = time_of_day_ns; }
  [[nodiscard]] uint64_t calls() const noexcept { return calls_; }
  [[nodiscard]] uint64_t failed() const noexcept { return failed_; }

 private:
  template <class Clock, class Call>
  [[nodiscard]] bool call(StrategyId strategy, const Clock& clock, Call&& call_port) noexcept {
    boundary::StrategyFrame& its_frame = frame(strategy);
    its_frame.time_of_day_ns = static_cast<double>(time_of_day_ns_);
    its_frame.intent_count = 0;
    ++calls_;
    const uint64_t begin = clock.ticks();
    const CallResult result = call_port(*ports_[strategy]);
    stages_.record(boundary::Stage::strategy, clock.ns(clock.ticks() - begin));
    if (result == CallResult::failed) [[unlikely]] {
      its_frame.intent_count = 0;
      ++failed_;
      set_state(strategy, boundary::StrategyState::failed);
      return false;
    }
    return true;
  }

  static_assert(boundary::strategies_max <= 8, "a byte has a bit for each strategy");

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  std::array<StrategyPort*, boundary::strategies_max> ports_{};
  std::array<StrategyInterests, boundary::strategies_max> interests_{};
  std::array<boundary::StrategyState, boundary::strategies_max> states_{};
  std::array<uint64_t, boundary::strategies_max> timer_due_ns_{};
  std::array<uint8_t, boundary::instruments_max> owners_{};  // bit per strategy
  uint32_t count_ = 0;
  uint64_t time_of_day_ns_ = 0;
  uint64_t calls_ = 0;
  uint64_t failed_ = 0;
};

}  // namespace hotlane
