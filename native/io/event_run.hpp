// Metered events (latency/event_meter.hpp) on a core, on a thread of their own. For tools; blocks the caller,
// who may be any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "latency/event_meter.hpp"

namespace hotlane::io {

struct EventRun {
  bool is_pinned = false;         // the core was to be had
  bool is_above_lanes = false;    // with a real-time priority above any lane's
  std::vector<uint64_t> took_ns;  // of each counted event, from when it was due
};

// Work is in ns of an undisturbed core, and made of instructions: a stall in its midst makes it longer.
[[nodiscard]] EventRun measure_events_on(int core, std::span<const MeteredEvent> events);

}  // namespace hotlane::io
