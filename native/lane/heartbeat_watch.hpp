// Whether a lane still turns, judged by the counters that it publishes about once a millisecond. The judge's
// own clock counts, never the lane's stamps: a system clock that is set can't make a lane look late. Used by
// the watchdog's thread, one for each lane. Pure.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

class HeartbeatWatch {
 public:
  // Ns of a clock that only runs forward. A look that comes `look_late_ns` after the last one says nothing of
  // the lane: whoever kept us from looking kept the lane from turning too.
  HeartbeatWatch(TimeNs patience_ns, TimeNs look_late_ns) noexcept
      : patience_ns_(patience_ns), look_late_ns_(look_late_ns) {}

  // Looks at the lane's heartbeat at `now`; a lane that isn't running has none. True: it has been silent for
  // longer than patience allows. Said once; again only after it has turned.
  [[nodiscard]] bool is_overdue(TimeNs now, uint64_t heartbeat, bool is_running) noexcept {
    const bool is_late_look = has_looked_ && now - last_look_ > look_late_ns_;
    late_looks_ += is_late_look ? 1 : 0;
    const bool has_turned = !has_looked_ || heartbeat != last_heartbeat_ || !is_running;
    if (has_turned) is_told_ = false;
    if (has_turned || is_late_look) silent_since_ = now;
    has_looked_ = true;
    last_look_ = now;
    last_heartbeat_ = heartbeat;
    if (is_told_ || silent_ns() <= patience_ns_) return false;
    is_told_ = true;
    return true;
  }

  // At the last look: since a look at which it had turned.
  [[nodiscard]] TimeNs silent_ns() const noexcept { return last_look_ - silent_since_; }
  [[nodiscard]] uint64_t late_looks() const noexcept { return late_looks_; }

 private:
  TimeNs patience_ns_;
  TimeNs look_late_ns_;
  TimeNs silent_since_ = 0;
  TimeNs last_look_ = 0;
  uint64_t last_heartbeat_ = 0;
  uint64_t late_looks_ = 0;
  bool has_looked_ = false;
  bool is_told_ = false;
};

}  // namespace hotlane
