#include "io/lane_hiccups.hpp"

#include <sys/resource.h>

namespace hotlane::io {
namespace {

uint64_t ticks_of(uint64_t ns, const TscClock& clock) noexcept {
  constexpr uint64_t long_span = uint64_t{1} << 30;  // of ticks
  return static_cast<uint64_t>(static_cast<Wide>(ns) * long_span / clock.ns(long_span));
}

// Of the calling thread.
ThreadCounts thread_counts() noexcept {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return {static_cast<uint64_t>(usage.ru_nivcsw), static_cast<uint64_t>(usage.ru_nvcsw),
          static_cast<uint64_t>(usage.ru_minflt), static_cast<uint64_t>(usage.ru_majflt)};
}

}  // namespace

LaneHiccups::LaneHiccups(uint64_t threshold_ns, boundary::HiccupView& view, TscClock& clock,
                         const StageHistograms& stages, const GcPauses* pauses) noexcept
    : clock_(clock),
      stages_(stages),
      pauses_(pauses == nullptr ? &no_pauses_ : pauses),
      watch_(ticks_of(threshold_ns, clock)),
      log_(view, threshold_ns) {}

void LaneHiccups::look(uint64_t ticks) noexcept {
  if (watch_.is_over(ticks)) return;
  seen_ = thread_counts();
  has_slept_ = false;
}

uint64_t LaneHiccups::tell(uint64_t ticks) noexcept {
  const ThreadCounts now = thread_counts();
  ThreadCounts between = now - seen_;
  if (has_slept_) between.blocks = 0;
  log_.put(
      watch_.evidence(ticks, stages_.total_ns(boundary::Stage::strategy), pauses_->ticks(), between, clock_),
      clock_.at(ticks), pauses_->newest());
  seen_ = now;
  has_slept_ = false;
  return clock_.ticks();
}

}  // namespace hotlane::io
