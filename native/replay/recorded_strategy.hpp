// Strategies that do again what a journal says they did: the code of the day is not run. The tape holds what
// the calls of the input under way led to, by the call's number; a call that is not on it did nothing. One
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "journal/lane_records.hpp"
#include "lane/boundary.hpp"
#include "replay/replay_watcher.hpp"
#include "session/byte_queue.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane {

// What one call did.
struct RecordedCall {
  uint64_t number = 0;
  uint8_t strategy = 0;
  bool has_failed = false;
  double timer_interval_ns = 0;
  uint32_t intent_count = 0;
  std::array<boundary::IntentSlot, boundary::intents_max> intents{};
};

class CallTape {
 public:
  // False: no such record can be.
  [[nodiscard]] bool add(Bytes payload);
  // The next call is of `strategy`: what it did, valid until the next one; null: nothing.
  [[nodiscard]] const RecordedCall* next(uint8_t strategy, Callback callback, int32_t instrument) noexcept;
  // What a command to install a strategy led to. False: no such record can be.
  [[nodiscard]] bool add_installed(Bytes payload);
  [[nodiscard]] lane_record::Installed next_installed(uint16_t place) noexcept;
  // Null: nobody.
  void watch(ReplayWatcher* watcher) noexcept { watcher_ = watcher; }

  // Calls were recorded that the lane did not make in their place: it does not do again what it did.
  [[nodiscard]] bool is_off() const noexcept { return is_off_ || !calls_.empty() || !installed_.empty(); }
  [[nodiscard]] uint64_t calls() const noexcept { return made_; }

 private:
  std::deque<RecordedCall> calls_;
  std::deque<lane_record::Installed> installed_;
  RecordedCall current_;
  uint64_t made_ = 0;
  bool is_off_ = false;
  ReplayWatcher* watcher_ = nullptr;
};

class RecordedStrategy final : public StrategyPort {
 public:
  RecordedStrategy(uint8_t index, StrategyInterests interests, boundary::StrategyFrame& frame,
                   CallTape& tape) noexcept
      : index_(index), interests_(interests), frame_(frame), tape_(tape) {}

  // Another strategy of the day takes its place.
  void set_interests(StrategyInterests interests) noexcept { interests_ = interests; }
  [[nodiscard]] StrategyInterests interests() const noexcept override { return interests_; }
  [[nodiscard]] CallResult on_start() noexcept override { return play(Callback::on_start); }
  [[nodiscard]] CallResult on_book(InstrumentId instrument) noexcept override {
    return play(Callback::on_book, instrument);
  }
  [[nodiscard]] CallResult on_trade() noexcept override { return play(Callback::on_trade); }
  [[nodiscard]] CallResult on_order() noexcept override { return play(Callback::on_order); }
  [[nodiscard]] CallResult on_timer() noexcept override { return play(Callback::on_timer); }
  [[nodiscard]] CallResult on_status() noexcept override { return play(Callback::on_status); }
  [[nodiscard]] CallResult on_stop() noexcept override { return play(Callback::on_stop); }

 private:
  [[nodiscard]] CallResult play(Callback callback, int32_t instrument = -1) noexcept;

  uint8_t index_;
  StrategyInterests interests_;
  boundary::StrategyFrame& frame_;
  CallTape& tape_;
};

// Puts into a place what was submitted for it that day.
class RecordedSource final : public StrategySource {
 public:
  RecordedSource(CallTape& tape, const std::vector<std::unique_ptr<RecordedStrategy>>& strategies) noexcept
      : tape_(tape), strategies_(strategies) {}

  [[nodiscard]] Installation take(uint16_t place) noexcept override;

 private:
  CallTape& tape_;
  const std::vector<std::unique_ptr<RecordedStrategy>>& strategies_;
};

}  // namespace hotlane
