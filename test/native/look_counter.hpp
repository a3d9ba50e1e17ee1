// A lane's clock that only its own looks move, so that a run is the same each time.
#pragma once

#include <cstdint>

namespace hotlane::test {

// Every look is a tick later, and a tick is a nanosecond: spans are counts of looks.
class LookCounter {
 public:
  [[nodiscard]] uint64_t ticks() const noexcept { return ++looks_; }
  [[nodiscard]] uint64_t ns(uint64_t span_ticks) const noexcept { return span_ticks; }

 private:
  mutable uint64_t looks_ = 0;
};

}  // namespace hotlane::test
