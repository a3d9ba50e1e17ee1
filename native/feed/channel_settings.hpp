// What one MoldUDP64 channel is told at its start: its lines, its servers, its bounds. Checked by TypeScript;
// the channel trusts it.
#pragma once

#include <cstdint>
#include <optional>

#include "feed/mold_packet.hpp"
#include "memory/units.hpp"
#include "session/soupbin_client.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

constexpr uint32_t lines_max = 2;  // A and B
constexpr uint32_t rerequest_servers_max = 4;
constexpr uint32_t snapshot_servers_max = 4;

// How a gap is asked for (MoldUDP64 §3, §4; the values seen in the field are in moldudp64.md).
struct RepairSettings {
  uint32_t servers = 0;             // re-request servers, asked in turn; 0: none
  TimeNs hold_ns = 2'000'000;       // for the other line, before anything is asked
  TimeNs timeout_ns = 250'000'000;  // of one request
  uint32_t attempts_max = 8;        // requests without progress, over all servers
  uint16_t messages_per_request_max = 1'024;
  uint32_t requests_per_second_max = 1'000;  // token bucket, over all servers
  // When more than this is missing, over all gaps, the snapshot is taken at once, where there is one.
  uint64_t gap_messages_max = 100'000;
};

struct SnapshotSettings {
  uint32_t servers = 0;  // GLIMPSE servers, tried in turn; 0: none
  LoginCredentials credentials{};
  TimeNs retry_first_ns = 100'000'000;  // pause after a failure, doubled each time
  TimeNs retry_max_ns = 5'000'000'000;
  TimeNs patience_ns = 60'000'000'000;  // a snapshot that takes longer is given up
};

struct ChannelSettings {
  std::optional<wire::moldudp64::Session> session;  // none: the first packet's is adopted
  uint64_t first_sequence =
      wire::moldudp64::sequence_number_first;  // unknown (0): as 1 where what came before the
                                               // first packet can be asked for, else begin there
  uint32_t lines = 1;
  RepairSettings repair;
  SnapshotSettings snapshot;
  PayloadCheck payload = PayloadCheck::itch50;
  TimeNs silence_max_ns =
      5'000'000'000;  // nothing of our session on any line for so long: not live; 0: never said
  TimeNs end_patience_ns = 5'000'000'000;  // the train of end packets is over when none came for so long
  uint32_t held_packets_max =
      1U << 16;  // ahead of a gap, or of a snapshot; more are dropped and asked for later
  uint32_t held_bytes_max = 64U << 20;
};

}  // namespace hotlane
