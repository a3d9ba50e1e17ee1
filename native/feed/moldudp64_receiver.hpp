// Sequencing of one MoldUDP64 line: which messages of a datagram are new, and what was lost before them.
// Called by the lane's thread for each datagram. A packet is walked whole before anything of it is delivered,
// each message is delivered at most once and in order, and nothing is allocated after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "feed/feed_counters.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

using MessageBytes = std::span<const std::byte>;

enum class PacketKind : uint8_t { data, duplicate, heartbeat, end_of_session, foreign_session, malformed };

// What one datagram meant. `messages` points into the datagram and is valid until the next accept().
struct Receipt {
  PacketKind kind = PacketKind::malformed;
  PacketFault fault = PacketFault::none;
  bool has_gap = false;         // `lost` messages before these never came: books are stale from here on
  bool is_session_end = false;  // true once a session, on the packet that completes it
  uint64_t lost = 0;
  uint64_t first_sequence = 0;             // of messages[0]; the others count up from it
  std::span<const MessageBytes> messages;  // an empty one used up its number and says nothing
};

struct MoldReceiverSettings {
  std::optional<wire::moldudp64::Session> session;  // none: the first packet's is adopted
  uint64_t first_sequence =
      wire::moldudp64::sequence_number_unknown;  // unknown: begin at the first packet seen
};

class MoldReceiver {
 public:
  MoldReceiver(const MoldReceiverSettings& settings, FeedCounters& counters);

  [[nodiscard]] Receipt accept(std::span<const std::byte> datagram) noexcept;

  // The next number to be delivered; sequence_number_unknown before the first packet.
  [[nodiscard]] uint64_t expected_sequence() const noexcept { return expected_; }
  [[nodiscard]] const std::optional<wire::moldudp64::Session>& session() const noexcept { return session_; }
  [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }

 private:
  [[nodiscard]] PacketFault walk(std::span<const std::byte> datagram, uint16_t count) noexcept;
  [[nodiscard]] bool admit_session(const wire::moldudp64::Session& session, uint64_t sequence) noexcept;
  void declare_lost(uint64_t next_known, Receipt& receipt) noexcept;
  [[nodiscard]] Receipt accept_data(uint64_t sequence, uint16_t count) noexcept;
  [[nodiscard]] Receipt accept_mark(uint64_t sequence, bool is_end) noexcept;
  [[nodiscard]] Receipt refuse(PacketFault fault) noexcept;

  std::optional<wire::moldudp64::Session> session_;
  uint64_t expected_;
  bool has_ended_ = false;
  FeedCounters& counters_;
  std::vector<MessageBytes> blocks_;  // of the packet under way, sized for any datagram
};

}  // namespace hotlane
