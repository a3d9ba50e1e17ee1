// The pauses of an empty loop on one core, for as long as asked: the host's own noise, without an engine. For
// tools; blocks the caller, who may be any thread.
#pragma once

#include <cstdint>
#include <vector>

namespace hotlane::io {

struct HiccupRun {
  bool is_pinned = false;  // the core was to be had
  uint64_t maximum_ns = 0;
  std::vector<uint64_t> counts;  // by bucket of latency/latency_histogram.hpp: ns beyond a window's length
};

[[nodiscard]] HiccupRun measure_hiccups_on(int core, uint64_t duration_ns);

}  // namespace hotlane::io
