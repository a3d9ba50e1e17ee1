// A bound on messages in time: a token bucket, kept as the time at which the next message would be on
// schedule, so that it is one subtraction and one comparison. Used by the order gate on its lane's thread;
// pure in time.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

class MessageRate {
 public:
  MessageRate() noexcept = default;
  // At most `burst` at once, refilled at `per_second`. Either 0: nothing passes.
  MessageRate(uint32_t per_second, uint32_t burst) noexcept {
    if (per_second == 0 || burst == 0) return;
    // Rounded up: never faster than asked for.
    interval_ns_ = (ns_per_second + per_second - 1) / per_second;
    ahead_max_ns_ = interval_ns_ * (static_cast<TimeNs>(burst) - 1);
  }

  [[nodiscard]] bool has_token(TimeNs now) const noexcept {
    return interval_ns_ != 0 && due_ - now <= ahead_max_ns_;
  }
  // A message goes out. Without a token (a cancel) the bucket stays empty for as long as it was.
  void take(TimeNs now) noexcept {
    if (!has_token(now)) return;
    due_ = (due_ > now ? due_ : now) + interval_ns_;
  }

 private:
  TimeNs interval_ns_ = 0;
  TimeNs ahead_max_ns_ = 0;
  TimeNs due_ = 0;
};

}  // namespace hotlane
