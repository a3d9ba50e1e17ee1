// How much earlier one line's copy of a packet came than the other's. Owned by one channel, used on its
// lane's thread only. A small direct-mapped table remembers when the last packets came first, by the number
// they begin with; lines may cut their packets differently, so a copy looks for any such begin among its
// messages.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

// The line that was behind at the last datagram, and by how much.
struct LineLead {
  uint32_t behind = 0;
  TimeNs ns = 0;
};

class LineLeads {
 public:
  void note_first(uint32_t line, uint64_t begin, TimeNs now) noexcept {
    firsts_[begin % firsts_max] = {begin, now, line};
  }
  // False: the first copy came too long ago, on the same line, or from a server.
  [[nodiscard]] bool find(uint32_t line, uint64_t begin, uint64_t end, TimeNs now, LineLead& out) noexcept {
    const uint64_t last = std::min(end, begin + looks_max);
    for (uint64_t at = begin; at < last; ++at) {
      First& first = firsts_[at % firsts_max];
      if (first.sequence != at) continue;
      const bool is_others = first.line != line;
      if (is_others) out = {line, now - first.arrived};
      first.sequence = 0;  // a third copy says nothing about the lines
      return is_others && out.ns >= 0;
    }
    return false;
  }

 private:
  static constexpr size_t firsts_max = 4'096;
  static constexpr uint64_t looks_max = 64;

  struct First {
    uint64_t sequence = 0;
    TimeNs arrived = 0;
    uint32_t line = 0;
  };
  std::array<First, firsts_max> firsts_{};
};

}  // namespace hotlane
