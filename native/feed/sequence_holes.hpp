// Which numbers of a sequence have arrived, in whatever order: the first, the last, and the holes between
// them. Used by the feed survey for each line of a capture and for the lines of a channel together; pure, one
// thread. Keeps `holes_max` holes open; of more, the oldest count as lost for good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

// Numbers from `from` to the one before `to`, seen to be missing at `time`.
struct SequenceHole {
  uint64_t from = 0;
  uint64_t to = 0;
  TimeNs time = 0;
};

// What `count` numbers meant.
struct SequenceArrival {
  uint64_t fresh = 0;   // never seen before
  uint64_t filled = 0;  // of those, ones that were missing: they came late
};

class SequenceHoles {
 public:
  static constexpr size_t holes_max = 4096;

  // `count` numbers from `sequence` on; their sum must not pass 2^64.
  SequenceArrival arrive(uint64_t sequence, uint64_t count, TimeNs time);
  // Everything below `next` is said to exist: a heartbeat.
  void announce(uint64_t next, TimeNs time);

  [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }
  [[nodiscard]] uint64_t first() const noexcept { return first_; }
  [[nodiscard]] uint64_t next() const noexcept { return next_; }  // one past the last known to exist
  [[nodiscard]] std::span<const SequenceHole> holes() const noexcept { return holes_; }
  // All that stayed open, those no longer kept included.
  [[nodiscard]] uint64_t gaps() const noexcept { return retired_gaps_ + holes_.size(); }
  [[nodiscard]] uint64_t lost() const noexcept;

 private:
  void begin(uint64_t sequence) noexcept;
  void open(size_t position, SequenceHole hole);
  uint64_t fill(uint64_t from, uint64_t to);

  bool has_begun_ = false;
  uint64_t first_ = 0;
  uint64_t next_ = 0;
  std::vector<SequenceHole> holes_;  // rising, apart
  uint64_t retired_gaps_ = 0;
  uint64_t retired_lost_ = 0;
};

}  // namespace hotlane
