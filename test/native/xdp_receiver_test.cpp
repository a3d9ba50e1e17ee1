// AF_XDP against the kernel's socket, over a veth pair between two network namespaces. Needs root and
// iproute2; skipped plainly where they are missing.
#include <algorithm>
#include <random>

#include "ethernet_frames.hpp"
#include "io/tsc_clock.hpp"
#include "xdp_wire.hpp"

using namespace hotlane;
using namespace hotlane::io;
using namespace hotlane::test;

namespace {

constexpr std::array modes = {XdpMode::native, XdpMode::generic};

Payload random_bytes(size_t size, std::mt19937_64& random) {
  Payload bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

}  // namespace

TEST("AF_XDP receives exactly the datagrams that a socket does, in native and in generic mode") {
  const Wire wire;
  if (!wire.is_open) return;
  std::mt19937_64 random(test::seed());
  std::vector<Payload> sent;
  for (int i = 0; i < 2'000; ++i) sent.push_back(random_bytes(random() % 1'473, random));
  {
    UdpReceiver socket;
    REQUIRE(socket.open(feed()).empty());
    CHECK(carry(*wire.sender, socket, sent) == sent);
  }
  for (const XdpMode mode : modes) {
    XdpReceiver receiver;
    const std::vector<UdpReceiverSetup> streams{feed()};
    const std::string failure = receiver.open(streams, xdp(mode));
    CHECK_EQUAL(failure, std::string());
    if (!failure.empty()) continue;
    CHECK(carry(*wire.sender, receiver, sent) == sent);
    const ReceiverCounters counters = receiver.counters();
    CHECK_EQUAL(counters.datagrams, sent.size());
    CHECK_EQUAL(counters.by_kernel, 0U);
    CHECK_EQUAL(counters.malformed + counters.foreign + counters.kernel_drops, 0U);
    CHECK(receiver.grants()[1].is_granted == (mode == XdpMode::native));
  }
}

TEST("AF_XDP hands on a datagram's receive time, between its sending and its reading") {
  const Wire wire;
  if (!wire.is_open) return;
  for (const XdpMode mode : modes) {
    XdpReceiver receiver;
    const std::vector<UdpReceiverSetup> streams{feed()};
    REQUIRE(receiver.open(streams, xdp(mode)).empty());
    pollfd ready{receiver.descriptors()[0], POLLIN, 0};
    for (int i = 0; i < 100; ++i) {
      const TimeNs before = system_time_ns();
      REQUIRE(wire.sender->send(group, port, Payload(50)));
      REQUIRE(poll(&ready, 1, patience_ms) > 0);
      const auto datagrams = receiver.receive();
      const TimeNs after = system_time_ns();
      REQUIRE(datagrams.size() == 1);
      // Between two clocks that are read one after the other.
      constexpr TimeNs reading_ns = 2'000;
      CHECK(before - reading_ns <= datagrams[0].received_ns);
      CHECK(datagrams[0].received_ns <= after + reading_ns);
    }
    CHECK_EQUAL(receiver.counters().stamped, 100U);
  }
}

TEST("what AF_XDP leaves to the kernel reaches the same receiver, and other ports are untouched") {
  const Wire wire;
  if (!wire.is_open) return;
  std::mt19937_64 random(test::seed());
  for (const XdpMode mode : modes) {
    XdpReceiver receiver;
    UdpReceiver other;
    const std::vector<UdpReceiverSetup> streams{feed()};
    REQUIRE(receiver.open(streams, xdp(mode)).empty());
    REQUIRE(other.open(feed(group, port + 1)).empty());
    std::vector<Payload> sent;
    for (const size_t size : {4'000U, 100U, 9'000U, 200U}) {  // longer than a frame: fragments
      sent.push_back(random_bytes(size, random));
      REQUIRE(wire.sender->send(group, port, sent.back()));
    }
    auto arrived = take(receiver, sent.size());
    // The two ways in are in no order between them.
    const auto shorter = [](const Payload& a, const Payload& b) { return a.size() < b.size(); };
    std::sort(arrived.begin(), arrived.end(), shorter);
    std::sort(sent.begin(), sent.end(), shorter);
    CHECK(arrived == sent);
    CHECK_EQUAL(receiver.counters().by_kernel, 2U);
    REQUIRE(wire.sender->send(group, port + 1, sent[0]));
    CHECK_EQUAL(take(other, 1).size(), 1U);
    CHECK_EQUAL(receiver.counters().datagrams, 4U);
  }
}

TEST("AF_XDP takes tagged frames, and counts forged and foreign ones without handing them on") {
  const Wire wire;
  if (!wire.is_open) return;
  for (const XdpMode mode : modes) {
    XdpReceiver receiver;
    std::vector<UdpReceiverSetup> streams{feed()};
    streams[0].source_address = VethPair::sender_address;
    streams[0].source_port = 4'000;
    REQUIRE(receiver.open(streams, xdp(mode)).empty());
    test::FrameShape shape;
    shape.source = 0x0AD54601;       // sender_address
    shape.destination = 0xEFFF4615;  // group
    shape.destination_port = port;
    std::vector<Payload> good;
    for (shape.vlan_tags = 0; shape.vlan_tags <= 2; ++shape.vlan_tags) {
      good.push_back(Payload(100 + shape.vlan_tags, std::byte{1}));
      REQUIRE(wire.send_raw(test::udp_frame(shape, good.back())));
    }
    test::FrameShape bad = shape;
    bad.vlan_tags = 0;
    bad.sum = test::UdpSum::wrong;
    REQUIRE(wire.send_raw(test::udp_frame(bad, Payload(100))));
    bad.sum = test::UdpSum::right;
    bad.udp_length_off = 5;
    REQUIRE(wire.send_raw(test::udp_frame(bad, Payload(100))));
    bad.udp_length_off = 0;
    bad.source = 0x0AD54603;
    REQUIRE(wire.send_raw(test::udp_frame(bad, Payload(100))));
    bad.source = shape.source;
    bad.source_port = 4'001;
    REQUIRE(wire.send_raw(test::udp_frame(bad, Payload(100))));
    shape.vlan_tags = 0;
    good.push_back(Payload(7, std::byte{2}));
    REQUIRE(wire.send_raw(test::udp_frame(shape, good.back())));
    CHECK(take(receiver, good.size()) == good);
    CHECK_EQUAL(receiver.counters().malformed, 2U);
    CHECK_EQUAL(receiver.counters().foreign, 2U);
  }
}

TEST("one AF_XDP receiver serves many streams and names the stream of each datagram") {
  const Wire wire;
  if (!wire.is_open) return;
  XdpReceiver receiver;
  std::vector<UdpReceiverSetup> streams;
  constexpr uint16_t count = 10;
  for (uint16_t i = 0; i < count; ++i) streams.push_back(feed(group, static_cast<uint16_t>(port + i), i));
  REQUIRE(receiver.open(streams, xdp(XdpMode::best)).empty());
  std::mt19937_64 random(test::seed());
  pollfd ready{receiver.descriptors()[0], POLLIN, 0};
  for (int round = 0; round < 200; ++round) {
    const auto stream = static_cast<uint16_t>(random() % count);
    REQUIRE(wire.sender->send(group, static_cast<uint16_t>(port + stream), Payload(20)));
    REQUIRE(poll(&ready, 1, patience_ms) > 0);
    const auto datagrams = receiver.receive();
    REQUIRE(datagrams.size() == 1);
    CHECK_EQUAL(datagrams[0].stream, stream);
  }
}

TEST("every frame is either handed on by AF_XDP or counted as dropped when its ring is full") {
  const Wire wire;
  if (!wire.is_open) return;
  XdpReceiver receiver;
  const std::vector<UdpReceiverSetup> streams{feed()};
  XdpSetup setup = xdp(XdpMode::generic);
  setup.frames = 64;
  REQUIRE(receiver.open(streams, setup).empty());
  constexpr uint64_t sent = 500;
  for (uint64_t i = 0; i < sent; ++i) REQUIRE(wire.sender->send(group, port, Payload(100)));
  const uint64_t arrived = take(receiver, 64).size();
  receiver.sample();
  const ReceiverCounters counters = receiver.counters();
  CHECK_EQUAL(arrived, 64U);
  CHECK_EQUAL(counters.kernel_drops, sent - arrived);
  CHECK_EQUAL(counters.full_batches, 2U);
  CHECK_EQUAL(counters.queue_bytes_worst, counters.queue_bytes_limit);
}
