// A lane's watch over its own loop: hands each turn's ticks to the watch (latency/hiccup_watch.hpp), and
// where a turn took too long asks the kernel what befell the thread and writes it down. Lane's thread only. A
// system call is made after a hiccup and about once a second, else none.
#pragma once

#include "io/tsc_clock.hpp"
#include "lane/hiccup_log.hpp"
#include "lane/stage_histograms.hpp"
#include "latency/gc_pauses.hpp"

namespace hotlane::io {

class LaneHiccups {
 public:
  // `pauses`: of the isolate that the strategies run in; null: there is none.
  LaneHiccups(uint64_t threshold_ns, boundary::HiccupView& view, TscClock& clock,
              const StageHistograms& stages, const GcPauses* pauses) noexcept;

  // From here on it is watched.
  void begin(uint64_t ticks) noexcept {
    watch_.begin(ticks, stages_.total_ns(boundary::Stage::strategy), pauses_->ticks());
  }
  // The same after a wait, which is no part of any turn.
  void wake(uint64_t ticks) noexcept {
    has_slept_ = true;
    watch_.begin(ticks, stages_.total_ns(boundary::Stage::strategy), pauses_->ticks(), true);
  }
  // The turn before is over, and the next begins.
  void turn(uint64_t ticks) noexcept {
    if (watch_.is_over(ticks)) [[unlikely]]
      ticks = tell(ticks);
    begin(ticks);
  }
  // The kernel's counts as they are now belong to no gap, unless the turn is one already: then they are its
  // own, and are looked at with it. About once a second, so that faults too short to be one don't pile up for
  // the next.
  void look(uint64_t ticks) noexcept;

  // See HiccupWatch.
  void lap(HiccupCause cause) noexcept { watch_.lap(cause, clock_.ticks()); }
  void lap(HiccupCause cause, uint64_t ticks) noexcept { watch_.lap(cause, ticks); }
  void poll(uint64_t ticks) noexcept { watch_.poll(ticks); }
  void add(HiccupCause cause, uint64_t ticks) noexcept { watch_.add(cause, ticks); }

 private:
  // Gives the ticks when it was done: what the record takes, about a microsecond, is no part of any gap.
  [[gnu::cold, gnu::noinline]] uint64_t tell(uint64_t ticks) noexcept;

  TscClock& clock_;
  const StageHistograms& stages_;
  GcPauses no_pauses_;
  const GcPauses* pauses_;
  HiccupWatch watch_;
  HiccupLog log_;
  ThreadCounts seen_;       // at the last look
  bool has_slept_ = false;  // since then, by its own will: the kernel's count of sleeps says nothing
};

}  // namespace hotlane::io
