#include "feed/packet_decoder.hpp"

#include <cassert>

#include "wire/itch50.hpp"

namespace hotlane {

PacketDecoder::PacketDecoder(FeedCounters& counters)
    : counters_(counters), checked_(wire::moldudp64::blocks_per_datagram_max) {}

DecodedPacket PacketDecoder::decode(std::span<const MessageBytes> messages) noexcept {
  assert(messages.size() <= checked_.size());
  size_t good = 0;
  uint64_t unknown = 0;
  uint64_t empty = 0;
  for (const MessageBytes message : messages) {
    if (message.empty()) [[unlikely]] {
      ++empty;
      continue;
    }
    const uint16_t expected_length = wire::itch50::length_of(static_cast<char>(message[0]));
    if (expected_length == message.size()) [[likely]] {
      checked_[good++] = message.data();
    } else if (expected_length == 0) {
      ++unknown;
    } else {
      counters_.count_malformed(PacketFault::message_length);
      return {PacketFault::message_length, {}};
    }
  }
  for (size_t i = 0; i < good; ++i) ++counters_.by_type[static_cast<uint8_t>(*checked_[i])];
  counters_.messages += good;
  counters_.unknown_types += unknown;
  counters_.empty_messages += empty;
  return {PacketFault::none, std::span<const std::byte* const>(checked_).first(good)};
}

}  // namespace hotlane
