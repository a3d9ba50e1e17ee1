// Watches a loop from within: finds turns that took longer than a threshold, keeps in mind what the loop was
// at meanwhile, and says what such a gap came from. Loop's thread only. A turn on which nothing happens costs
// one comparison and five stores, and reads no clock of its own: the loop hands in the ticks that it reads
// anyway. Pure: what the kernel counts of the thread is an argument.
//
// Own work comes in two kinds. Laps are parts of the turn that follow each other, each from the lap before
// (or the turn's begin) to now. Strategy calls, sends and the like happen inside them and are added beside
// them: they are asked first, for they say more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "latency/latency_boundary.hpp"

namespace hotlane {

using boundary::HiccupCause;
static_assert(boundary::hiccup_cause_count == boundary::hiccup_causes, "each cause has its counts");

// What the kernel counts of a thread; since its start, or between two looks.
struct ThreadCounts {
  uint64_t switches = 0;  // involuntary
  uint64_t blocks = 0;    // voluntary: sleeps in a system call or on a lock
  uint64_t minor_faults = 0;
  uint64_t major_faults = 0;
};

[[nodiscard]] constexpr ThreadCounts operator-(const ThreadCounts& a, const ThreadCounts& b) noexcept {
  return {a.switches - b.switches, a.blocks - b.blocks, a.minor_faults - b.minor_faults,
          a.major_faults - b.major_faults};
}

// What is known of one gap. Times in ns.
struct HiccupEvidence {
  uint64_t length = 0;
  uint64_t gc = 0;
  bool is_waking = false;  // the loop had slept right before it
  ThreadCounts kernel;
  std::array<uint64_t, boundary::hiccup_causes> own{};  // by cause
};

struct OwnWork {
  HiccupCause cause = HiccupCause::unknown;
  uint64_t length = 0;
};

namespace hiccup_parts {

[[nodiscard]] constexpr OwnWork longest(const HiccupEvidence& seen,
                                        std::initializer_list<HiccupCause> causes) noexcept {
  OwnWork best;
  for (const HiccupCause cause : causes) {
    const uint64_t length = seen.own[static_cast<size_t>(cause)];
    if (length > best.length) best = {cause, length};
  }
  return best;
}

[[nodiscard]] constexpr OwnWork longest_call(const HiccupEvidence& seen) noexcept {
  return longest(seen, {HiccupCause::strategy, HiccupCause::socket, HiccupCause::journal});
}

[[nodiscard]] constexpr OwnWork longest_lap(const HiccupEvidence& seen) noexcept {
  return longest(seen, {HiccupCause::market_data, HiccupCause::session, HiccupCause::control,
                        HiccupCause::connection, HiccupCause::clock, HiccupCause::publishing});
}

}  // namespace hiccup_parts

// What the loop was at for longest: a call inside a lap if it took half of the gap, else the lap; or looking
// for what had not come.
[[nodiscard]] constexpr OwnWork longest_work(const HiccupEvidence& seen) noexcept {
  const OwnWork call = hiccup_parts::longest_call(seen);
  const OwnWork lap = hiccup_parts::longest_lap(seen);
  const OwnWork work = call.length * 2 >= seen.length || call.length > lap.length ? call : lap;
  const OwnWork poll = hiccup_parts::longest(seen, {HiccupCause::polling});
  return poll.length > work.length ? poll : work;
}

// The one that says most. What the kernel counted comes first: work that was interrupted is not why it took
// long; but that it slept says less than the call in which it did. A fault without a read from disk takes
// less than a gap's threshold, and cold caches after a sleep not much more, so these come last. That it found
// nothing to do is no cause: whoever knows more of the core says what held it up meanwhile, if anyone does.
[[nodiscard]] constexpr HiccupCause cause_of(const HiccupEvidence& seen) noexcept {
  const auto is_half = [&seen](uint64_t part) { return part > 0 && part * 2 >= seen.length; };
  if (seen.kernel.switches > 0) return HiccupCause::context_switch;
  if (seen.kernel.major_faults > 0) return HiccupCause::page_fault;
  if (is_half(seen.gc)) return HiccupCause::gc;
  if (const OwnWork call = hiccup_parts::longest_call(seen); is_half(call.length)) return call.cause;
  if (seen.kernel.blocks > 0) return HiccupCause::blocked;
  if (const OwnWork lap = hiccup_parts::longest_lap(seen); is_half(lap.length)) return lap.cause;
  if (seen.kernel.minor_faults > 0) return HiccupCause::page_fault;
  const bool is_cold = seen.is_waking && seen.length <= boundary::hiccup_long_ns;
  return is_cold ? HiccupCause::waking : HiccupCause::unknown;
}

class HiccupWatch {
 public:
  explicit HiccupWatch(uint64_t threshold_ticks) noexcept : threshold_(threshold_ticks) {}

  // Whether the turn that ends at `ticks` took longer than the threshold. Counters of two cores that are not
  // in step may step back: no gap.
  [[nodiscard]] bool is_over(uint64_t ticks) const noexcept { return span(begun_, ticks) > threshold_; }
  // A turn begins. `calls_ns`, `gc_ticks`: of all strategy calls and collections so far. `is_waking`: after a
  // sleep.
  void begin(uint64_t ticks, uint64_t calls_ns, uint64_t gc_ticks, bool is_waking = false) noexcept {
    begun_ = mark_ = ticks;
    is_waking_ = is_waking;
    calls_ns_ = calls_ns;
    gc_ticks_ = gc_ticks;
    if (has_own_) own_ = {};
    has_own_ = false;
  }

  // A part of the turn that ends now was for this.
  void lap(HiccupCause cause, uint64_t ticks) noexcept {
    add(cause, span(mark_, ticks));
    mark_ = ticks;
  }
  // One that ends now was for looking what has come, and nothing had. Kept only where that alone is a gap.
  void poll(uint64_t ticks) noexcept {
    if (span(mark_, ticks) > threshold_) [[unlikely]]
      add(HiccupCause::polling, span(mark_, ticks));
    mark_ = ticks;
  }
  // Inside a part, so many ticks were for this.
  void add(HiccupCause cause, uint64_t ticks) noexcept {
    own_[static_cast<size_t>(cause)] += ticks;
    has_own_ = true;
  }

  // Of the turn that ends at `ticks`, in ns. Clock: ns(span of ticks).
  template <class Clock>
  [[nodiscard]] HiccupEvidence evidence(uint64_t ticks, uint64_t calls_ns, uint64_t gc_ticks,
                                        const ThreadCounts& kernel, const Clock& clock) const noexcept {
    HiccupEvidence seen;
    seen.length = clock.ns(span(begun_, ticks));
    seen.gc = clock.ns(gc_ticks - gc_ticks_);
    seen.kernel = kernel;
    seen.is_waking = is_waking_;
    for (size_t i = 0; i < own_.size(); ++i) seen.own[i] = clock.ns(own_[i]);
    seen.own[static_cast<size_t>(HiccupCause::strategy)] = calls_ns - calls_ns_;
    return seen;
  }

 private:
  [[nodiscard]] static uint64_t span(uint64_t from, uint64_t to) noexcept {
    return to > from ? to - from : 0;
  }

  uint64_t threshold_;
  uint64_t begun_ = 0;
  uint64_t mark_ = 0;  // where the latest lap ended
  uint64_t calls_ns_ = 0;
  uint64_t gc_ticks_ = 0;
  bool has_own_ = false;
  bool is_waking_ = false;
  std::array<uint64_t, boundary::hiccup_causes> own_{};
};

}  // namespace hotlane
