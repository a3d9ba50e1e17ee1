#include "io/hiccup_run.hpp"

#include <thread>

#include "io/host_setup.hpp"
#include "io/tsc_clock.hpp"
#include "latency/hiccup_meter.hpp"
#include "latency/latency_histogram.hpp"

namespace hotlane::io {

HiccupRun measure_hiccups_on(int core, uint64_t duration_ns) {
  HiccupRun run;
  run.counts.resize(histogram_counts_needed);
  // A thread of its own: the caller's stays where it may run.
  std::thread([&run, core, duration_ns] {
    const auto grants =
        prepare_thread({.core = core, .lock_memory = false, .huge_pages = false, .real_time = false});
    // Nothing else was asked for: the first answer is the core's.
    run.is_pinned = !grants.empty() && grants.front().is_granted;
    const TscClock clock;
    uint64_t count = 0;
    LatencyHistogram histogram(count, run.maximum_ns, run.counts);
    measure_hiccups(clock, duration_ns, histogram);
  }).join();
  return run;
}

}  // namespace hotlane::io
