// A lane's journal run again, as it is or changed, and held against the lane that made it. For tests of
// replay.
#pragma once

#include <cstring>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "harness.hpp"
#include "journal_log.hpp"
#include "lane_with_venue.hpp"
#include "replay/journal_replay.hpp"

namespace hotlane::test {

// Runs the log again, to its end or to where it can't go on.
inline bool replay(std::span<const std::byte> log, JournalReplay& out) {
  bool is_good = true;
  const ReadStatus status = read_log(log, [&](const Record& record) { return is_good = out.take(record); });
  return is_good && status == ReadStatus::end;
}

// The lane stopped in order, and does it all again.
inline void check_same(LaneWithVenue& pair, const boundary::LaneMemory& memory,
                       std::span<const std::byte> log, JournalReplay& again) {
  CHECK(replay(log, again));
  CHECK_EQUAL(again.failure(), std::string());
  if (again.outputs().first_difference()) {
    const OutputDifference& difference = *again.outputs().first_difference();
    fail(__FILE__, __LINE__, difference.what + ": " + difference.recorded + " / " + difference.replayed);
  }
  CHECK(again.is_ended());
  REQUIRE(again.lane() != nullptr);
  CHECK(again.lane()->is_stopped());
  // Not by the records' word alone: the books and positions of both are the same at the end.
  const lane_record::StateHash ours = hash_state(pair.lane().market(), memory, pair.lane().desk());
  const lane_record::StateHash theirs =
      hash_state(again.lane()->market(), again.memory(), again.lane()->desk());
  CHECK(std::memcmp(&ours, &theirs, sizeof ours) == 0);
  CHECK(pair.lane().market().channel(0).books().state_hash() ==
        again.lane()->market().channel(0).books().state_hash());
  uint64_t written = 0;
  for (SessionId session = 0; session < pair.sessions(); ++session) {
    written += pair.lane().desk().session(session).entry().out().written();
  }
  CHECK_EQUAL(again.outputs().bytes(), written);
}

// The log with its `nth` record of `type` changed by change(payload), or left out where that says false.
template <class Change>
JournalLog changed_log(std::span<const std::byte> log, LaneRecord type, uint64_t nth, Change&& change) {
  JournalLog out;
  read_log(log, [&](const Record& record) {
    std::vector<std::byte> payload(record.payload.begin(), record.payload.end());
    const bool is_meant = record.type == static_cast<uint16_t>(type) && nth-- == 0;
    if (!is_meant || change(std::span(payload))) out.append({record.type, record.time_ns, payload});
    return true;
  });
  return out;
}

// What the replay of a changed log finds, in words; empty: nothing.
inline std::string finding_of(const JournalLog& log) {
  JournalReplay again;
  if (replay(log.bytes(), again)) return {};
  return again.outputs().first_difference() ? again.outputs().first_difference()->what : again.failure();
}

}  // namespace hotlane::test
