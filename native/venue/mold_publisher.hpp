// Packs messages into MoldUDP64 datagrams (moldudp64.md §1, §2): numbers them, closes a datagram when it is
// full or when the turn ends, and sends a heartbeat after a second without data. Venue thread only; pure:
// datagrams are read and cleared by whoever sends them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/units.hpp"
#include "session/byte_queue.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane::venue {

// Nasdaq's own datagrams reach 1,472 bytes; 1,400 pass through any tunnel.
constexpr size_t datagram_payload_max = 1'400;
constexpr TimeNs feed_heartbeat_interval_ns = ns_per_second;

class MoldPublisher {
 public:
  explicit MoldPublisher(const wire::moldudp64::Session& session);

  // Room for a message of `length` bytes under the next number, to be filled before the next call.
  [[nodiscard]] std::byte* append(size_t length) noexcept;
  // The turn ends: what is being packed becomes a datagram; after a second without any, a heartbeat.
  void end_turn(TimeNs now) noexcept;
  // One packet of the train that tells receivers that no more will come.
  void announce_end(TimeNs now) noexcept;

  [[nodiscard]] size_t datagrams() const noexcept { return ends_.size(); }
  [[nodiscard]] Bytes datagram(size_t index) const noexcept {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return Bytes(bytes_).subspan(begin, ends_[index] - begin);
  }
  void clear() noexcept;

  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }
  [[nodiscard]] TimeNs next_heartbeat_due() const noexcept { return last_sent_ + feed_heartbeat_interval_ns; }

 private:
  void open() noexcept;
  void close() noexcept;
  void send_bare(uint16_t count, TimeNs now) noexcept;

  wire::moldudp64::Session session_;
  std::vector<std::byte> bytes_;  // grows to the largest turn's size
  std::vector<size_t> ends_;      // of the closed datagrams in bytes_
  size_t open_begin_ = 0;
  uint16_t open_count_ = 0;  // 0: no datagram is open
  uint64_t next_sequence_ = wire::moldudp64::sequence_number_first;
  TimeNs last_sent_ = 0;
};

}  // namespace hotlane::venue
