// A sum over the last stretch of time, kept by sixteenths of it: what is added counts for the whole window
// and up to a sixteenth longer, so a bound on the sum holds in every window of that length. Used by the order
// gate on its lane's thread; pure in time.
#pragma once

#include <array>
#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

// Where a running total stood when the window began: the sum is what it has grown since. It changes only when
// a new sixteenth begins, so adding and looking cost one instruction each.
class WindowStart {
 public:
  static constexpr int64_t parts = 16;

  // 0: nothing is ever forgotten. Another length keeps the sum, all of it as if added `now`.
  void set_window(TimeNs window_ns, TimeNs now, int64_t total) noexcept {
    const TimeNs part_ns = window_ns <= 0 ? 0 : (window_ns + parts - 1) / parts;
    if (part_ns == part_ns_) return;
    const int64_t kept = total - start();
    totals_.fill(total - kept);
    part_ns_ = part_ns;
    part_ = part_ns == 0 ? 0 : now / part_ns;
    rolls_at_ = part_ns == 0 ? INT64_MAX : (part_ + 1) * part_ns;
  }

  // When roll() is to be called next; before that, it need not be.
  [[nodiscard]] TimeNs rolls_at() const noexcept { return rolls_at_; }
  void roll(TimeNs now, int64_t total) noexcept {
    if (now < rolls_at_) return;
    const int64_t part = now / part_ns_;
    const int64_t steps = part - part_;
    for (int64_t i = 0; i < steps && i <= parts; ++i) {
      at_ = at_ == parts ? 0 : at_ + 1;
      totals_[at_] = total;
    }
    part_ = part;
    rolls_at_ = (part + 1) * part_ns_;
  }

  // Of the window: the part sixteen before the newest, which the ring of seventeen holds next to it.
  [[nodiscard]] int64_t start() const noexcept { return totals_[at_ == parts ? 0 : at_ + 1]; }
  void clear(int64_t total) noexcept { totals_.fill(total); }
  // The total is brought back by so much.
  void rebase(int64_t less) noexcept {
    for (int64_t& each : totals_) each -= less;
  }

 private:
  uint32_t at_ = 0;  // the newest part's place
  TimeNs rolls_at_ = INT64_MAX;
  TimeNs part_ns_ = 0;  // 0: one part for ever
  int64_t part_ = 0;    // the newest part: time / part_ns_
  // The total when each part began: the newest and the sixteen before it, a ring.
  std::array<int64_t, parts + 1> totals_{};
};

// The window with its total.
class WindowSum {
 public:
  void set_window(TimeNs window_ns, TimeNs now) noexcept { start_.set_window(window_ns, now, total_); }
  [[nodiscard]] TimeNs rolls_at() const noexcept { return start_.rolls_at(); }
  void roll(TimeNs now) noexcept { start_.roll(now, total_); }
  // As of the last roll.
  [[nodiscard]] int64_t sum() const noexcept { return total_ - start_.start(); }
  void add(int64_t value) noexcept { total_ += value; }
  void clear() noexcept { start_.clear(total_); }

 private:
  int64_t total_ = 0;
  WindowStart start_;
};

}  // namespace hotlane
