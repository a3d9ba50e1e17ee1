// Captures: whatever the format, byte order, link type and cut into chunks, what was put into a file comes
// out of it.
#include <algorithm>
#include <random>

#include "capture_bytes.hpp"
#include "feed/capture_reader.hpp"
#include "feed/capture_time.hpp"
#include "feed/capture_writer.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

using Random = std::mt19937_64;

struct Expected {
  TimeNs time = 0;
  FrameContent content = FrameContent::udp;
  Addressed where;
  Bytes payload;
};

struct Reading {
  std::vector<Expected> packets;
  std::vector<uint64_t> offsets;
  CaptureError error;
};

Bytes random_bytes(Random& random, size_t length) {
  Bytes out(length);
  for (uint8_t& byte : out) byte = static_cast<uint8_t>(random());
  return out;
}

Bytes address_bytes(const IpEndpoint& endpoint) {
  Bytes out(endpoint.address.begin(), endpoint.address.end());
  out.resize(endpoint.is_ipv6 ? 16 : 4);
  return out;
}

// Reads `file` in pieces of the sizes that `next_size` gives, each a copy of its own, so that reading past
// one is seen by the address sanitizer.
template <class NextSize>
Reading read(const Bytes& file, NextSize&& next_size) {
  Reading out;
  CaptureReader reader;
  for (size_t at = 0; at < file.size();) {
    const size_t length = std::min<size_t>(next_size(), file.size() - at);
    const Bytes piece(file.begin() + static_cast<long>(at), file.begin() + static_cast<long>(at + length));
    at += length;
    reader.feed(std::as_bytes(std::span(piece)));
    CapturedPacket packet;
    while (reader.next(packet)) {
      const UdpFrame& frame = packet.frame;
      Expected seen;
      seen.time = packet.time;
      seen.content = frame.content;
      seen.where = {address_bytes(frame.source), address_bytes(frame.destination), frame.source.port,
                    frame.destination.port};
      const auto* bytes = reinterpret_cast<const uint8_t*>(frame.payload.data());
      seen.payload.assign(bytes, bytes + frame.payload.size());
      out.packets.push_back(seen);
      out.offsets.push_back(packet.offset);
    }
  }
  reader.finish();
  out.error = reader.error();
  return out;
}
Reading read_whole(const Bytes& file) {
  return read(file, [&file] { return file.size(); });
}

void check_same(const Expected& seen, const Expected& expected) {
  CHECK_EQUAL(seen.time, expected.time);
  CHECK(seen.content == expected.content);
  if (expected.content != FrameContent::udp) return;
  CHECK(seen.where.source == expected.where.source);
  CHECK(seen.where.destination == expected.where.destination);
  CHECK_EQUAL(seen.where.source_port, expected.where.source_port);
  CHECK_EQUAL(seen.where.destination_port, expected.where.destination_port);
  CHECK(seen.payload == expected.payload);
}

struct Frame {
  uint32_t link_type = 1;
  Bytes bytes;
  Expected expected;
};

Bytes extension(uint8_t next, size_t eights) {
  Bytes out{next, static_cast<uint8_t>(eights)};
  out.resize(8 * (eights + 1));
  return out;
}

// A UDP datagram in an IP packet of either version, with options or extension headers now and then.
Bytes random_ip(Random& random, bool is_ipv6, Frame& frame) {
  frame.expected.where = {random_bytes(random, is_ipv6 ? 16 : 4), random_bytes(random, is_ipv6 ? 16 : 4),
                          static_cast<uint16_t>(random()), static_cast<uint16_t>(random())};
  frame.expected.payload = random_bytes(random, random() % 4 == 0 ? random() % 20 : random() % 1500);
  const Bytes udp = udp_packet(frame.expected.where, frame.expected.payload);
  if (!is_ipv6) return ipv4_packet(frame.expected.where, 17, udp, random() % 3 == 0 ? random() % 11 : 0);
  switch (random() % 4) {
    case 0: {  // hop by hop, then destination options
      Bytes extensions = extension(60, random() % 3);
      append(extensions, extension(17, random() % 3));
      return ipv6_packet(frame.expected.where, 0, extensions, udp);
    }
    case 1:
      return ipv6_packet(frame.expected.where, 44, from_hex("1100 0000 00000007"), udp);  // fragments nothing
    default: return ipv6_packet(frame.expected.where, 17, {}, udp);
  }
}

Frame random_frame(Random& random, uint32_t link_type) {
  Frame frame;
  frame.link_type = link_type;
  const bool is_ipv6 = link_type == 229 || (link_type != 228 && random() % 3 == 0);
  const Bytes packet = random_ip(random, is_ipv6, frame);
  const uint16_t type = is_ipv6 ? 0x86DD : 0x0800;
  static const std::vector<std::vector<uint16_t>> tags = {
      {}, {0x8100}, {0x88A8, 0x8100}, {0x9100, 0x8100, 0x8100}};
  switch (link_type) {
    case 0:
      frame.bytes = family_frame(random() % 2 == 0 ? Order::little : Order::big, is_ipv6 ? 30 : 2, packet);
      break;
    case 108: frame.bytes = family_frame(Order::big, is_ipv6 ? 24 : 2, packet); break;
    case 113: frame.bytes = cooked_frame(type, packet); break;
    case 276: frame.bytes = cooked_2_frame(type, packet); break;
    case 1: frame.bytes = ethernet_frame(type, packet, tags[random() % tags.size()]); break;
    default: frame.bytes = packet; break;
  }
  // A frame's padding or trailer is no part of the datagram.
  append(frame.bytes, random_bytes(random, random() % 3 == 0 ? random() % 20 : 0));
  return frame;
}

const std::vector<uint32_t> link_types = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276};

struct File {
  Bytes bytes;
  std::vector<Expected> expected;
};

File random_pcap(Random& random) {
  const Order order = random() % 2 == 0 ? Order::little : Order::big;
  const bool is_nanoseconds = random() % 2 == 0;
  const uint32_t link_type = link_types[random() % link_types.size()];
  File file{pcap_header(order, is_nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4, link_type), {}};
  const size_t frames = random() % 20;
  for (size_t i = 0; i < frames; ++i) {
    Frame frame = random_frame(random, link_type);
    const uint64_t seconds = random() % 0xFFFFFFFF;
    const uint64_t fraction = random() % (is_nanoseconds ? 1'000'000'000 : 1'000'000);
    frame.expected.time =
        static_cast<TimeNs>(seconds * 1'000'000'000 + fraction * (is_nanoseconds ? 1 : 1000));
    put_record(file.bytes, order, seconds, fraction, frame.bytes, random() % 4 == 0 ? 9 : 0);
    file.expected.push_back(frame.expected);
  }
  return file;
}

void put_random_packet(Random& random, Order order, const std::vector<uint32_t>& links, File& file) {
  const size_t interface = random() % links.size();
  Frame frame = random_frame(random, links[interface]);
  if (interface == 0 && random() % 4 == 0) {
    put_simple(file.bytes, order, frame.bytes);
  } else {
    // Interfaces of even number count microseconds, others nanoseconds from 1,000 s on.
    const uint64_t ns = random() % 4'000'000'000'000'000'000;
    const bool is_nanoseconds = interface % 2 == 1;
    put_enhanced(file.bytes, order, static_cast<uint32_t>(interface), is_nanoseconds ? ns : ns / 1000,
                 frame.bytes);
    frame.expected.time = static_cast<TimeNs>(is_nanoseconds ? ns + 1'000'000'000'000 : ns / 1000 * 1000);
  }
  file.expected.push_back(frame.expected);
}

File random_pcapng(Random& random) {
  File file;
  const size_t sections = 1 + random() % 3;
  for (size_t section = 0; section < sections; ++section) {
    const Order order = random() % 2 == 0 ? Order::little : Order::big;
    put_section(file.bytes, order, random() % 2 == 0);
    std::vector<uint32_t> links;
    const size_t interfaces = 1 + random() % 3;
    for (size_t i = 0; i < interfaces; ++i) {
      links.push_back(link_types[random() % link_types.size()]);
      put_interface(file.bytes, order, links.back(), i % 2 == 0 ? 0 : 9, i % 2 == 0 ? 0 : 1000);
    }
    const size_t blocks = random() % 12;
    for (size_t i = 0; i < blocks; ++i) {
      if (random() % 4 == 0) put_block(file.bytes, order, 0x0BAD, random_bytes(random, random() % 5000));
      put_random_packet(random, order, links, file);
    }
  }
  return file;
}

void check_reads_back(Random& random, const File& file) {
  const size_t sizes = 1 + random() % 700;
  for (const Reading& reading :
       {read_whole(file.bytes), read(file.bytes, [&] { return 1 + random() % sizes; })}) {
    CHECK(reading.error.fault == CaptureFault::none);
    REQUIRE(reading.packets.size() == file.expected.size());
    for (size_t i = 0; i < file.expected.size(); ++i) check_same(reading.packets[i], file.expected[i]);
  }
}

}  // namespace

TEST("a pcap of any byte order, unit and link type gives back its datagrams, however it is cut into chunks") {
  Random random(seed());
  for (int i = 0; i < 300; ++i) check_reads_back(random, random_pcap(random));
}

TEST(
    "a pcapng of several sections, byte orders and interfaces gives back its datagrams, unknown blocks "
    "skipped") {
  Random random(seed() + 1);
  for (int i = 0; i < 300; ++i) check_reads_back(random, random_pcapng(random));
}

TEST("a capture cut at any byte gives what was whole before, and says where it was cut") {
  Random random(seed() + 2);
  for (int i = 0; i < 20; ++i) {
    const File file = i % 2 == 0 ? random_pcap(random) : random_pcapng(random);
    const Reading whole = read_whole(file.bytes);
    for (size_t length = 0; length < file.bytes.size(); length += 1 + random() % 60) {
      const Bytes cut(file.bytes.begin(), file.bytes.begin() + static_cast<long>(length));
      const Reading reading = read(cut, [] { return size_t{997}; });
      const bool is_cut = reading.error.fault == CaptureFault::file_cut;
      CHECK(is_cut || reading.error.fault == CaptureFault::none);
      if (is_cut) CHECK(reading.error.offset + reading.error.found == length);
      if (is_cut) CHECK(reading.error.found < reading.error.expected);
      const auto good = static_cast<size_t>(std::count_if(whole.offsets.begin(), whole.offsets.end(),
                                                          [&](uint64_t offset) { return offset < length; }));
      CHECK(reading.packets.size() == good || reading.packets.size() + 1 == good);
    }
  }
}

TEST("what the capture writer writes is read back, with every payload length") {
  Random random(seed() + 3);
  File file;
  std::vector<std::byte> space(1 << 17);
  const auto keep = [&](size_t length) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(space.data());
    file.bytes.insert(file.bytes.end(), bytes, bytes + length);
  };
  keep(write_capture_beginning(space));
  for (size_t length = 0; length <= capture_payload_max; length += length < 70 ? 1 : 1 + random() % 3000) {
    Expected expected;
    expected.time = static_cast<TimeNs>(random() % 4'000'000'000'000'000'000);
    expected.payload = random_bytes(random, length);
    CaptureDatagram datagram;
    datagram.time = expected.time;
    datagram.source = ipv4_endpoint(static_cast<uint32_t>(random()), static_cast<uint16_t>(random()));
    datagram.destination = ipv4_endpoint(static_cast<uint32_t>(random()), static_cast<uint16_t>(random()));
    datagram.payload = std::as_bytes(std::span(expected.payload));
    expected.where = {address_bytes(datagram.source), address_bytes(datagram.destination),
                      datagram.source.port, datagram.destination.port};
    const size_t written = write_capture_datagram(space, datagram);
    CHECK_EQUAL(written, captured_length(length));
    keep(written);
    file.expected.push_back(expected);
  }
  keep(write_capture_statistics(space, 1, 2, 3));
  check_reads_back(random, file);
}

TEST("the capture writer refuses what it can't write, and writes nothing") {
  std::vector<std::byte> space(1 << 17);
  const std::vector<std::byte> too_long(capture_payload_max + 1);
  CaptureDatagram datagram;
  datagram.payload = too_long;
  CHECK_EQUAL(write_capture_datagram(space, datagram), 0U);
  datagram.payload = {};
  datagram.source.is_ipv6 = true;
  CHECK_EQUAL(write_capture_datagram(space, datagram), 0U);
}

TEST("stamps of any resolution become nanoseconds, and none overflows") {
  CHECK_EQUAL(capture_time_ns(1'500'000, 6, 0), 1'500'000'000);
  CHECK_EQUAL(capture_time_ns(1'500, 3, -1), 500'000'000);
  CHECK_EQUAL(capture_time_ns(7, 0, 2), 9'000'000'000);
  CHECK_EQUAL(capture_time_ns(1'999'999'999'999, 12, 0), 1'999'999'999);
  CHECK_EQUAL(capture_time_ns(3ULL << 31, 0x80 | 32, 0), 1'500'000'000);
  CHECK_EQUAL(capture_time_ns(UINT64_MAX, 0, 0), INT64_MAX);
  CHECK_EQUAL(capture_time_ns(UINT64_MAX, 9, INT64_MAX), INT64_MAX);
  CHECK_EQUAL(capture_time_ns(0, 9, INT64_MIN), 0);
  CHECK_EQUAL(capture_time_ns(UINT64_MAX, 0xFF, 0), 0);
  CHECK_EQUAL(capture_time_ns(UINT64_MAX, 0x7F, 0), 0);
}

}  // namespace hotlane::test
