// The stage latencies of one lane, over its shared memory. Written by the lane's thread alone.
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
  // A strategy call's.
  void record_call(uint64_t value_ns) noexcept {
    record(boundary::Stage::strategy, value_ns);
    calls_ns_ += value_ns;
  }
  // All of them together.
  [[nodiscard]] uint64_t calls_ns() const noexcept { return calls_ns_; }
  [[nodiscard]] const LatencyHistogram& of(boundary::Stage stage) const noexcept {
    return of_[static_cast<size_t>(stage)];
  }

 private:
  std::array<LatencyHistogram, boundary::stage_count> of_;
  uint64_t calls_ns_ = 0;
};

}  // namespace hotlane
