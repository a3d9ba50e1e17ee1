#include "feed/line_tracker.hpp"

namespace hotlane {

void LineTracker::restart() noexcept {
  next_ = 0;
  stated_ = stated_before_ = stated_ever_ = 0;
  holes_ = {};
}

void LineTracker::turn_window() noexcept {
  stated_ever_ = stated_ever();
  stated_before_ = stated_;
  stated_ = 0;
}

void LineTracker::withdraw_claims() noexcept {
  stated_ever_ = stated_lately();
  if (next_ <= stated_ever_) return;
  next_ = stated_ever_;
  for (Hole& hole : holes_) {
    if (hole.end <= next_) continue;
    counters.lost -= hole.end - hole.begin;
    hole = {};
  }
}

void LineTracker::note_jump(uint64_t begin, uint64_t end) noexcept {
  if (next_ == 0) {
    next_ = end;  // what came before we listened was not lost by the line
  } else if (begin > next_) {
    open_hole(next_, begin);
    counters.lost += begin - next_;
    next_ = end;
  } else {
    const uint64_t filled = fill(begin, end);
    counters.lost -= filled;
    counters.late += filled;
    if (filled == 0 && begin != end && end <= next_) ++counters.repeated;
    next_ = std::max(next_, end);
  }
}

void LineTracker::open_hole(uint64_t begin, uint64_t end) noexcept {
  newest_ = (newest_ + 1) % holes_max;
  holes_[newest_] = {begin, end};
}

// How many messages of [begin, end) were missing on this line.
uint64_t LineTracker::fill(uint64_t begin, uint64_t end) noexcept {
  uint64_t filled = 0;
  for (Hole& hole : holes_) {
    const uint64_t from = std::max(begin, hole.begin);
    const uint64_t to = std::min(end, hole.end);
    if (from >= to) continue;
    filled += to - from;
    const uint64_t old_end = hole.end;
    hole.end = from;
    if (from == hole.begin) {
      hole = {to, old_end};
    } else if (to < old_end) {
      open_hole(to, old_end);
    }
  }
  return filled;
}

}  // namespace hotlane
