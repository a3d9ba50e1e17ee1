// What one channel has seen, what it refused and why, and what its recovery did. Written by the lane's thread
// alone; the lane copies it to the tables that others read. Every datagram of a line is in exactly one of:
// the wins of its line, duplicates, heartbeats, ends, foreign, malformed, held_dropped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "feed/packet_fault.hpp"
#include "feed/snapshot_fault.hpp"

namespace hotlane {

struct FeedCounters {
  uint64_t packets = 0;  // all that came in on the lines, good or not
  uint64_t bytes = 0;    // of all packets, UDP payload
  uint64_t gaps = 0;     // holes in the sequence that outlasted the hold time
  uint64_t lost = 0;     // messages given up for good
  uint64_t duplicates = 0;
  uint64_t heartbeats = 0;
  uint64_t ends = 0;        // end-of-session packets: a train of them, not one
  uint64_t stale_ends = 0;  // ends that name a number already passed
  uint64_t foreign = 0;     // packets of another session
  uint64_t malformed = 0;   // packets dropped whole; equals the sum of malformed_by_fault
  std::array<uint64_t, packet_fault_count> malformed_by_fault{};

  uint64_t held = 0;              // packets kept because something before them was missing
  uint64_t held_dropped = 0;      // packets of lines for which the hold had no room: they are asked for later
  uint64_t claims_withdrawn = 0;  // times that a line stated a number and then, for long, only lower ones

  uint64_t requests = 0;
  uint64_t request_timeouts = 0;
  uint64_t requests_exhausted = 0;  // times that every attempt had been in vain
  uint64_t answers = 0;             // datagrams of re-request servers, good or not
  uint64_t answers_late = 0;        // to a request that was no longer waited for
  uint64_t answers_useless = 0;     // brought nothing new, or were no answer at all
  uint64_t repaired = 0;            // messages that answers brought

  uint64_t snapshots_asked = 0;
  uint64_t snapshots = 0;  // completed and joined
  uint64_t snapshots_failed = 0;
  uint64_t snapshots_needless = 0;  // the gap was closed before the snapshot had begun
  uint64_t snapshot_messages = 0;
  std::array<uint64_t, snapshot_fault_count> snapshots_failed_by_fault{};

  void count_malformed(PacketFault fault) noexcept {
    ++malformed;
    ++malformed_by_fault[static_cast<size_t>(fault)];
  }
};

}  // namespace hotlane
