// Watches lanes from a thread of its own, on a core that is none of theirs. A lane that doesn't turn for
// longer than patience allows can't obey a command either, so it is halted from outside: its word in shared
// memory says so, which its edge reads before anything is sent, and its order sessions' sockets are shut
// down, so that a venue with cancel on disconnect takes its orders. Before that comes the bound that a
// strategy's call may have: one that has passed it is ended. Started and stopped by one thread.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "lane/boundary.hpp"
#include "memory/units.hpp"

namespace hotlane::io {

// Ends the strategy's call that is under way in a lane if it is still the one with this deadline: called on
// the watchdog's thread, may do so later, on the lane's.
using CallEnder = std::function<void(boundary::LaneMemory& lane, uint64_t deadline_ticks)>;

struct LaneWatchdogSettings {
  TimeNs patience_ns = 5'000'000'000;
  CallEnder end_call{};
  int core = -1;  // -1: any
};

class LaneWatchdog {
 public:
  LaneWatchdog() noexcept = default;
  ~LaneWatchdog() { stop(); }
  LaneWatchdog(const LaneWatchdog&) = delete;
  LaneWatchdog& operator=(const LaneWatchdog&) = delete;

  // The lanes' memory must outlive stop(). Once.
  void start(const LaneWatchdogSettings& settings, std::vector<boundary::LaneMemory*> lanes);
  // Safe to call twice.
  void stop() noexcept;

  // Looks that came so late that they said nothing of the lanes. Any thread.
  [[nodiscard]] uint64_t late_looks() const noexcept { return late_looks_.load(std::memory_order_relaxed); }
  // Why its thread is not on its core, in words; empty: it is, or none was named. Any thread, after start().
  [[nodiscard]] const std::string& obstacle() const noexcept { return obstacle_; }

 private:
  void watch(const LaneWatchdogSettings& settings) noexcept;

  std::vector<boundary::LaneMemory*> lanes_;
  std::string obstacle_;
  std::atomic<bool> has_begun_{false};
  std::atomic<bool> is_stopping_{false};
  std::atomic<uint64_t> late_looks_{0};
  std::thread thread_;
};

// What the watchdog does with a lane that was silent for `silent_ns`. Any thread.
void halt_lane(boundary::LaneMemory& lane, TimeNs silent_ns) noexcept;

}  // namespace hotlane::io
