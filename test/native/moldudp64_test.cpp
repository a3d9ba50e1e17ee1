// MoldUDP64 sequencing: the vectors and the list of moldudp64 §5, as far as one line without re-request goes.
#include <random>

#include "feed/moldudp64_receiver.hpp"
#include "harness.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {
namespace {

const std::string session_a = "TEST000001";

Bytes packet(uint64_t sequence, uint64_t count, const std::vector<Bytes>& messages = {},
             const std::string& session = session_a) {
  Bytes out;
  put(out, session, 10);
  put(out, sequence, 8);
  put(out, count, 2);
  for (const Bytes& message : messages) put_framed(out, message);
  return out;
}

Bytes data(uint64_t sequence, uint64_t count, const std::string& session = session_a) {
  std::vector<Bytes> messages;
  for (uint64_t i = 0; i < count; ++i) {
    Bytes message;
    put(message, sequence + i, 8);  // each message says its own number
    messages.push_back(message);
  }
  return packet(sequence, count, messages, session);
}

struct Line {
  FeedCounters counters;
  MoldReceiver receiver{{wire::moldudp64::Session(session_a), 10}, counters};

  Bytes datagram;  // the last one: a receipt's messages point into it

  Receipt accept(Bytes next) {
    datagram = std::move(next);
    return receiver.accept(std::as_bytes(std::span<const uint8_t>(datagram)));
  }
};

uint64_t number_in(MessageBytes message) {
  uint64_t value = 0;
  for (const std::byte b : message) value = value << 8 | static_cast<uint64_t>(b);
  return value;
}

}  // namespace

TEST("MoldUDP64: the specification's vectors are data, heartbeat and end") {
  Line line;
  const Receipt first = line.accept(
      from_hex("54455354303030303031 000000000000000a 0002 0013 44000700001f1aced9f00400000000000003ea"
               "001f 45000700021f1aced9f00200000000000003e9000000640000000000001389"));
  CHECK(first.kind == PacketKind::data && !first.has_gap);
  CHECK_EQUAL(first.first_sequence, 10U);
  REQUIRE(first.messages.size() == 2);
  CHECK_EQUAL(first.messages[0].size(), 0x13U);
  CHECK_EQUAL(first.messages[1].size(), 0x1fU);
  CHECK(line.accept(from_hex("54455354303030303031 000000000000000c 0000")).kind == PacketKind::heartbeat);
  const Receipt end = line.accept(from_hex("54455354303030303031 000000000000000c ffff"));
  CHECK(end.kind == PacketKind::end_of_session && end.is_session_end && !end.has_gap);
}

TEST("MoldUDP64: duplicates are dropped and overlaps deliver their new part") {
  Line line;
  CHECK(line.accept(data(8, 2)).kind == PacketKind::duplicate);
  const Receipt overlap = line.accept(data(9, 3));
  CHECK(overlap.kind == PacketKind::data && !overlap.has_gap);
  CHECK_EQUAL(overlap.first_sequence, 10U);
  REQUIRE(overlap.messages.size() == 2);
  CHECK_EQUAL(number_in(overlap.messages[0]), 10U);
  CHECK_EQUAL(number_in(overlap.messages[1]), 11U);
  CHECK(line.accept(data(10, 2)).kind == PacketKind::duplicate);
  CHECK_EQUAL(line.counters.duplicates, 2U);
  CHECK_EQUAL(line.receiver.expected_sequence(), 12U);
}

TEST("MoldUDP64: a gap is counted once and the packet after it delivered") {
  Line line;
  const Receipt ahead = line.accept(data(13, 2));
  CHECK(ahead.kind == PacketKind::data && ahead.has_gap);
  CHECK_EQUAL(ahead.lost, 3U);
  CHECK_EQUAL(ahead.messages.size(), 2U);
  CHECK(line.accept(data(10, 3)).kind == PacketKind::duplicate);
  CHECK_EQUAL(line.counters.gaps, 1U);
  CHECK_EQUAL(line.counters.lost, 3U);
}

TEST("MoldUDP64: a heartbeat advances nothing but shows a loss before a silence") {
  Line line;
  CHECK(!line.accept(packet(10, 0)).has_gap);
  CHECK(!line.accept(packet(9, 0)).has_gap);
  const Receipt later = line.accept(packet(12, 0));
  CHECK(later.kind == PacketKind::heartbeat && later.has_gap && later.messages.empty());
  CHECK_EQUAL(later.lost, 2U);
  CHECK(!line.accept(packet(12, 0)).has_gap);
  CHECK_EQUAL(line.counters.heartbeats, 4U);
}

TEST("MoldUDP64: the end is reported once, however long its train") {
  Line line;
  CHECK(!line.accept(packet(9, 0xFFFF)).is_session_end);
  CHECK_EQUAL(line.counters.stale_ends, 1U);
  const Receipt end = line.accept(packet(12, 0xFFFF));
  CHECK(end.is_session_end && end.has_gap);
  CHECK_EQUAL(end.lost, 2U);
  for (int i = 0; i < 5; ++i) CHECK(!line.accept(packet(12, 0xFFFF)).is_session_end);
  CHECK(line.accept(data(12, 1)).fault == PacketFault::after_end);
  CHECK_EQUAL(line.counters.ends, 7U);
}

TEST("MoldUDP64: another session is dropped while ours runs and adopted after its end") {
  Line line;
  const std::string other = "TEST000002";
  CHECK(line.accept(data(1, 1, other)).kind == PacketKind::foreign_session);
  CHECK_EQUAL(line.counters.foreign, 1U);
  CHECK(line.accept(packet(10, 0xFFFF)).is_session_end);
  const Receipt adopted = line.accept(data(3, 1, other));
  CHECK(adopted.kind == PacketKind::data && adopted.has_gap);
  CHECK_EQUAL(adopted.lost, 2U);  // a session counts from 1
  CHECK(line.accept(data(10, 1)).kind == PacketKind::foreign_session);
}

TEST("MoldUDP64: without configuration the first packet names session and number") {
  FeedCounters counters;
  MoldReceiver receiver({}, counters);
  const Bytes heartbeat = packet(500, 0);
  CHECK(!receiver.accept(std::as_bytes(std::span(heartbeat))).has_gap);
  const Bytes next = data(500, 3);
  const Receipt receipt = receiver.accept(std::as_bytes(std::span(next)));
  CHECK(receipt.kind == PacketKind::data && !receipt.has_gap);
  CHECK_EQUAL(receiver.expected_sequence(), 503U);
}

TEST("MoldUDP64: a zero-length message uses up its number") {
  Line line;
  const Receipt receipt = line.accept(packet(10, 3, {{1}, {}, {2}}));
  REQUIRE(receipt.messages.size() == 3);
  CHECK(receipt.messages[1].empty());
  CHECK(line.accept(packet(13, 1, {{}})).messages.size() == 1);
  CHECK_EQUAL(line.receiver.expected_sequence(), 14U);
}

TEST("MoldUDP64: malformed packets deliver nothing and are counted by reason") {
  Line line;
  const Bytes good = packet(10, 2, {{1, 2, 3}, {4, 5}});
  for (size_t length = 0; length < good.size(); ++length) {
    const Receipt cut = line.accept(Bytes(good.begin(), good.begin() + static_cast<long>(length)));
    CHECK(cut.kind == PacketKind::malformed && cut.messages.empty());
    CHECK(length >= 20 || cut.fault == PacketFault::header_cut);
  }
  const auto with_trailing = [](Bytes bytes) {
    bytes.push_back(0);
    return bytes;
  };
  CHECK(line.accept(with_trailing(good)).fault == PacketFault::trailing_bytes);
  CHECK(line.accept(with_trailing(packet(10, 0))).fault == PacketFault::trailing_bytes);
  CHECK(line.accept(with_trailing(packet(10, 0xFFFF))).fault == PacketFault::trailing_bytes);
  CHECK(line.accept(packet(10, 1)).fault == PacketFault::prefix_cut);
  CHECK(line.accept(packet(10, 65'534, {{1}})).fault == PacketFault::prefix_cut);
  CHECK(line.accept(packet(0, 1, {{1}})).fault == PacketFault::sequence_zero);
  CHECK(line.accept(packet(~uint64_t{0}, 1, {{1}})).fault == PacketFault::sequence_wraps);
  CHECK(line.accept(Bytes(65'508)).fault == PacketFault::oversized);
  uint64_t by_fault = 0;
  for (const uint64_t count : line.counters.malformed_by_fault) by_fault += count;
  CHECK_EQUAL(by_fault, line.counters.malformed);
  CHECK_EQUAL(line.counters.malformed, line.counters.packets);
  CHECK_EQUAL(line.receiver.expected_sequence(), 10U);
}

// moldudp64 §5.11, without repair: each message is delivered once and in order, or counted lost once.
TEST("MoldUDP64: any loss, duplication and reordering delivers each message at most once, in order") {
  std::mt19937_64 random(seed());
  for (int round = 0; round < 300; ++round) {
    Line line;
    uint64_t next = 10;
    uint64_t delivered = 0;
    uint64_t last = 9;
    while (next < 400) {
      const uint64_t back = random() % 4 == 0 ? random() % 6 : 0;
      const uint64_t from = next - back < 10 ? 10 : next - back;
      const uint64_t count = 1 + random() % 5;
      const Receipt receipt = line.accept(data(from, count));
      for (const MessageBytes message : receipt.messages) {
        CHECK(number_in(message) > last);
        last = number_in(message);
        ++delivered;
      }
      next = std::max(next, from + count) + (random() % 8 == 0 ? random() % 5 : 0);
    }
    CHECK_EQUAL(delivered + line.counters.lost, line.receiver.expected_sequence() - 10);
  }
}

}  // namespace hotlane::test
