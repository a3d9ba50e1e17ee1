// Checks the ITCH messages of one packet before any of them is applied, so that no book changes by half a
// packet. Called by the lane's thread between the receiver and the books. A known type of another length than
// the table's makes the whole packet malformed; an unknown type is skipped by its framing and counted.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "feed/feed_counters.hpp"
#include "feed/moldudp64_receiver.hpp"

namespace hotlane {

// Messages fit to be applied in order: each begins at its type byte and has its type's length. Valid as long
// as the datagram is and until the next decode().
struct DecodedPacket {
  PacketFault fault = PacketFault::none;  // not none: `messages` is empty, what the packet said is lost
  std::span<const std::byte* const> messages;
};

class PacketDecoder {
 public:
  explicit PacketDecoder(FeedCounters& counters);

  [[nodiscard]] DecodedPacket decode(std::span<const MessageBytes> messages) noexcept;

 private:
  FeedCounters& counters_;
  std::vector<const std::byte*> checked_;  // of the packet under way, sized for any datagram
};

}  // namespace hotlane
