// What the lane calls of a strategy: JavaScript inline through Node-API (addon), or native code (tests,
// benchmarks). Every call happens on the lane's thread, inside the loop; what is being told lies in the
// strategy's frame.
#pragma once

#include "memory/units.hpp"

namespace hotlane {

// `failed`: the strategy threw. The lane cancels its orders and calls it no more.
enum class CallResult : uint8_t { done, failed };

// What a strategy wants to be told. A callback that it does not have costs nothing; nor do places in queues
// that it never reads.
struct StrategyInterests {
  bool book = false;
  bool trade = false;
  bool order = false;
  bool timer = false;
  bool status = false;
  bool queue = false;  // reads how many shares stand in front of its orders
};

// As a record keeps them.
[[nodiscard]] constexpr uint8_t bits_of(const StrategyInterests& its) noexcept {
  return static_cast<uint8_t>(its.book | its.trade << 1 | its.order << 2 | its.timer << 3 | its.status << 4 |
                              its.queue << 5);
}
[[nodiscard]] constexpr StrategyInterests interests_of(uint8_t bits) noexcept {
  return {(bits & 1) != 0, (bits & 2) != 0,  (bits & 4) != 0,
          (bits & 8) != 0, (bits & 16) != 0, (bits & 32) != 0};
}

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

// What takes a strategy's place from now on.
struct Installation {
  StrategyPort* strategy = nullptr;  // valid until the place gets another; null: it could not be made
  bool keeps_orders = false;  // it has been told of its forerunner's open orders, and goes on with them
};

// Where the strategies come from that people submit while the lane runs.
class StrategySource {
 public:
  virtual ~StrategySource() = default;
  // What was submitted last for the place. Called once for each command to install it.
  [[nodiscard]] virtual Installation take(uint16_t place) noexcept = 0;
  // About once a second, between two inputs of the lane.
  virtual void look_after() noexcept {}
};

}  // namespace hotlane
