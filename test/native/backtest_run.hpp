// A backtest over messages in memory, with one strategy and every limit off, for the tests.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backtest/backtest.hpp"
#include "feed/itch_file.hpp"
#include "harness.hpp"
#include "lane/lane_memory.hpp"
#include "risk/limit_set.hpp"

namespace hotlane::test {

constexpr TimeNs backtest_midnight = 1'340'251'200 * ns_per_second;  // 2012-06-21, New York

inline BacktestSettings backtest_settings(const std::vector<std::string>& symbols) {
  BacktestSettings settings;
  settings.midnight = backtest_midnight;
  LaneStrategySettings strategy;
  for (const std::string& symbol : symbols) {
    strategy.instruments.push_back(static_cast<InstrumentId>(settings.lane.instruments.size()));
    settings.lane.instruments.push_back({wire::Symbol(symbol), 0});
  }
  settings.lane.strategies.push_back(strategy);
  settings.lane.channels.push_back({.stream = {}, .instruments = static_cast<uint32_t>(symbols.size())});
  settings.lane.fees.push_back(schedule_of(-20, 30, 0));
  make_unlimited(settings.lane.limits);
  settings.feed.constant_ns = 2'000;
  settings.order.constant_ns = 10'000;
  settings.answer.constant_ns = 5'000;
  return settings;
}

// One run; Strategy(LaneMemory&, args...).
template <class Strategy>
class BacktestRun {
 public:
  template <class... Args>
  explicit BacktestRun(const BacktestSettings& settings, Args&&... args)
      : memory_(std::make_unique<boundary::LaneMemory>()), strategy_(*memory_, args...) {
    prepare_lane_memory(settings.lane, *memory_);
    StrategyPort* ports[1] = {&strategy_};
    backtest_ = std::make_unique<Backtest>(settings, *memory_, ports);
  }

  // To the end of the bytes of an ITCH file, handed over in pieces of `piece` bytes.
  void play(std::span<const std::byte> file, size_t piece = SIZE_MAX) {
    ItchFileReader reader;
    while (!file.empty()) {
      const auto chunk = file.first(std::min(piece, file.size()));
      file = file.subspan(chunk.size());
      reader.feed(chunk);
      for (auto message = reader.next(); !message.empty(); message = reader.next()) {
        static_cast<void>(backtest_->on_message(message));
      }
    }
    backtest_->finish();
  }

  template <class Message>
  void play_messages(const std::vector<Message>& messages) {
    for (const Message& message : messages) {
      static_cast<void>(backtest_->on_message(std::as_bytes(std::span(message))));
    }
    backtest_->finish();
  }

  [[nodiscard]] const Backtest& backtest() const { return *backtest_; }
  [[nodiscard]] Strategy& strategy() { return strategy_; }

 private:
  std::unique_ptr<boundary::LaneMemory> memory_;
  Strategy strategy_;
  std::unique_ptr<Backtest> backtest_;
};

}  // namespace hotlane::test
