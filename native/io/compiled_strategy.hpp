// A strategy that src/compiler has made a shared object of: loaded before the lane's loop, called by the
// lane's thread. It has its own linear memory, which no address leaves, reaches nothing else but its frame
// and the lane's views, and is cut off after so many turns of its loops; whatever goes wrong in it comes back
// as a failed call (native/strategy/compiled_abi.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/wrapped_memory.hpp"
#include "lane/boundary.hpp"
#include "risk/intent.hpp"
#include "strategy/compiled_abi.h"
#include "strategy/strategy_port.hpp"

namespace hotlane::io {

struct CompiledStrategySetup {
  std::string path;  // of the shared object
  StrategyId index = 0;
  std::vector<int32_t> instruments;
  std::vector<double> parameters;  // in the order of their declaration
  bool reads_queue = false;
  int64_t budget = 1'000'000;  // turns of loops and calls of functions in one callback
};

class CompiledStrategy final : public StrategyPort {
 public:
  // Told once, when a call fails: the callback's name, and why. On the lane's thread.
  using OnFailure = std::function<void(const char* callback, const hotlane_failure& failure)>;

  // Loads it and makes the strategy, whose fields' initial values run here. Null, with `error` in words, when
  // the shared object is not one of ours; when its own code fails, `on_failure` is told and `error` is empty.
  // `memory` must outlive it.
  [[nodiscard]] static std::unique_ptr<CompiledStrategy> load(CompiledStrategySetup setup,
                                                              boundary::LaneMemory& memory,
                                                              OnFailure on_failure, std::string& error);
  ~CompiledStrategy() override;
  CompiledStrategy(const CompiledStrategy&) = delete;
  CompiledStrategy& operator=(const CompiledStrategy&) = delete;

  // What it hands over to the version that takes its place, and takes from the one whose place it takes:
  // numbers in the order that its compiler knows. False: it failed, and was told so.
  [[nodiscard]] bool hands_over() const noexcept { return compiled_->hand_over != nullptr; }
  [[nodiscard]] bool takes_over() const noexcept { return compiled_->take_over != nullptr; }
  [[nodiscard]] bool hand_over(std::vector<double>& state);
  [[nodiscard]] bool take_over(std::span<const double> state);

  [[nodiscard]] StrategyInterests interests() const noexcept override;
  [[nodiscard]] CallResult on_start() noexcept override { return call(HOTLANE_ON_START); }
  [[nodiscard]] CallResult on_book(InstrumentId) noexcept override { return call(HOTLANE_ON_BOOK); }
  [[nodiscard]] CallResult on_trade() noexcept override { return call(HOTLANE_ON_TRADE); }
  [[nodiscard]] CallResult on_order() noexcept override { return call(HOTLANE_ON_ORDER); }
  [[nodiscard]] CallResult on_timer() noexcept override { return call(HOTLANE_ON_TIMER); }
  [[nodiscard]] CallResult on_status() noexcept override { return call(HOTLANE_ON_STATUS); }
  [[nodiscard]] CallResult on_stop() noexcept override { return call(HOTLANE_ON_STOP); }

 private:
  CompiledStrategy(CompiledStrategySetup setup, OnFailure on_failure);

  [[nodiscard]] std::string open();
  [[nodiscard]] std::string check() const;
  [[nodiscard]] bool create(boundary::LaneMemory& memory);
  [[nodiscard]] CallResult call(hotlane_callback callback) noexcept {
    const hotlane_call function = calls_[callback];
    if (function == nullptr || function(instance_) == HOTLANE_DONE) [[likely]]
      return CallResult::done;
    return fail(callback);
  }
  [[nodiscard]] CallResult fail(hotlane_callback callback) noexcept;
  [[nodiscard]] const hotlane_failure& failure() const noexcept {
    return *reinterpret_cast<const hotlane_failure*>(static_cast<const std::byte*>(instance_) +
                                                     compiled_->failure_at);
  }

  CompiledStrategySetup setup_;
  OnFailure on_failure_;
  std::vector<uint8_t> owned_;
  void* library_ = nullptr;
  const hotlane_compiled* compiled_ = nullptr;
  WrappedMemory memory_;
  void* instance_ = nullptr;  // its memory's head
  hotlane_call calls_[HOTLANE_CALLBACKS] = {};
};

}  // namespace hotlane::io
