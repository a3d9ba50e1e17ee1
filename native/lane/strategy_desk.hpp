// The lane's strategies: who wants to be told what, the frames that cross to them, and the calls. Written and
// called by the lane's thread alone. A strategy that fails is called no more.
#pragma once

#include <array>
#include <span>

#include "journal/lane_journal.hpp"
#include "lane/boundary.hpp"
#include "lane/lane_settings.hpp"
#include "lane/stage_histograms.hpp"
#include "risk/intent.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane {

class StrategyDesk {
 public:
  StrategyDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
               LaneJournal& journal, std::span<StrategyPort* const> ports) noexcept;

  [[nodiscard]] uint32_t size() const noexcept { return count_; }
  [[nodiscard]] boundary::StrategyFrame& frame(StrategyId strategy) noexcept {
    return memory_.frames[strategy];
  }
  // It may trade.
  [[nodiscard]] bool is_running(StrategyId strategy) const noexcept {
    return states_[strategy] == boundary::StrategyState::running;
  }
  [[nodiscard]] bool is_in_shadow(StrategyId strategy) const noexcept {
    return states_[strategy] == boundary::StrategyState::shadow;
  }
  // It is told what happens, and decides.
  [[nodiscard]] bool is_called(StrategyId strategy) const noexcept {
    return is_running(strategy) || is_in_shadow(strategy);
  }
  // Somebody is in its place.
  [[nodiscard]] bool has(StrategyId strategy) const noexcept { return ports_[strategy] != nullptr; }
  // Its place has another strategy from now on; null: none. Who was there is not called any more.
  void install(StrategyId strategy, StrategyPort* port) noexcept;
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
    budget_ticks_[strategy] = ticks_of(budgets_ns_[strategy], clock);
    return call(strategy, Callback::on_start, clock,
                [](StrategyPort& port) noexcept { return port.on_start(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_book(StrategyId strategy, InstrumentId instrument, const Clock& clock) noexcept {
    frame(strategy).instrument = instrument;
    return call(strategy, Callback::on_book, clock,
                [instrument](StrategyPort& port) noexcept { return port.on_book(instrument); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_trade(StrategyId strategy, const boundary::TradeSlot& trade,
                                const Clock& clock) noexcept {
    frame(strategy).trade = trade;
    return call(strategy, Callback::on_trade, clock,
                [](StrategyPort& port) noexcept { return port.on_trade(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_order(StrategyId strategy, const boundary::OrderUpdateSlot& update,
                                const Clock& clock) noexcept {
    frame(strategy).update = update;
    return call(strategy, Callback::on_order, clock,
                [](StrategyPort& port) noexcept { return port.on_order(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_status(StrategyId strategy, const boundary::StatusSlot& status,
                                 const Clock& clock) noexcept {
    frame(strategy).status = status;
    return call(strategy, Callback::on_status, clock,
                [](StrategyPort& port) noexcept { return port.on_status(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_timer(StrategyId strategy, const Clock& clock) noexcept {
    return call(strategy, Callback::on_timer, clock,
                [](StrategyPort& port) noexcept { return port.on_timer(); });
  }
  template <class Clock>
  [[nodiscard]] bool tell_stop(StrategyId strategy, const Clock& clock) noexcept {
    return call(strategy, Callback::on_stop, clock,
                [](StrategyPort& port) noexcept { return port.on_stop(); });
  }

  [[nodiscard]] bool wants_book(StrategyId strategy, InstrumentId instrument) const noexcept {
    return interests_[strategy].book && owns(strategy, instrument) && is_called(strategy);
  }
  [[nodiscard]] bool wants_trade(StrategyId strategy, InstrumentId instrument) const noexcept {
    return interests_[strategy].trade && owns(strategy, instrument) && is_called(strategy);
  }
  // News of the whole market (instrument -1) is for every strategy that listens.
  [[nodiscard]] bool wants_status(StrategyId strategy, int32_t instrument) const noexcept {
    return interests_[strategy].status && is_called(strategy) &&
           (instrument < 0 || owns(strategy, static_cast<InstrumentId>(instrument)));
  }
  [[nodiscard]] bool wants_orders(StrategyId strategy) const noexcept {
    return interests_[strategy].order && states_[strategy] != boundary::StrategyState::failed;
  }
  [[nodiscard]] bool reads_queue(StrategyId strategy) const noexcept { return interests_[strategy].queue; }
  // Exchange time, ns since midnight: timers go by it, so they are due after packets only.
  void set_time(uint64_t time_of_day_ns) noexcept {
    if (time_of_day_ns < time_of_day_ns_) [[unlikely]]
      arm_all_timers(time_of_day_ns);
    time_of_day_ns_ = time_of_day_ns;
  }
  [[nodiscard]] bool is_any_timer_due() const noexcept { return time_of_day_ns_ >= next_timer_ns_; }
  // Due once each interval of exchange time; moves on to the next. False: no timer, or not yet.
  [[nodiscard]] bool take_due_timer(StrategyId strategy) noexcept;

  // How long the call took that was its last because it took too long, ns; 0: none did.
  [[nodiscard]] uint64_t late_ns(StrategyId strategy) const noexcept { return late_ns_[strategy]; }
  [[nodiscard]] TimeNs budget_ns(StrategyId strategy) const noexcept { return budgets_ns_[strategy]; }
  [[nodiscard]] uint64_t calls() const noexcept { return calls_; }
  [[nodiscard]] uint64_t failed() const noexcept { return failed_; }

 private:
  using Callback = boundary::Callback;

  template <class Clock, class Call>
  [[nodiscard]] bool call(StrategyId strategy, Callback callback, const Clock& clock,
                          Call&& call_port) noexcept {
    boundary::StrategyFrame& its_frame = frame(strategy);
    its_frame.time_of_day_ns = static_cast<double>(time_of_day_ns_);
    its_frame.intent_count = 0;
    ++calls_;
    const uint64_t begun = stages_.lap_begun();
    // Relaxed both: the watchdog acts milliseconds later, on the lane's own thread, and looks again there.
    const uint64_t budget = budget_ticks_[strategy];
    publish_word(memory_.call.deadline_ticks, budget == 0 ? 0 : begun + budget);
    CallResult result = call_port(*ports_[strategy]);
    publish_word(memory_.call.deadline_ticks, uint64_t{0});
    const uint64_t ended = stages_.lap(boundary::Stage::strategy, clock);
    const uint64_t took_ns = clock.ns(ended - begun);
    histogram_of(strategy, callback).record(took_ns);
    if (budget != 0 && ended - begun > budget) [[unlikely]] {
      result = CallResult::failed;
      late_ns_[strategy] = took_ns;
    }
    const bool has_new_timer = its_frame.timer_interval_ns != timers_[strategy].asked_ns;
    if (journal_.is_on() && (its_frame.intent_count != 0 || has_new_timer || result == CallResult::failed)) {
      put_callback(strategy, result);
    }
    if (has_new_timer) [[unlikely]]
      set_timer(strategy, its_frame.timer_interval_ns);
    if (result == CallResult::failed) [[unlikely]] {
      its_frame.intent_count = 0;
      ++failed_;
      set_state(strategy, boundary::StrategyState::failed);
      return false;
    }
    return true;
  }

  [[nodiscard]] LatencyHistogram& histogram_of(StrategyId strategy, Callback callback) noexcept {
    return histograms_[strategy * boundary::callbacks_max + static_cast<uint32_t>(callback)];
  }
  template <class Clock>
  [[nodiscard]] static uint64_t ticks_of(TimeNs span_ns, const Clock& clock) noexcept {
    constexpr uint64_t many_ticks = uint64_t{1} << 30;
    const uint64_t their_ns = clock.ns(many_ticks);
    return span_ns <= 0 || their_ns == 0
               ? 0
               : static_cast<uint64_t>(Wide{span_ns} * static_cast<Wide>(many_ticks) /
                                       static_cast<Wide>(their_ns));
  }

  static constexpr uint64_t never = UINT64_MAX;

  struct Timer {
    double asked_ns = 0;       // as the strategy wrote it
    uint64_t interval_ns = 0;  // 0: none
    uint64_t due_ns = never;
  };

  void put_callback(StrategyId strategy, CallResult result) noexcept;
  void set_timer(StrategyId strategy, double asked_ns) noexcept;
  void arm_all_timers(uint64_t time_of_day_ns) noexcept;
  void find_next_timer() noexcept;

  static_assert(boundary::strategies_max <= 8, "a byte has a bit for each strategy");

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  LaneJournal& journal_;
  std::array<StrategyPort*, boundary::strategies_max> ports_{};
  std::array<StrategyInterests, boundary::strategies_max> interests_{};
  std::array<boundary::StrategyState, boundary::strategies_max> states_{};
  std::array<Timer, boundary::strategies_max> timers_{};
  std::array<TimeNs, boundary::strategies_max> budgets_ns_{};
  std::array<uint64_t, boundary::strategies_max> budget_ticks_{};
  std::array<uint64_t, boundary::strategies_max> late_ns_{};
  std::array<LatencyHistogram, boundary::call_histograms_max> histograms_;
  uint64_t next_timer_ns_ = never;
  std::array<uint8_t, boundary::instruments_max> owners_{};  // bit per strategy
  uint32_t count_ = 0;
  uint64_t time_of_day_ns_ = 0;
  uint64_t calls_ = 0;
  uint64_t failed_ = 0;
};

}  // namespace hotlane
