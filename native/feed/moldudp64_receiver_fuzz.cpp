// Any bytes as a train of MoldUDP64 packets (each behind its two-byte length): the expected number never goes
// back inside a session, messages lie inside their packet, and delivered + lost is what the number advanced.
#include <cstdlib>
#include <vector>

#include "feed/moldudp64_receiver.hpp"
#include "itch_messages.hpp"

using namespace hotlane;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static FeedCounters counters;
  MoldReceiver receiver({wire::moldudp64::Session("TEST000001"), 10}, counters);
  size_t at = 0;
  while (at + 2 <= size) {
    const size_t stated = static_cast<size_t>(data[at]) << 8 | data[at + 1];
    at += 2;
    const size_t length = stated < size - at ? stated : size - at;
    const std::span<const std::byte> datagram(reinterpret_cast<const std::byte*>(data + at), length);
    at += length;
    const bool had_ended = receiver.has_ended();
    const uint64_t before = receiver.expected_sequence();
    const Receipt receipt = receiver.accept(datagram);
    if (receipt.kind != PacketKind::data && !receipt.messages.empty()) std::abort();
    if (receipt.has_gap != (receipt.lost > 0)) std::abort();
    for (const MessageBytes message : receipt.messages) {
      if (message.data() < datagram.data()) std::abort();
      if (message.data() + message.size() > datagram.data() + length) std::abort();
    }
    const uint64_t advanced = receiver.expected_sequence() - before;
    if (!had_ended && advanced != receipt.messages.size() + receipt.lost) std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const auto packet = [](uint64_t sequence, uint64_t count, uint64_t blocks, const char* session) {
    test::Bytes out;
    test::put(out, std::string(session), 10);
    test::put(out, sequence, 8);
    test::put(out, count, 2);
    for (uint64_t i = 0; i < blocks; ++i) test::put_framed(out, test::itch_delete(1, i));
    test::Bytes framed;
    test::put_framed(framed, out);
    return framed;
  };
  return {packet(10, 2, 2, "TEST000001"), packet(12, 0, 0, "TEST000001"), packet(14, 1, 1, "TEST000001"),
          packet(15, 0xFFFF, 0, "TEST000001"), packet(1, 1, 1, "TEST000002")};
}
