// The lane's clock: the CPU's counter, calibrated once against the system clock and re-anchored now and then.
// Reading it is one instruction and no system call.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace hotlane::io {

// Wide enough for ticks x fixed-point ns; an extension that GCC and Clang share.
__extension__ using Wide = unsigned __int128;

class TscClock {
 public:
  // Calibrates for about `calibration_ms`; the calling thread spins meanwhile.
  explicit TscClock(uint32_t calibration_ms = 20) noexcept;

  // Ticks of the counter, rising. Not serialising: a stamp may be off by the few ns around it.
  [[nodiscard]] static uint64_t ticks() noexcept {
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t value;
    asm volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
#else
#error "no cycle counter is known for this processor"
#endif
  }

  // A span of ticks in ns.
  [[nodiscard]] uint64_t ns(uint64_t span_ticks) const noexcept {
    return static_cast<uint64_t>((static_cast<Wide>(span_ticks) * ns_per_tick_q32_) >> 32);
  }

  // Ns since the Unix epoch, of a stamp taken by ticks(). Never falls.
  [[nodiscard]] TimeNs at(uint64_t stamp) noexcept {
    const TimeNs time =
        anchor_time_ + static_cast<TimeNs>(stamp > anchor_ticks_ ? ns(stamp - anchor_ticks_) : 0);
    latest_ = time > latest_ ? time : latest_;
    return latest_;
  }

  // Aligns with the system clock again; call about once a second.
  void anchor() noexcept;

 private:
  uint64_t ns_per_tick_q32_ = 0;  // ns a tick, as a 32.32 fixed-point number
  uint64_t anchor_ticks_ = 0;
  TimeNs anchor_time_ = 0;
  TimeNs latest_ = 0;
};

// Ns since the Unix epoch by the system clock.
[[nodiscard]] TimeNs system_time_ns() noexcept;
// What to add to CLOCK_MONOTONIC's ns to get that. Changes as the clock is steered.
[[nodiscard]] TimeNs epoch_of_monotonic_ns() noexcept;

}  // namespace hotlane::io
