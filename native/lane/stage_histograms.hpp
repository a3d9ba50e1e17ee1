// The stage latencies of one lane, over its shared memory. Written by the lane's thread alone.
//
// Between an input's arrival and its last order, stages are laps: each begins where the one before it ended.
// So they add up to the whole, and what lies between (a dispatch, a journal's record, the stamps themselves)
// is in the stage that had to wait for it.
#pragma once

#include <array>

#include "lane/boundary.hpp"
#include "latency/latency_histogram.hpp"

namespace hotlane {

static_assert(histogram_counts_needed == boundary::histogram_counts, "the shared memory holds every bucket");
static_assert(boundary::stage_count <= boundary::stages_max);

class StageHistograms {
 public:
  explicit StageHistograms(boundary::LaneMemory& memory) noexcept {
    for (uint32_t i = 0; i < boundary::stage_count; ++i) {
      boundary::Histogram& shared = memory.histograms[i];
      of_[i] = LatencyHistogram(shared.count, shared.maximum, shared.counts);
    }
  }

  void record(boundary::Stage stage, uint64_t value_ns) noexcept {
    of_[static_cast<size_t>(stage)].record(value_ns);
  }
  // Where a stage's counts begin: fetched.
  void fetch(boundary::Stage stage) const noexcept { of_[static_cast<size_t>(stage)].fetch(); }
  // The first lap begins, at `ticks`.
  void begin(uint64_t ticks) noexcept { lap_begun_ = ticks; }
  // A lap of `stage` ends here and the next begins; gives the moment, in ticks.
  template <class Clock>
  uint64_t lap(boundary::Stage stage, const Clock& clock) noexcept {
    const uint64_t now = clock.ticks();
    add(stage, clock.ns(now - lap_begun_));
    lap_begun_ = now;
    return now;
  }
  // A lap's time.
  void add(boundary::Stage stage, uint64_t value_ns) noexcept {
    record(stage, value_ns);
    total_ns_[static_cast<size_t>(stage)] += value_ns;
  }
  // When the last lap ended, in ticks.
  [[nodiscard]] uint64_t lap_begun() const noexcept { return lap_begun_; }
  // All laps of the stage together.
  [[nodiscard]] uint64_t total_ns(boundary::Stage stage) const noexcept {
    return total_ns_[static_cast<size_t>(stage)];
  }
  [[nodiscard]] const LatencyHistogram& of(boundary::Stage stage) const noexcept {
    return of_[static_cast<size_t>(stage)];
  }

 private:
  std::array<LatencyHistogram, boundary::stage_count> of_;
  std::array<uint64_t, boundary::stage_count> total_ns_{};
  uint64_t lap_begun_ = 0;
};

}  // namespace hotlane
