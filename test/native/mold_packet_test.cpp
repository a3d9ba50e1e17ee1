// MoldUDP64 framing: what a datagram may look like (moldudp64 §1, §2, and item 6 of its list of tests).
#include "feed/mold_packet.hpp"

#include "harness.hpp"
#include "mold_datagrams.hpp"

namespace hotlane::test {
namespace {

struct Walked {
  PacketFault fault = PacketFault::none;
  MoldPacket packet;
  std::vector<MessageBytes> messages = std::vector<MessageBytes>(wire::moldudp64::blocks_per_datagram_max);
};

Walked walk(const Bytes& datagram, PayloadCheck check = PayloadCheck::itch50) {
  Walked out;
  out.fault = read_mold_packet(as_datagram(datagram), out.packet);
  if (out.fault == PacketFault::none && out.packet.kind == MoldKind::data) {
    out.fault = walk_mold_packet(out.packet, check, out.messages);
  }
  out.messages.resize(out.packet.messages);
  return out;
}

}  // namespace

TEST("MoldUDP64: the specification's vectors are data, heartbeat and end") {
  const Bytes data = from_hex(
      "54455354303030303031 000000000000000a 0002 0013 44000700001f1aced9f00400000000000003ea"
      "001f 45000700021f1aced9f00200000000000003e9000000640000000000001389");
  const Walked walked = walk(data);
  CHECK(walked.fault == PacketFault::none && walked.packet.kind == MoldKind::data);
  CHECK_EQUAL(walked.packet.sequence, 10U);
  CHECK_EQUAL(walked.packet.end(), 12U);
  CHECK(walked.packet.session->text() == test_session);
  REQUIRE(walked.messages.size() == 2);
  CHECK_EQUAL(walked.messages[0].size(), 0x13U);
  CHECK_EQUAL(walked.messages[1].size(), 0x1fU);
  CHECK(walk(from_hex("54455354303030303031 000000000000000c 0000")).packet.kind == MoldKind::heartbeat);
  CHECK(walk(from_hex("54455354303030303031 000000000000000c ffff")).packet.kind == MoldKind::end_of_session);
}

TEST("MoldUDP64: each message is told when it is found, up to what is wrong") {
  const std::vector<Bytes> messages = {itch_delete(1, 5), {}, itch_delete(1, 6), itch_delete(1, 7)};
  const Bytes good = mold_packet(10, 4, messages);
  for (size_t length = sizeof(wire::moldudp64::Header); length <= good.size(); ++length) {
    const Bytes cut(good.begin(), good.begin() + static_cast<long>(length));
    MoldPacket packet;
    REQUIRE(read_mold_packet(as_datagram(cut), packet) == PacketFault::none);
    std::vector<MessageBytes> blocks(wire::moldudp64::blocks_per_datagram_max);
    std::vector<size_t> told;
    const PacketFault fault = walk_mold_packet(packet, PayloadCheck::itch50, blocks,
                                               [&told](MessageBytes block) { told.push_back(block.size()); });
    size_t whole = 0;
    for (size_t end = sizeof(wire::moldudp64::Header); whole < messages.size(); ++whole) {
      end += sizeof(wire::moldudp64::BlockPrefix) + messages[whole].size();
      if (end > length) break;
    }
    CHECK_EQUAL(told.size(), whole);
    CHECK_EQUAL(fault == PacketFault::none, whole == messages.size());
    for (size_t i = 0; i < told.size(); ++i) CHECK_EQUAL(told[i], messages[i].size());
  }
}

TEST("MoldUDP64: a packet that cannot be right is refused whole, by its reason") {
  const Bytes good = mold_packet(10, 2, {itch_delete(1, 5), itch_delete(1, 6)});
  for (size_t length = 0; length < good.size(); ++length) {
    const Walked cut = walk(Bytes(good.begin(), good.begin() + static_cast<long>(length)));
    CHECK(cut.fault != PacketFault::none);
    CHECK(length >= 20 || cut.fault == PacketFault::header_cut);
  }
  const auto with_trailing = [](Bytes bytes) {
    bytes.push_back(0);
    return bytes;
  };
  CHECK(walk(with_trailing(good)).fault == PacketFault::trailing_bytes);
  CHECK(walk(with_trailing(mold_heartbeat(10))).fault == PacketFault::trailing_bytes);
  CHECK(walk(with_trailing(mold_end(10))).fault == PacketFault::trailing_bytes);
  CHECK(walk(mold_packet(10, 1)).fault == PacketFault::prefix_cut);
  CHECK(walk(mold_packet(10, 65'534, {itch_delete(1, 5)})).fault == PacketFault::prefix_cut);
  CHECK(walk(mold_packet(0, 1, {itch_delete(1, 5)})).fault == PacketFault::sequence_zero);
  CHECK(walk(mold_packet(~uint64_t{0}, 1, {itch_delete(1, 5)})).fault == PacketFault::sequence_wraps);
  CHECK(walk(Bytes(65'508)).fault == PacketFault::oversized);
  Bytes long_block = mold_packet(10, 1);
  put(long_block, 65'535, 2);
  CHECK(walk(long_block).fault == PacketFault::message_cut);
}

TEST(
    "MoldUDP64: a known type of another length makes the packet malformed, unless other payload is "
    "expected") {
  Bytes longer = itch_delete(1, 5);
  longer.push_back(0);
  const Bytes datagram = mold_packet(10, 2, {itch_delete(1, 4), longer});
  CHECK(walk(datagram).fault == PacketFault::message_length);
  CHECK(walk(datagram, PayloadCheck::none).fault == PacketFault::none);
  CHECK(walk(mold_packet(10, 3, {{'z', 1, 2}, {}, {'y'}})).fault == PacketFault::none);
}

}  // namespace hotlane::test
