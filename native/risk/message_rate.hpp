// A bound on messages in time: a token bucket, kept as the time at which the next message would be on
// schedule, so that it is one subtraction and one comparison. Used by the order gate on its lane's thread;
// pure in time.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "risk/limit_set.hpp"

namespace hotlane {

class MessageRate {
 public:
  // At most `burst` at once, refilled at `per_second`. Either 0: nothing passes. What has been taken stays
  // taken: another rate does not forget it.
  void set(uint32_t per_second, uint32_t burst) noexcept {
    if (per_second == no_count_limit) {
      interval_ns_ = 0;
      ahead_max_ns_ = always;
      return;
    }
    // Rounded up: never faster than asked for.
    interval_ns_ = per_second == 0 ? 0 : (ns_per_second + per_second - 1) / per_second;
    ahead_max_ns_ = burst == 0 || per_second == 0 ? -always : interval_ns_ * (static_cast<TimeNs>(burst) - 1);
  }

  // Negative: no message may go out now.
  [[nodiscard]] TimeNs room(TimeNs now) const noexcept { return ahead_max_ns_ - (due_ - now); }
  [[nodiscard]] bool has_token(TimeNs now) const noexcept { return room(now) >= 0; }
  // A message goes out, for which there is a token.
  void take(TimeNs now) noexcept { due_ = (due_ > now ? due_ : now) + interval_ns_; }
  // One goes out that nothing holds back (a cancel): an empty bucket stays empty for as long as it was.
  void take_if_any(TimeNs now) noexcept {
    if (has_token(now)) take(now);
  }
  // How much of the burst is used up, in messages.
  [[nodiscard]] int64_t used(TimeNs now) const noexcept {
    return interval_ns_ == 0 || due_ <= now ? 0 : (due_ - now + interval_ns_ - 1) / interval_ns_;
  }
  // When the next message would be on schedule.
  [[nodiscard]] TimeNs due() const noexcept { return due_; }
  [[nodiscard]] bool is_unlimited() const noexcept { return ahead_max_ns_ == always; }
  [[nodiscard]] int64_t burst() const noexcept {
    return interval_ns_ == 0 || ahead_max_ns_ < 0 ? 0 : ahead_max_ns_ / interval_ns_ + 1;
  }

 private:
  static constexpr TimeNs always = INT64_MAX / 4;

  TimeNs interval_ns_ = 0;
  TimeNs ahead_max_ns_ = -always;
  TimeNs due_ = 0;
};

}  // namespace hotlane
