// What the lane calls of a strategy: JavaScript inline through Node-API (addon), or native code (tests,
// benchmarks). Every call happens on the lane's thread, inside the loop; what is being told lies in the
// strategy's frame.
#pragma once

#include "memory/units.hpp"

namespace hotlane {

// `failed`: the strategy threw. The lane cancels its orders and calls it no more.
enum class CallResult : uint8_t { done, failed };

// What a strategy wants to be told. A callback that it does not have costs nothing.
struct StrategyInterests {
  bool book = false;
  bool trade = false;
  bool order = false;
  bool timer = false;
  bool status = false;
};

class StrategyPort {
 public:
  virtual ~StrategyPort() = default;

  [[nodiscard]] virtual StrategyInterests interests() const noexcept = 0;
  [[nodiscard]] virtual CallResult on_start() noexcept = 0;
  [[nodiscard]] virtual CallResult on_book(InstrumentId instrument) noexcept = 0;
  [[nodiscard]] virtual CallResult on_trade() noexcept = 0;  // the frame's trade
  [[nodiscard]] virtual CallResult on_order() noexcept = 0;  // the frame's update
  [[nodiscard]] virtual CallResult on_timer() noexcept = 0;
  [[nodiscard]] virtual CallResult on_status() noexcept = 0;  // the frame's status
  [[nodiscard]] virtual CallResult on_stop() noexcept = 0;
};

}  // namespace hotlane
