// What one line brings and what it loses, apart from the other line: counters for the operator, and what the
// line says to exist. Owned by one channel, used on its lane's thread only.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "feed/packet_fault.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct LineCounters {
  uint64_t packets = 0;  // all, good or not
  uint64_t bytes = 0;    // UDP payload
  uint64_t wins = 0;     // packets that brought something first
  uint64_t duplicates = 0;
  uint64_t lost = 0;      // messages that this line skipped and has not brought since
  uint64_t late = 0;      // messages that this line brought after later ones
  uint64_t repeated = 0;  // packets that go back behind the line's own number and fill no hole in it
  uint64_t heartbeats = 0;
  uint64_t foreign = 0;
  uint64_t malformed = 0;  // equals the sum of malformed_by_fault
  std::array<uint64_t, packet_fault_count> malformed_by_fault{};
  TimeNs last_heard = 0;  // a packet of our session; 0: never

  void count_malformed(PacketFault fault) noexcept {
    ++malformed;
    ++malformed_by_fault[static_cast<size_t>(fault)];
  }
};

class LineTracker {
 public:
  // The line carried [begin, end), or said that `begin` is next when both are the same.
  void note(uint64_t begin, uint64_t end, TimeNs now) noexcept {
    counters.last_heard = now;
    stated_ = std::max(stated_, end);
    if (begin == next_) [[likely]] {
      next_ = end;
    } else {
      note_jump(begin, end);
    }
  }
  // A new session: numbers begin anew.
  void restart() noexcept;

  // The highest number that the line stated in the window under way, in the one before, and ever; 0: it was
  // silent.
  void turn_window() noexcept;
  [[nodiscard]] uint64_t stated_lately() const noexcept { return std::max(stated_, stated_before_); }
  [[nodiscard]] bool spoke_in_both_windows() const noexcept { return stated_ != 0 && stated_before_ != 0; }
  [[nodiscard]] uint64_t stated_ever() const noexcept { return std::max(stated_ever_, stated_); }
  // What the line stated beyond that was not so.
  void withdraw_claims() noexcept;

  LineCounters counters;

 private:
  struct Hole {
    uint64_t begin = 0;
    uint64_t end = 0;  // equal: free
  };
  // Older holes than this many are taken for lost for good.
  static constexpr size_t holes_max = 32;

  void note_jump(uint64_t begin, uint64_t end) noexcept;
  void open_hole(uint64_t begin, uint64_t end) noexcept;
  [[nodiscard]] uint64_t fill(uint64_t begin, uint64_t end) noexcept;

  uint64_t next_ = 0;  // 0: nothing came yet
  uint64_t stated_ = 0;
  uint64_t stated_before_ = 0;
  uint64_t stated_ever_ = 0;
  size_t newest_ = 0;
  std::array<Hole, holes_max> holes_{};
};

}  // namespace hotlane
