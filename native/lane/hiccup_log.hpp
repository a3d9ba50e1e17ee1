// The newest hiccups of a lane and their counts, in the memory that it shares. Written by the lane's edge, on
// the lane's thread; read by TypeScript (src/latency/hiccup-reader.ts), any time. Bounded: a storm of them
// overwrites the oldest and goes on counting. No part of the lane's state: a replay has none.
#pragma once

#include <algorithm>
#include <atomic>

#include "lane/boundary.hpp"
#include "latency/hiccup_watch.hpp"
#include "latency/latency_histogram.hpp"
#include "memory/seqlock.hpp"
#include "memory/units.hpp"

namespace hotlane {

class HiccupLog {
 public:
  HiccupLog(boundary::HiccupView& view, uint64_t threshold_ns) noexcept
      : view_(view), lengths_(view.lengths.count, view.lengths.maximum, view.lengths.counts) {
    publish_word(view.threshold_ns, threshold_ns);
  }

  // `ended`: when the gap was over. `gc_kind`: of the newest collection, if there was one in the gap.
  void put(const HiccupEvidence& seen, TimeNs ended, boundary::GcKind gc_kind) noexcept {
    const HiccupCause cause = cause_of(seen);
    const OwnWork work = longest_work(seen);
    const uint64_t number = view_.count + 1;
    boundary::Hiccup& slot = view_.newest[number % boundary::hiccups_max];
    {
      const SeqlockWrite write(slot.version);
      publish_word(slot.number, static_cast<uint32_t>(number));
      publish_word(slot.time_ns, ended - static_cast<TimeNs>(seen.length));
      publish_word(slot.length_ns, seen.length);
      publish_word(slot.gc_ns, seen.gc);
      publish_word(slot.own_ns, work.length);
      publish_word(slot.cause, static_cast<uint8_t>(cause));
      publish_word(slot.own_cause, static_cast<uint8_t>(work.cause));
      publish_word(slot.gc_kind, static_cast<uint8_t>(seen.gc == 0 ? boundary::GcKind::none : gc_kind));
      publish_word(slot.switches, narrow(seen.kernel.switches));
      publish_word(slot.blocks, narrow(seen.kernel.blocks));
      publish_word(slot.minor_faults, narrow(seen.kernel.minor_faults));
      publish_word(slot.major_faults, narrow(seen.kernel.major_faults));
    }
    count(view_.causes[static_cast<size_t>(cause)], seen.length);
    lengths_.record(seen.length);
    // Release: who sees the number finds its slot and its cause's count written.
    std::atomic_ref<uint64_t>(view_.count).store(number, std::memory_order_release);
  }

 private:
  [[nodiscard]] static uint32_t narrow(uint64_t count) noexcept {
    return static_cast<uint32_t>(std::min<uint64_t>(count, UINT32_MAX));
  }
  static void count(boundary::HiccupCount& its, uint64_t length_ns) noexcept {
    publish_word(its.count, its.count + 1);
    if (length_ns > boundary::hiccup_long_ns) publish_word(its.count_long, its.count_long + 1);
    if (length_ns > its.longest_ns) publish_word(its.longest_ns, length_ns);
    publish_word(its.total_ns, its.total_ns + length_ns);
  }

  boundary::HiccupView& view_;
  LatencyHistogram lengths_;
};

}  // namespace hotlane
