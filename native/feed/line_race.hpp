// Which line of a session brought each message first, and by how much: the lines are the destinations that
// the session was sent to. For the feed survey; pure, one thread. Packets are to be given in the order of
// their stamps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "feed/sequence_holes.hpp"

namespace hotlane {

struct LineRaceRunner {
  uint64_t wins = 0;    // packets of which this line brought something first
  uint64_t led = 0;     // of those, ones whose copy came by another line later
  TimeNs lead_sum = 0;  // over `led`, how much earlier
  TimeNs lead_max = 0;
};

class LineRace {
 public:
  // How far apart two copies may be to be measured, in messages.
  static constexpr size_t remembered = 1 << 14;
  static constexpr size_t lines_max = 64;

  // A further line; its number. `lines_max` and more share the last.
  [[nodiscard]] uint32_t add_line();
  // A packet of `count` messages, the first of which has the bytes `message`.
  void arrive(uint32_t line, uint64_t sequence, uint64_t count, TimeNs time,
              std::span<const std::byte> message);
  void announce(uint64_t next, TimeNs time) { holes_.announce(next, time); }

  [[nodiscard]] std::span<const LineRaceRunner> runners() const noexcept { return runners_; }
  // What no line brought.
  [[nodiscard]] const SequenceHoles& holes() const noexcept { return holes_; }
  // Copies that say something else than the first: these are no lines of one stream.
  [[nodiscard]] uint64_t differing() const noexcept { return differing_; }

 private:
  struct Seen {
    uint64_t sequence = 0;
    uint64_t hash = 0;
    TimeNs time = 0;
    uint32_t line = 0;
    bool is_led = false;
  };

  std::vector<LineRaceRunner> runners_;
  std::vector<Seen>
      recent_;  // by number; empty while there is one line only, so its first lead is not measured
  SequenceHoles holes_;
  uint64_t differing_ = 0;
};

}  // namespace hotlane
