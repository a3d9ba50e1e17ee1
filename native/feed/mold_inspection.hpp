// Whether a datagram is a MoldUDP64 packet, told from its bytes alone: its framing must walk exactly to the
// datagram's end, and its session must be text or blank. For captures, where no configuration says what goes
// where. Pure, on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "feed/feed_counters.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

// What stands where the session does.
enum class SessionLook : uint8_t {
  other,   // no MoldUDP64 session
  blank,   // ten zero bytes: it was taken out
  padded,  // printable characters, then or before that zero bytes
  text,    // ten printable characters: as good as sure
};

struct MoldInspection {
  PacketFault fault = PacketFault::none;  // why it can't be a MoldUDP64 packet
  SessionLook session = SessionLook::other;
  bool is_heartbeat = false;
  bool is_end = false;
  uint64_t sequence = 0;
  uint16_t blocks = 0;              // 0 for a heartbeat or an end
  std::span<const std::byte> body;  // the blocks, where fault is none
};

[[nodiscard]] MoldInspection inspect_mold(std::span<const std::byte> datagram) noexcept;

// Gives each message of an inspected body to `take(std::span<const std::byte>)`.
template <class Take>
void for_each_message(std::span<const std::byte> body, Take&& take) {
  while (!body.empty()) {
    const size_t length = reinterpret_cast<const wire::moldudp64::BlockPrefix*>(body.data())->message_length;
    take(body.subspan(sizeof(wire::moldudp64::BlockPrefix), length));
    body = body.subspan(sizeof(wire::moldudp64::BlockPrefix) + length);
  }
}

}  // namespace hotlane
