// Times one piece of work at a time by the processor's counter, fenced so that nothing of the work is left
// out and nothing else is in it. The stamps' own cost is in each figure. One thread.
#pragma once

#include <vector>

#include "io/tsc_clock.hpp"
#include "latency/latency_histogram.hpp"

namespace hotlane::bench {

// The counter, read when all before is done and before all behind begins.
[[nodiscard]] inline uint64_t fenced_ticks() {
#if defined(__x86_64__)
  __builtin_ia32_lfence();
  const uint64_t ticks = io::TscClock::ticks();
  __builtin_ia32_lfence();
#else
  __asm__ volatile("isb" ::: "memory");
  const uint64_t ticks = io::TscClock::ticks();
  __asm__ volatile("isb" ::: "memory");
#endif
  return ticks;
}

class Stopwatch {
 public:
  Stopwatch() : counts_(histogram_counts_needed), histogram_(count_, maximum_, counts_) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  // Nanoseconds, which are recorded.
  template <class Work>
  uint64_t time(Work&& work) {
    const uint64_t begun = fenced_ticks();
    work();
    const uint64_t ns = clock_.ns(fenced_ticks() - begun);
    record(ns);
    return ns;
  }
  void record(uint64_t ns) { histogram_.record(ns); }
  [[nodiscard]] const LatencyHistogram& histogram() const { return histogram_; }

 private:
  io::TscClock clock_;
  uint64_t count_ = 0;
  uint64_t maximum_ = 0;
  std::vector<uint64_t> counts_;
  LatencyHistogram histogram_;
};

}  // namespace hotlane::bench
