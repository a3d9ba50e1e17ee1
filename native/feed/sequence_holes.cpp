#include "feed/sequence_holes.hpp"

#include <algorithm>
#include <cassert>

namespace hotlane {

void SequenceHoles::begin(uint64_t sequence) noexcept {
  if (has_begun_) return;
  has_begun_ = true;
  first_ = next_ = sequence;
}

SequenceArrival SequenceHoles::arrive(uint64_t sequence, uint64_t count, TimeNs time) {
  begin(sequence);
  const uint64_t end = sequence + count;
  assert(end >= sequence);
  SequenceArrival out;
  if (sequence >= next_) [[likely]] {
    if (sequence > next_) open(holes_.size(), {next_, sequence, time});
    next_ = end;
    out.fresh = count;
    return out;
  }
  if (sequence < first_) {  // overtaken at the very beginning
    const uint64_t before = std::min(end, first_) - sequence;
    if (end < first_) open(0, {end, first_, time});
    first_ = sequence;
    out.fresh += before;
    out.filled += before;
    if (count == before) return out;
  }
  const uint64_t filled = holes_.empty() ? 0 : fill(sequence, std::min(end, next_));
  out.fresh += filled;
  out.filled += filled;
  if (end > next_) {
    out.fresh += end - next_;
    next_ = end;
  }
  return out;
}

void SequenceHoles::announce(uint64_t next, TimeNs time) {
  begin(next);
  if (next <= next_) return;
  open(holes_.size(), {next_, next, time});
  next_ = next;
}

void SequenceHoles::open(size_t position, SequenceHole hole) {
  if (holes_.size() == holes_max) {
    const size_t oldest = 0;
    ++retired_gaps_;
    retired_lost_ += holes_[oldest].to - holes_[oldest].from;
    holes_.erase(holes_.begin());
    position -= position > 0 ? 1 : 0;
  }
  holes_.insert(holes_.begin() + static_cast<std::ptrdiff_t>(position), hole);
}

// Takes [from, to) out of the holes; how many of them were missing.
uint64_t SequenceHoles::fill(uint64_t from, uint64_t to) {
  uint64_t filled = 0;
  const auto ends_before = [](const SequenceHole& hole, uint64_t number) { return hole.to <= number; };
  auto at =
      static_cast<size_t>(std::lower_bound(holes_.begin(), holes_.end(), from, ends_before) - holes_.begin());
  while (at < holes_.size() && holes_[at].from < to) {
    SequenceHole& hole = holes_[at];
    const uint64_t begin = std::max(hole.from, from);
    const uint64_t end = std::min(hole.to, to);
    filled += end - begin;
    const SequenceHole rest{end, hole.to, hole.time};
    hole.to = begin;
    const bool has_front = hole.from < hole.to;
    if (rest.from < rest.to && has_front) {
      open(at + 1, rest);
      break;
    }
    if (rest.from < rest.to) {
      hole = rest;
      break;
    }
    if (has_front) {
      ++at;
    } else {
      holes_.erase(holes_.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  return filled;
}

uint64_t SequenceHoles::lost() const noexcept {
  uint64_t lost = retired_lost_;
  for (const SequenceHole& hole : holes_) lost += hole.to - hole.from;
  return lost;
}

}  // namespace hotlane
