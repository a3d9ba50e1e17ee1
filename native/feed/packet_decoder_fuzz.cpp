// Any bytes as a MoldUDP64 packet, received and decoded: nothing outside the packet is read, every message
// that comes out has its type's length, and the counters add up.
#include <cstdlib>
#include <numeric>
#include <vector>

#include "feed/packet_decoder.hpp"
#include "itch_messages.hpp"
#include "wire/itch50.hpp"

using namespace hotlane;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static FeedCounters counters;
  static PacketDecoder decoder(counters);
  MoldReceiver receiver({}, counters);
  const uint64_t messages_before = counters.messages;
  const std::span<const std::byte> datagram(reinterpret_cast<const std::byte*>(data), size);
  const DecodedPacket decoded = decoder.decode(receiver.accept(datagram).messages);
  for (const std::byte* message : decoded.messages) {
    const uint16_t length = wire::itch50::length_of(static_cast<char>(*message));
    if (length == 0 || message < datagram.data() || message + length > datagram.data() + size) std::abort();
  }
  if (counters.messages - messages_before != decoded.messages.size()) std::abort();
  if (decoded.fault != PacketFault::none && !decoded.messages.empty()) std::abort();
  const auto& by_type = counters.by_type;
  if (std::accumulate(by_type.begin(), by_type.end(), uint64_t{0}) != counters.messages) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  test::Bytes packet;
  test::put(packet, std::string("TEST000001"), 10);
  test::put(packet, 10, 8);
  test::put(packet, 3, 2);
  test::put_framed(packet, test::itch_add(1, "ABCD", 1, 'B', 100, 5000));
  test::put_framed(packet, test::itch_execute(1, 1, 50));
  test::put_framed(packet, test::itch_delete(1, 1));
  return {packet};
}
