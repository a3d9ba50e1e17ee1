// The clock of a lane that is run again: nothing is measured, so no time passes. A lane takes no decision by
// it.
#pragma once

#include <cstdint>

#include "lane/lane.hpp"

namespace hotlane {

class ReplayClock {
 public:
  [[nodiscard]] static uint64_t ticks() noexcept { return 0; }
  [[nodiscard]] static uint64_t ns(uint64_t span_ticks) noexcept {
    static_cast<void>(span_ticks);
    return 0;
  }
};

using ReplayedLane = Lane<ReplayClock>;

}  // namespace hotlane
