// Picks from messages in order those that ITCH knows, for the books, and counts each by its type. Called by
// the lane's thread (or a tool's) between the channel and the books. The channel has checked the known types'
// lengths; an unknown type is skipped by its framing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "feed/mold_packet.hpp"

namespace hotlane {

struct MessageCounters {
  uint64_t messages = 0;                // given out; equals the sum of by_type
  uint64_t unknown_types = 0;           // messages skipped by their framing
  uint64_t empty_messages = 0;          // zero-length blocks: they use up a number and say nothing
  std::array<uint64_t, 256> by_type{};  // by ITCH type byte
};

class MessageSelector {
 public:
  MessageSelector();

  // At most a datagram's messages. Each result begins at its type byte and has its type's length; valid as
  // long as the messages are, and until the next call.
  [[nodiscard]] std::span<const std::byte* const> select(std::span<const MessageBytes> messages) noexcept;

  [[nodiscard]] const MessageCounters& counters() const noexcept { return counters_; }

 private:
  MessageCounters counters_;
  std::vector<const std::byte*> selected_;  // sized for any datagram
};

}  // namespace hotlane
