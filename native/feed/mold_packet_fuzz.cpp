// Any bytes as a MoldUDP64 packet: nothing outside of it is read, its blocks fill it exactly, every known
// ITCH type has its length, and what is refused for its payload alone is accepted without that check.
#include <cstdlib>
#include <vector>

#include "feed/message_selector.hpp"
#include "mold_datagrams.hpp"
#include "wire/itch50.hpp"

using namespace hotlane;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static std::vector<MessageBytes> blocks(wire::moldudp64::blocks_per_datagram_max);
  static MessageSelector selector;
  // A copy of its own size, so that a sanitizer sees a read past its end.
  const std::vector<uint8_t> copy(data, data + size);
  const auto datagram = std::as_bytes(std::span(copy));
  MoldPacket packet;
  if (read_mold_packet(datagram, packet) != PacketFault::none) return 0;
  if (packet.sequence == 0 || packet.end() < packet.sequence) std::abort();
  if (packet.kind != MoldKind::data)
    return packet.body.empty() && packet.messages == 0 ? 0 : (std::abort(), 0);
  const PacketFault plain = walk_mold_packet(packet, PayloadCheck::none, blocks);
  const PacketFault fault = walk_mold_packet(packet, PayloadCheck::itch50, blocks);
  if (fault != plain && fault != PacketFault::message_length) std::abort();
  if (fault != PacketFault::none) return 0;
  size_t bytes = 0;
  for (const MessageBytes message : std::span(blocks).first(packet.messages)) {
    bytes += sizeof(wire::moldudp64::BlockPrefix) + message.size();
    if (message.data() < datagram.data() || message.data() + message.size() > datagram.data() + size)
      std::abort();
  }
  if (bytes != packet.body.size()) std::abort();
  for (const std::byte* message : selector.select(std::span(blocks).first(packet.messages))) {
    if (wire::itch50::length_of(static_cast<char>(*message)) == 0) std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  return {
      test::mold_packet(10, 3, {test::itch_add(1, "ABCD", 1, 'B', 100, 5000), {}, test::itch_delete(1, 1)}),
      test::mold_heartbeat(10), test::mold_end(10)};
}
