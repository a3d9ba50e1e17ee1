#include "io/tsc_clock.hpp"

#include <time.h>

namespace hotlane::io {
namespace {

TimeNs read_clock(clockid_t id) noexcept {
  timespec now{};
  clock_gettime(id, &now);
  return TimeNs{now.tv_sec} * ns_per_second + now.tv_nsec;
}

struct Anchor {
  uint64_t ticks;
  TimeNs time;
};

// The pair read closest together of a few tries, so that a preemption between the two reads doesn't count.
Anchor closest_anchor(clockid_t id) noexcept {
  Anchor best{};
  uint64_t best_width = UINT64_MAX;
  for (int attempt = 0; attempt < 16; ++attempt) {
    const uint64_t before = TscClock::ticks();
    const TimeNs time = read_clock(id);
    const uint64_t after = TscClock::ticks();
    if (after - before < best_width) {
      best_width = after - before;
      best = {before + (after - before) / 2, time};
    }
  }
  return best;
}

}  // namespace

TimeNs system_time_ns() noexcept {
  return read_clock(CLOCK_REALTIME);
}

TimeNs epoch_of_monotonic_ns() noexcept {
  TimeNs best = 0;
  TimeNs best_width = INT64_MAX;
  for (int attempt = 0; attempt < 16; ++attempt) {
    const TimeNs before = read_clock(CLOCK_MONOTONIC);
    const TimeNs epoch = read_clock(CLOCK_REALTIME);
    const TimeNs width = read_clock(CLOCK_MONOTONIC) - before;
    if (width >= best_width) continue;
    best_width = width;
    best = epoch - (before + width / 2);
  }
  return best;
}

TscClock::TscClock(uint32_t calibration_ms) noexcept {
  const Anchor first = closest_anchor(CLOCK_MONOTONIC);
  const TimeNs until = first.time + TimeNs{calibration_ms} * 1'000'000;
  while (read_clock(CLOCK_MONOTONIC) < until) {
  }
  const Anchor last = closest_anchor(CLOCK_MONOTONIC);
  const auto span_ns = static_cast<Wide>(last.time - first.time);
  ns_per_tick_q32_ = static_cast<uint64_t>((span_ns << 32) / (last.ticks - first.ticks));
  anchor();
}

void TscClock::anchor() noexcept {
  const Anchor now = closest_anchor(CLOCK_REALTIME);
  anchor_ticks_ = now.ticks;
  anchor_time_ = now.time;
}

}  // namespace hotlane::io
