// The machine's own noise on one core: how much longer than undisturbed an empty loop of about a microsecond takes.
// What it shows no code can avoid (interrupts, the hypervisor, other processes): the floor that latencies are held
// against. Runs on the lane's thread before its first turn and after its last.
#pragma once

#include <cstdint>



namespace hotlane {

constexpr uint64_t hiccup_window_ns = 1'000;  // about what a decision takes, so that both meet as many disturbances

// Clock: ticks() rising, ns(span) of a span of ticks. Recorder: record(ns over the window). Gives the windows.
template <class Clock, class Recorder>
uint64_t measure_hiccups(const Clock& clock, uint64_t duration_ns, Recorder& recorder) noexcept {
  const uint64_t begin = clock.ticks();
  uint64_t windows = 0;
  uint64_t now = begin;
  while (clock.ns(now - begin) < duration_ns) {
    const uint64_t window_begin = now;
    do {
      now = clock.ticks();
    } while (clock.ns(now - window_begin) < hiccup_window_ns);
    recorder.record(clock.ns(now - window_begin) - hiccup_window_ns);
    ++windows;
  }
  return windows;
}

}  // namespace hotlane
