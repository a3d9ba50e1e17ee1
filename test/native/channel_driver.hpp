// Drives one channel by hand: what its edge would do, one call a line of a test.
#pragma once

#include <algorithm>
#include <numeric>
#include <utility>

#include "mold_datagrams.hpp"

namespace hotlane::test {

inline constexpr TimeNs ms = 1'000'000;

inline ChannelSettings expecting(uint64_t first, uint32_t lines = 1) {
  ChannelSettings settings;
  settings.session = wire::moldudp64::Session(test_session);
  settings.first_sequence = first;
  settings.lines = lines;
  settings.held_packets_max = 64;
  settings.held_bytes_max = 1U << 18;
  return settings;
}

struct Feed {
  explicit Feed(const ChannelSettings& settings = expecting(10)) : channel(settings) {}

  void take(const Bytes& datagram, uint32_t line = 0) {
    channel.on_datagram(line, as_datagram(datagram), now, sink);
  }
  void wait(TimeNs time) {
    now += time;
    channel.on_time(now, sink);
  }
  void answer(const Bytes& datagram) { channel.on_answer(as_datagram(datagram), now, sink); }
  // The next request: its first number and count; nothing: 0, 0.
  std::pair<uint64_t, uint64_t> request() {
    RerequestDatagram out;
    if (!channel.next_request(now, out)) return {0, 0};
    asked_server = out.server;
    return {out.bytes.sequence_number, out.bytes.requested_message_count};
  }

  // A snapshot's connection, as the edge sees it.
  bool connect() {
    uint32_t server = 0;
    if (!channel.take_snapshot_connect(server)) return false;
    asked_server = server;
    channel.on_snapshot_open(now, sink);
    return true;
  }
  void receive(const Bytes& bytes) {
    const std::span<std::byte> space = channel.snapshot_space();
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<uint8_t*>(space.data()));
    channel.on_snapshot_bytes(bytes.size(), now, sink);
  }
  void disconnect() { channel.on_snapshot_lost(now, sink); }
  [[nodiscard]] uint64_t failures(SnapshotFault fault) const {
    return channel.counters().snapshots_failed_by_fault[static_cast<size_t>(fault)];
  }
  [[nodiscard]] uint64_t faults(PacketFault fault) const {
    return channel.counters().malformed_by_fault[static_cast<size_t>(fault)];
  }

  [[nodiscard]] ChannelState state() const { return channel.status().state; }
  [[nodiscard]] bool has_given(uint64_t first, uint64_t last) const {
    std::vector<uint64_t> wanted(last - first + 1);
    std::iota(wanted.begin(), wanted.end(), first);
    return sink.messages == wanted;
  }

  TimeNs now = 1'000'000'000;
  uint32_t asked_server = 0;
  RecordingSink sink;
  Channel channel;
};

}  // namespace hotlane::test
