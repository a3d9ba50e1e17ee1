// A re-request server and a GLIMPSE server as a channel may meet them: good, late, mean, wrong, silent or
// dead. Simple models, written from the specifications' bytes; they say what they send and after how long,
// and keep no time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "memory/units.hpp"
#include "simulated_market.hpp"

namespace hotlane::test {

constexpr TimeNs sim_us = 1'000;
constexpr TimeNs sim_ms = 1'000'000;

struct TimedBytes {
  TimeNs delay = 0;
  Bytes bytes;  // empty, from a GLIMPSE server: it closes the connection
};

enum class AnswerHabit : uint8_t {
  good,
  late,
  single,
  longer,
  earlier,
  other_range,
  other_session,
  garbage,
  mark,
  never
};
constexpr uint32_t answer_habit_count = 10;

// Datagrams that answer `request`, when messages below `published` exist.
[[nodiscard]] std::vector<TimedBytes> answer(AnswerHabit habit, const SimulatedMarket& market,
                                             uint64_t published, std::span<const std::byte> request,
                                             SeededRandom& random);

enum class SnapshotHabit : uint8_t {
  good,
  slow,
  stale,        // of some time ago: its number may lie behind what was applied
  cut,          // the connection is lost on the way
  cut_at_end,   // after End of Snapshot
  ends_early,   // Z before End of Snapshot
  no_session,   // J with S
  bad_end,      // End of Snapshot whose number is none
  bad_message,  // a message cut short
  mute,         // accepts, then says nothing
  unreachable,
};
constexpr uint32_t snapshot_habit_count = 11;

// What is sent after a login, in pieces.
[[nodiscard]] std::vector<TimedBytes> serve_snapshot(SnapshotHabit habit, const SimulatedMarket& market,
                                                     uint64_t published, SeededRandom& random);

[[nodiscard]] Bytes mold_datagram(const SimulatedMarket& market, uint64_t begin, uint64_t end,
                                  const std::string& session);

}  // namespace hotlane::test
