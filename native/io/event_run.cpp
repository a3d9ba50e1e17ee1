#include "io/event_run.hpp"

#include <algorithm>
#include <thread>

#include "io/host_setup.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::io {
namespace {

constexpr uint64_t calibration_rounds = 20'000;
constexpr int calibration_trials = 50;

// Multiplications that wait for each other: nothing is read or written.
uint64_t toil(uint64_t rounds, uint64_t seed) noexcept {
  for (uint64_t i = 0; i < rounds; ++i) seed = seed * 6'364'136'223'846'793'005ULL + 1;
  return seed;
}

class Toil {
 public:
  explicit Toil(const TscClock& clock) noexcept {
    uint64_t least = UINT64_MAX;
    for (int trial = 0; trial < calibration_trials; ++trial) {
      const uint64_t begin = clock.ticks();
      do_rounds(calibration_rounds);
      least = std::min(least, clock.ns(clock.ticks() - begin));
    }
    rounds_per_1024_ns_ = std::max<uint64_t>(1, calibration_rounds * 1'024 / std::max<uint64_t>(1, least));
  }

  void operator()(uint64_t ns) noexcept { do_rounds(ns * rounds_per_1024_ns_ / 1'024); }

 private:
  void do_rounds(uint64_t rounds) noexcept { sink_ = toil(rounds, sink_); }

  volatile uint64_t sink_ = 1;  // so that none of it is left out
  uint64_t rounds_per_1024_ns_ = 1;
};

}  // namespace

EventRun measure_events_on(int core, std::span<const MeteredEvent> events) {
  EventRun run;
  // Touched beforehand: a fault at its first use would be taken for the machine's.
  run.took_ns.assign(events.size(), 0);
  size_t counted = 0;
  // A thread of its own: the caller's stays where it may run.
  std::thread([&run, &counted, core, events] {
    const auto grants = prepare_thread({.core = core,
                                        .lock_memory = false,
                                        .huge_pages = false,
                                        .real_time = true,
                                        .real_time_priority = real_time_priority_of_lanes + 1});
    run.is_pinned = grants[0].is_granted;
    run.is_above_lanes = grants[1].is_granted;
    const TscClock clock;
    Toil work(clock);
    measure_events(clock, events, work, [&](uint64_t ns) noexcept { run.took_ns[counted++] = ns; });
  }).join();
  run.took_ns.resize(counted);
  return run;
}

}  // namespace hotlane::io
