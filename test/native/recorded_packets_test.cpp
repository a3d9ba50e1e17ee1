// Files as packets of a channel: whatever the format and the cut into chunks, what the files hold comes out,
// once and in order, and where a file breaks off is said.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "feed/capture_packets.hpp"
#include "feed/itch_packets.hpp"
#include "feed/mold_packet.hpp"
#include "harness.hpp"
#include "itch_sample.hpp"
#include "recorded_bytes.hpp"

namespace hotlane::test {
namespace {

using Random = std::mt19937_64;
constexpr const char* session = "SESSION001";

struct Message {
  Bytes bytes;
  uint64_t time = 0;
};

uint64_t stamp_of(const Bytes& message) {
  uint64_t time = 0;
  for (size_t i = 5; i < 11; ++i) time = time << 8 | message[i];
  return time;
}

// Times stand still, go on by little and by much.
std::vector<Bytes> random_messages(Random& random, size_t count) {
  std::vector<Bytes> out;
  uint64_t time = 34'200'000'000'000;
  for (size_t i = 0; i < count; ++i) {
    if (random() % 3 == 0) time += random() % 100'000;
    Bytes message = itch_header("ADXE"[random() % 4], 1 + random() % 3, time);
    const size_t length = message[0] == 'A' ? 36 : message[0] == 'D' ? 19 : message[0] == 'X' ? 23 : 31;
    while (message.size() < length) message.push_back(static_cast<uint8_t>(random()));
    out.push_back(message);
  }
  return out;
}

Bytes itch_file(const std::vector<Bytes>& messages) {
  Bytes out;
  for (const Bytes& message : messages) put_framed(out, message);
  return out;
}

// The messages of ITCH packets, which are checked for their framing, numbers and times on the way.
std::vector<Bytes> messages_in(const std::vector<KeptPacket>& packets) {
  std::vector<Bytes> out;
  std::vector<MessageBytes> blocks(wire::moldudp64::blocks_per_datagram_max);
  for (size_t i = 0; i < packets.size(); ++i) {
    const Bytes& bytes = packets[i].bytes;
    CHECK(bytes.size() <= 1'400);
    MoldPacket packet;
    CHECK(read_mold_packet(std::as_bytes(std::span(bytes)), packet) == PacketFault::none);
    CHECK(walk_mold_packet(packet, PayloadCheck::itch50, blocks) == PacketFault::none);
    CHECK(packet.session->text() == session);
    CHECK_EQUAL(packet.sequence, out.size() + 1);
    CHECK_EQUAL(packets[i].line, 0U);
    CHECK_EQUAL(packets[i].time, packets[i].time_of_day);
    CHECK(packet.messages > 0);
    for (size_t block = 0; block < packet.messages; ++block) {
      out.push_back(copy_of(blocks[block]));
      CHECK_EQUAL(stamp_of(out.back()), static_cast<uint64_t>(packets[i].time));
    }
    if (i == 0 || packets[i - 1].time != packets[i].time) continue;
    // The same time again only where the packet before was full.
    CHECK(packets[i - 1].bytes.size() + 2 + blocks[0].size() > 1'400);
  }
  return out;
}

}  // namespace

TEST("an ITCH file as packets has all its messages in order, those of one time stamp together") {
  Random random(seed());
  for (uint64_t round = 0; round < repeats(300); ++round) {
    const std::vector<Bytes> messages = random_messages(random, random() % 400);
    ItchPackets packets{wire::moldudp64::Session(session)};
    const size_t piece_max = round % 2 == 0 ? 40 : 5'000;
    CHECK(messages_in(read_all(packets, {itch_file(messages)}, random, piece_max)) == messages);
    CHECK(!packets.is_broken());
    CHECK_EQUAL(packets.messages(), messages.size());
  }
}

TEST("a message too short to have a time goes with those before it, and the first of a file without one") {
  Random random(seed());
  const Bytes late = itch_delete(1, 1);
  ItchPackets packets{wire::moldudp64::Session(session)};
  const std::vector<KeptPacket> kept = read_all(packets, {itch_file({{'~'}, late, {'~', 1}, late})}, random);
  REQUIRE(kept.size() == 2);
  CHECK_EQUAL(kept[0].time, 0);
  CHECK_EQUAL(kept[0].time_of_day, no_time_of_day);
  CHECK_EQUAL(kept[1].time, static_cast<TimeNs>(stamp_of(late)));
  CHECK_EQUAL(kept[1].bytes.size(), 20 + 2 * (2 + late.size()) + 2 + 2);
}

TEST("an ITCH file of a real day as packets has all its messages in order") {
  for (const char* name : {"data/itch/nasdaq-open-1000.itch", "data/itch/nasdaq-directory-1000.itch"}) {
    const std::string path = shared_data_path(name);
    if (path.empty()) return skip("no shared data");
    Random random(seed());
    const std::vector<Bytes> messages = messages_of(path);
    REQUIRE(messages.size() == 1'000);
    ItchPackets packets{wire::moldudp64::Session(session)};
    CHECK(messages_in(read_all(packets, {itch_file(messages)}, random)) == messages);
  }
}

TEST("an ITCH file that is cut anywhere gives what was whole before, and says where it breaks off") {
  Random random(seed());
  const std::vector<Bytes> messages = random_messages(random, 60);
  const Bytes file = itch_file(messages);
  size_t whole = 0;
  size_t end_of_whole = 0;
  for (size_t length = 0; length <= file.size(); ++length) {
    if (whole < messages.size() && length == end_of_whole + 2 + messages[whole].size()) {
      end_of_whole = length;
      ++whole;
    }
    ItchPackets packets{wire::moldudp64::Session(session)};
    const Bytes cut(file.begin(), file.begin() + static_cast<long>(length));
    const std::vector<Bytes> given = messages_in(read_all(packets, {cut}, random, 100));
    CHECK(given == std::vector<Bytes>(messages.begin(), messages.begin() + static_cast<long>(whole)));
    CHECK_EQUAL(packets.is_broken(), length != end_of_whole);
    if (packets.is_broken()) CHECK_EQUAL(packets.error().offset, end_of_whole);
  }
}

namespace {

const Addressed line_a{{10, 0, 0, 1}, {239, 1, 1, 1}, 4'000, 30'001};
const Addressed line_b{{10, 0, 0, 1}, {239, 1, 1, 2}, 4'000, 30'001};
const Addressed elsewhere{{10, 0, 0, 1}, {239, 9, 9, 9}, 4'000, 30'009};

Bytes frame_to(const Addressed& where, const Bytes& payload, const std::vector<uint16_t>& tags = {}) {
  return ethernet_frame(0x0800, ipv4_packet(where, 17, udp_packet(where, payload)), tags);
}

// A capture, pcap with nanosecond stamps, of frames that are added in the order of their times.
class Capture {
 public:
  Capture() : bytes_(pcap_header(Order::little, 0xA1B23C4D, 1)) {}
  void add(TimeNs time, const Bytes& frame) {
    put_record(bytes_, Order::little, static_cast<uint64_t>(time / ns_per_second),
               static_cast<uint64_t>(time % ns_per_second), frame);
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

constexpr TimeNs start = 1'700'000'000 * ns_per_second;

Bytes packet_of(uint64_t sequence, const std::string& name = session) {
  return mold_packet(name, sequence, 1, {itch_delete(1, sequence)});
}

}  // namespace

TEST("both lines in one capture or in one each are the same packets, in the order of their stamps") {
  Random random(seed());
  for (uint64_t round = 0; round < repeats(50); ++round) {
    Capture both;
    std::array<Capture, 2> apart;
    std::vector<KeptPacket> expected;
    TimeNs time = start;
    for (uint64_t i = 0; i < 300; ++i) {
      time += 1 + static_cast<TimeNs>(random() % 5'000);
      // The first packet is line A's, which is thereby found first.
      const uint32_t line = i == 0 ? 0 : random() % 2;
      const Bytes payload = packet_of(i + 1);
      const Bytes frame =
          frame_to(line == 0 ? line_a : line_b, payload,
                   random() % 2 == 0 ? std::vector<uint16_t>{0x8100} : std::vector<uint16_t>{});
      both.add(time, frame);
      apart[line].add(time, frame);
      expected.push_back({time, static_cast<TimeNs>(stamp_of(itch_delete(1, 1))), line, payload});
    }
    CapturePackets one({.files = 1});
    CHECK(read_all(one, {both.bytes()}, random) == expected);
    CapturePackets two({.files = 2});
    CHECK(read_all(two, {apart[0].bytes(), apart[1].bytes()}, random) == expected);
    CapturePackets swapped({.files = 2});
    CHECK(read_all(swapped, {apart[1].bytes(), apart[0].bytes()}, random) == expected);
    CHECK(!one.is_broken() && !two.is_broken());
    CHECK_EQUAL(two.counters().given, expected.size());
  }
}

TEST("a channel's lines are the destinations of the session seen first, or those that were told") {
  Random random(seed());
  Capture capture;
  TimeNs time = start;
  const Bytes other_session = packet_of(1, "OTHER00001");
  capture.add(++time, frame_to(elsewhere, {1, 2, 3}));  // no MoldUDP64
  capture.add(++time, frame_to(line_a, packet_of(1)));
  capture.add(++time, frame_to(elsewhere, other_session));
  capture.add(++time, ethernet_frame(0x0806, {1, 2, 3}));
  capture.add(++time, frame_to(line_b, packet_of(1)));
  capture.add(++time, frame_to(line_a, {7, 7}));  // not sound, but to a line: the channel's to count
  capture.add(++time, frame_to(line_b, mold_packet(session, 2, 0)));
  capture.add(++time, frame_to(elsewhere, packet_of(2)));  // a third way of the same session

  CapturePackets found({.files = 1});
  const std::vector<KeptPacket> lines = read_all(found, {capture.bytes()}, random);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].line == 0 && lines[1].line == 1 && lines[2].line == 0 && lines[3].line == 1);
  CHECK(lines[2].bytes == (Bytes{7, 7}));
  CHECK_EQUAL(lines[3].time_of_day, no_time_of_day);
  CHECK_EQUAL(found.counters().packets, 8U);
  CHECK_EQUAL(found.counters().elsewhere, 3U);
  CHECK_EQUAL(found.counters().by_content[static_cast<size_t>(FrameContent::arp)], 1U);

  CapturePackets asked({.files = 1, .session = wire::moldudp64::Session(std::string_view("OTHER00001"))});
  CHECK_EQUAL(read_all(asked, {capture.bytes()}, random).size(), 2U);
  CHECK(asked.lines().size() == 1 && asked.lines()[0] == ipv4_endpoint(0xEF090909, 30'009));

  CapturePackets told(
      {.files = 1, .lines = {ipv4_endpoint(0xEF010102, 30'001), ipv4_endpoint(0xEF010101, 30'001)}});
  const std::vector<KeptPacket> named = read_all(told, {capture.bytes()}, random);
  REQUIRE(named.size() == 4);
  CHECK(named[0].line == 1 && named[1].line == 0);
}

TEST("a channel over IPv6 is read as one over IPv4 is") {
  Random random(seed());
  Capture capture;
  const Addressed where{Bytes(16, 0x20), Bytes(16, 0xFF), 4'000, 30'001};
  for (uint64_t i = 1; i <= 10; ++i) {
    const Bytes packet = ipv6_packet(where, 17, {}, udp_packet(where, packet_of(i)));
    capture.add(start + static_cast<TimeNs>(i), ethernet_frame(0x86DD, packet));
  }
  CapturePackets packets({.files = 1});
  const std::vector<KeptPacket> kept = read_all(packets, {capture.bytes()}, random);
  REQUIRE(kept.size() == 10);
  CHECK(kept[9].bytes == packet_of(10));
  CHECK(packets.lines().size() == 1 && packets.lines()[0].is_ipv6);
}

TEST(
    "a capture that is cut anywhere gives what was whole before; another file beside it is read to its end") {
  Random random(seed());
  std::array<Capture, 2> files;
  for (uint64_t i = 1; i <= 20; ++i) {
    files[0].add(start + static_cast<TimeNs>(2 * i), frame_to(line_a, packet_of(i)));
    files[1].add(start + static_cast<TimeNs>(2 * i + 1), frame_to(line_b, packet_of(i)));
  }
  const Bytes& whole = files[0].bytes();
  for (size_t length = 0; length <= whole.size(); ++length) {
    CapturePackets packets({.files = 2});
    const Bytes cut(whole.begin(), whole.begin() + static_cast<long>(length));
    const std::vector<KeptPacket> kept = read_all(packets, {cut, files[1].bytes()}, random, 200);
    // Where line A has nothing, line B's destination is found first.
    const auto of_b = std::count_if(kept.begin(), kept.end(),
                                    [](const KeptPacket& packet) { return packet.time % 2 == 1; });
    CHECK_EQUAL(of_b, 20);
    const size_t record = (whole.size() - 24) / 20;
    const bool is_boundary = length >= 24 && (length - 24) % record == 0;
    CHECK_EQUAL(kept.size() - 20, length < 24 ? 0 : (length - 24) / record);
    CHECK_EQUAL(packets.is_broken(), !is_boundary);
    if (!is_boundary) CHECK(packets.error(0).fault != CaptureFault::none);
    CHECK(packets.error(1).fault == CaptureFault::none);
  }
}

TEST("every real capture of a feed is read whole, and none of its packets is left without a word") {
  Random random(seed());
  uint64_t given = 0;
  for (const char* name : {"data/pcap/moldudp64-real-envelope/", "data/pcap/totalview-itch-2023/",
                           "data/pcap/ouch50/", "data/pcap/soupbintcp-jnx/"}) {
    const std::string folder = shared_data_path(name);
    if (folder.empty()) return skip("no shared data");
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
      CapturePackets packets({.files = 1});
      const size_t kept = read_all(packets, {bytes}, random).size();
      CHECK(!packets.is_broken());
      const CapturePacketsCounters& counters = packets.counters();
      uint64_t others = 0;
      for (size_t i = 1; i < frame_content_count; ++i) others += counters.by_content[i];
      CHECK_EQUAL(counters.given, kept);
      CHECK_EQUAL(counters.given + counters.elsewhere + others, counters.packets);
      CHECK(counters.packets > 0);
      given += kept;
    }
  }
  CHECK_EQUAL(given, 6U);  // those whose envelope was not blanked
}

}  // namespace hotlane::test
