// What the kernel's way in promises beside the bytes: receive times, drops, sources, lengths. On the
// loopback.
#include <poll.h>

#include <array>
#include <random>
#include <vector>

#include "datagram_sender.hpp"
#include "harness.hpp"
#include "io/tsc_clock.hpp"
#include "io/udp_receiver.hpp"

using namespace hotlane;
using namespace hotlane::io;
using test::DatagramSender;

namespace {

constexpr int patience_ms = 5'000;  // a hung test ends; no test passes or fails by its speed

bool has_arrived(const UdpReceiver& receiver) {
  pollfd ready{receiver.descriptor(), POLLIN, 0};
  return poll(&ready, 1, patience_ms) > 0;
}

// On a port that nobody holds: tests of several builds may run at once.
UdpReceiverSetup unicast() {
  UdpReceiverSetup setup;
  setup.group = setup.interface_address = "127.0.0.1";
  setup.port = DatagramSender("127.0.0.1").port();
  setup.receive_buffer_bytes = 4 << 20;
  return setup;
}

std::vector<std::byte> random_bytes(size_t size, std::mt19937_64& random) {
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

// On the loopback a datagram is in the receiver's queue, or dropped, when its sender returns.
std::vector<std::vector<std::byte>> drain(UdpReceiver& receiver) {
  std::vector<std::vector<std::byte>> all;
  do {
    for (const Datagram& datagram : receiver.receive()) {
      all.emplace_back(datagram.bytes.begin(), datagram.bytes.end());
    }
    pollfd ready{receiver.descriptor(), POLLIN, 0};
    if (poll(&ready, 1, 0) <= 0) return all;
  } while (true);
}

}  // namespace

TEST("a datagram's receive time lies between its sending and its reading") {
  UdpReceiver receiver;
  const UdpReceiverSetup setup = unicast();
  REQUIRE(receiver.open(setup).empty());
  REQUIRE(receiver.grants().size() == 1);
  CHECK(receiver.grants()[0].is_granted);
  const DatagramSender sender("127.0.0.1");
  REQUIRE(sender.is_open());
  const std::array<std::byte, 100> bytes{};
  // The kernel begins to stamp a moment after it was asked to.
  bool is_stamping = false;
  for (int attempt = 0; attempt < 1'000 && !is_stamping; ++attempt) {
    REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
    REQUIRE(has_arrived(receiver));
    for (const Datagram& datagram : receiver.receive()) is_stamping = datagram.received_ns != 0;
  }
  REQUIRE(is_stamping);
  const uint64_t stamped_before = receiver.counters().stamped;
  TimeNs last = 0;
  for (int i = 0; i < 100; ++i) {
    const TimeNs before = system_time_ns();
    REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
    REQUIRE(has_arrived(receiver));
    const auto datagrams = receiver.receive();
    const TimeNs after = system_time_ns();
    REQUIRE(datagrams.size() == 1);
    CHECK(before <= datagrams[0].received_ns);
    CHECK(datagrams[0].received_ns <= after);
    CHECK(last <= datagrams[0].received_ns);
    last = datagrams[0].received_ns;
  }
  CHECK_EQUAL(receiver.counters().stamped, stamped_before + 100);
}

TEST("a receiver that was not asked for receive times says that it knows none") {
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.stamps = StampSource::none;
  REQUIRE(receiver.open(setup).empty());
  CHECK(receiver.grants().empty());
  const DatagramSender sender("127.0.0.1");
  const std::array<std::byte, 100> bytes{};
  REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
  REQUIRE(has_arrived(receiver));
  const auto datagrams = receiver.receive();
  REQUIRE(datagrams.size() == 1);
  CHECK_EQUAL(datagrams[0].received_ns, 0);
  CHECK_EQUAL(receiver.counters().stamped, 0U);
}

TEST("every datagram is either handed on or counted as dropped by the kernel") {
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.receive_buffer_bytes = 16'384;
  REQUIRE(receiver.open(setup).empty());
  const DatagramSender sender("127.0.0.1");
  const std::array<std::byte, 1'000> bytes{};
  constexpr uint64_t sent = 500;
  for (uint64_t i = 0; i < sent; ++i) REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
  receiver.sample();
  const uint64_t arrived = drain(receiver).size();
  CHECK(arrived > 0);
  CHECK(arrived < sent);
  CHECK_EQUAL(receiver.counters().datagrams, arrived);
  CHECK_EQUAL(receiver.counters().kernel_drops, sent - arrived);
  CHECK(receiver.counters().queue_bytes_worst > arrived * bytes.size());
  CHECK(receiver.counters().queue_bytes_limit < sent * bytes.size());
}

TEST("the next datagram after a drop brings the count of what was dropped") {
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.receive_buffer_bytes = 16'384;
  REQUIRE(receiver.open(setup).empty());
  const DatagramSender sender("127.0.0.1");
  const std::array<std::byte, 1'000> bytes{};
  uint64_t sent = 0;
  uint64_t arrived = 0;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100; ++i, ++sent) REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
    arrived += drain(receiver).size();
  }
  CHECK(arrived < sent);
  REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
  REQUIRE(has_arrived(receiver));
  CHECK_EQUAL(receiver.receive().size(), 1U);
  CHECK_EQUAL(receiver.counters().kernel_drops, sent - arrived);
}

TEST("a queue that fills more than one batch is sampled for its depth") {
  UdpReceiver receiver;
  const UdpReceiverSetup setup = unicast();
  REQUIRE(receiver.open(setup).empty());
  const DatagramSender sender("127.0.0.1");
  const std::array<std::byte, 1'000> bytes{};
  for (uint32_t i = 0; i < 3 * DatagramBatch::datagrams_max; ++i) {
    REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
  }
  CHECK_EQUAL(drain(receiver).size(), 3 * DatagramBatch::datagrams_max);
  CHECK_EQUAL(receiver.counters().full_batches, 3U);
  CHECK(receiver.counters().queue_bytes_worst >= 2 * DatagramBatch::datagrams_max * bytes.size());
  CHECK_EQUAL(receiver.counters().kernel_drops, 0U);
}

TEST("datagrams from another address or port than the configured source are counted and not handed on") {
  const DatagramSender ours("127.0.0.2");
  const DatagramSender other_port("127.0.0.2");
  const DatagramSender other_address("127.0.0.3");
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.source_address = "127.0.0.2";
  setup.source_port = ours.port();
  setup.stream = 7;
  REQUIRE(receiver.open(setup).empty());
  const std::array<std::byte, 3> good{std::byte{1}, std::byte{2}, std::byte{3}};
  const std::array<std::byte, 3> bad{std::byte{9}, std::byte{9}, std::byte{9}};
  for (int i = 0; i < 10; ++i) {
    REQUIRE(other_address.send("127.0.0.1", setup.port, bad));
    REQUIRE(ours.send("127.0.0.1", setup.port, good));
    REQUIRE(other_port.send("127.0.0.1", setup.port, bad));
  }
  const auto datagrams = receiver.receive();
  CHECK_EQUAL(datagrams.size(), 10U);
  for (const Datagram& datagram : datagrams) {
    CHECK(std::equal(datagram.bytes.begin(), datagram.bytes.end(), good.begin(), good.end()));
    CHECK_EQUAL(datagram.source_address, 0x7F000002U);
    CHECK_EQUAL(datagram.source_port, ours.port());
    CHECK_EQUAL(datagram.stream, 7);
  }
  CHECK_EQUAL(receiver.counters().foreign, 20U);
  CHECK_EQUAL(receiver.counters().datagrams, 10U);
}

TEST("a group joined for one source brings nothing of another") {
  const DatagramSender ours("127.0.0.1");
  const DatagramSender other("127.0.0.2");
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.group = "239.255.70.11";
  setup.source_address = "127.0.0.1";
  REQUIRE(receiver.open(setup).empty());
  const std::array<std::byte, 1> good{std::byte{1}};
  const std::array<std::byte, 1> bad{std::byte{9}};
  for (int i = 0; i < 10; ++i) {
    REQUIRE(other.send(setup.group, setup.port, bad));
    REQUIRE(ours.send(setup.group, setup.port, good));
  }
  const auto arrived = drain(receiver);
  CHECK_EQUAL(arrived.size(), 10U);
  for (const auto& bytes : arrived) CHECK(bytes[0] == good[0]);
}

TEST("a datagram of any length that UDP can carry arrives whole") {
  UdpReceiver receiver;
  const UdpReceiverSetup setup = unicast();
  REQUIRE(receiver.open(setup).empty());
  const DatagramSender sender("127.0.0.1");
  std::mt19937_64 random(test::seed());
  std::vector<std::vector<std::byte>> sent;
  for (const size_t size : {0U, 1U, 1'472U, 1'535U, 1'536U, 1'537U, 9'000U, 65'507U, 20U, 3'000U}) {
    sent.push_back(random_bytes(size, random));
    REQUIRE(sender.send("127.0.0.1", setup.port, sent.back()));
  }
  CHECK(drain(receiver) == sent);
  CHECK_EQUAL(receiver.counters().truncated, 0U);
}

TEST("a datagram longer than the configured maximum is counted and never handed on cut") {
  for (const uint32_t bytes_max : {1'000U, 1'536U, 4'000U}) {
    UdpReceiver receiver;
    UdpReceiverSetup setup = unicast();
    setup.datagram_bytes_max = bytes_max;
    REQUIRE(receiver.open(setup).empty());
    const DatagramSender sender("127.0.0.1");
    std::mt19937_64 random(test::seed());
    std::vector<std::vector<std::byte>> fitting;
    for (const size_t size : {bytes_max, bytes_max + 1, 10U, 9'000U, bytes_max - 1}) {
      const auto bytes = random_bytes(size, random);
      if (size <= bytes_max) fitting.push_back(bytes);
      REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
    }
    CHECK(drain(receiver) == fitting);
    CHECK_EQUAL(receiver.counters().truncated, 2U);
  }
}

TEST("what a card or host cannot give is said, and the receiver works without") {
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.stamps = StampSource::card;  // the loopback has no card
  setup.busy_poll_us = 50;
  REQUIRE(receiver.open(setup).empty());
  REQUIRE(receiver.grants().size() >= 3);
  CHECK(receiver.grants()[0].what == "card's receive stamps");
  CHECK(!receiver.grants()[0].is_granted);
  CHECK(receiver.grants()[0].reason.find("hwstamp_ctl -i lo") != std::string::npos);
  for (const HostGrant& grant : receiver.grants()) CHECK(grant.is_granted == grant.reason.empty());
  const DatagramSender sender("127.0.0.1");
  const std::array<std::byte, 100> bytes{};
  REQUIRE(sender.send("127.0.0.1", setup.port, bytes));
  CHECK_EQUAL(drain(receiver).size(), 1U);
}

TEST("a source that is no address is refused in words that name it") {
  UdpReceiver receiver;
  UdpReceiverSetup setup = unicast();
  setup.source_address = "the exchange";
  CHECK(receiver.open(setup).find("the source the exchange is no IPv4 address") != std::string::npos);
}
