// Makes times of the stamps in a journal: the CPU's ticks, by the clock records between them. One thread.
#pragma once

#include "journal/lane_records.hpp"
#include "memory/saturating.hpp"

namespace hotlane {

class TickTimes {
 public:
  void note(const lane_record::Clock& clock, TimeNs time) noexcept {
    ticks_ = clock.ticks;
    ns_of_2_pow_30_ = clock.ns_of_2_pow_30_ticks;
    time_ = time;
  }
  // Ns since the Unix epoch of a stamp near the newest clock record; 0: there was no stamp, or no clock yet.
  [[nodiscard]] TimeNs at(uint64_t ticks) const noexcept {
    if (ticks == 0 || ns_of_2_pow_30_ == 0) return 0;
    const auto span = static_cast<int64_t>(ticks - ticks_);
    return time_ + static_cast<TimeNs>(Wide{span} * static_cast<int64_t>(ns_of_2_pow_30_) >> 30);
  }
  // Ns from one stamp to another; 0: no clock yet.
  [[nodiscard]] TimeNs between(uint64_t from, uint64_t to) const noexcept {
    return static_cast<TimeNs>(
        Wide{static_cast<int64_t>(to - from)} * static_cast<int64_t>(ns_of_2_pow_30_) >> 30);
  }

 private:
  uint64_t ticks_ = 0;
  uint64_t ns_of_2_pow_30_ = 0;
  TimeNs time_ = 0;
};

}  // namespace hotlane
