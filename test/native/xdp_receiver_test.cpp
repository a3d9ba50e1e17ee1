// AF_XDP against the kernel's socket, over a veth pair between two network namespaces. Needs root and
// iproute2; skipped plainly where they are missing.
#include <bpf/bpf.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <random>
#include <vector>

#include "datagram_sender.hpp"
#include "ethernet_frames.hpp"
#include "harness.hpp"
#include "io/receiver_choice.hpp"
#include "io/tsc_clock.hpp"
#include "io/xdp_receiver.hpp"
#include "veth_pair.hpp"

using namespace hotlane;
using namespace hotlane::io;
using test::DatagramSender;
using test::VethPair;

namespace {

constexpr int patience_ms = 5'000;  // a hung test ends; no test passes or fails by its speed
constexpr const char* group = "239.255.70.21";
constexpr uint16_t port = 30'701;
constexpr std::array modes = {XdpMode::native, XdpMode::generic};

using Payload = std::vector<std::byte>;

Payload random_bytes(size_t size, std::mt19937_64& random) {
  Payload bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

UdpReceiverSetup feed(const char* to = group, uint16_t to_port = port, uint16_t stream = 0) {
  UdpReceiverSetup setup;
  setup.group = to;
  setup.port = to_port;
  setup.interface_address = VethPair::receiver_address;
  setup.receive_buffer_bytes = 4 << 20;
  setup.stream = stream;
  return setup;
}

XdpSetup xdp(XdpMode mode, uint32_t queue = 0) {
  return {VethPair::receiver_interface, queue, mode, 1'024};
}

// What arrives until `count` have, or nothing more comes.
std::vector<Payload> take(DatagramReceiver& receiver, size_t count) {
  std::vector<Payload> all;
  std::vector<pollfd> ready;
  for (const int descriptor : receiver.descriptors()) ready.push_back({descriptor, POLLIN, 0});
  while (all.size() < count && poll(ready.data(), ready.size(), patience_ms) > 0) {
    // A socket beside AF_XDP is asked once in a while only.
    for (uint32_t turn = 0; turn < 256 * ready.size(); ++turn) {
      for (const Datagram& datagram : receiver.receive()) {
        all.emplace_back(datagram.bytes.begin(), datagram.bytes.end());
      }
    }
  }
  return all;
}

// Sends in bursts that fit every queue on the way, and takes what arrives after each.
std::vector<Payload> carry(const DatagramSender& sender, DatagramReceiver& receiver,
                           const std::vector<Payload>& sent) {
  constexpr size_t burst = 50;
  std::vector<Payload> arrived;
  for (size_t first = 0; first < sent.size(); first += burst) {
    const size_t count = std::min(burst, sent.size() - first);
    for (size_t i = 0; i < count; ++i) sender.send(group, port, sent[first + i]);
    const auto taken = take(receiver, count);
    arrived.insert(arrived.end(), taken.begin(), taken.end());
  }
  return arrived;
}

// The pair, with a sender in its own namespace and the calling thread in the receiver's.
struct Wire {
  explicit Wire(uint32_t queues = 1) : pair(queues) {
    if (!pair.why_not().empty()) {
      test::skip(pair.why_not());
      return;
    }
    pair.enter_sender();
    sender.emplace(VethPair::sender_address);
    raw = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    sockaddr_ll device{};
    device.sll_family = AF_PACKET;
    device.sll_ifindex = static_cast<int>(interface_named(VethPair::sender_interface).index);
    is_open =
        sender->is_open() && raw >= 0 && bind(raw, reinterpret_cast<sockaddr*>(&device), sizeof device) == 0;
    pair.enter_receiver();
    if (!is_open) test::skip("no raw socket may be opened here");
  }
  ~Wire() {
    if (raw >= 0) close(raw);
  }
  [[nodiscard]] bool send_raw(const std::vector<std::byte>& frame) const {
    return send(raw, frame.data(), frame.size(), 0) == static_cast<ssize_t>(frame.size());
  }

  VethPair pair;
  std::optional<DatagramSender> sender;
  int raw = -1;
  bool is_open = false;
};

uint32_t attached_program(const char* interface) {
  uint32_t id = 0;
  bpf_xdp_query_id(static_cast<int>(interface_named(interface).index), 0, &id);
  return id;
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

TEST("lanes on different queues of one interface share its program, and each may leave first") {
  const Wire wire(2);
  if (!wire.is_open) return;
  std::mt19937_64 random(test::seed());
  for (const bool first_leaves : {true, false}) {
    auto first = std::make_unique<XdpReceiver>();
    auto second = std::make_unique<XdpReceiver>();
    const std::vector<UdpReceiverSetup> streams_of_first{feed()};
    const std::vector<UdpReceiverSetup> streams_of_second{feed("239.255.70.22")};
    CHECK_EQUAL(first->open(streams_of_first, xdp(XdpMode::best, 0)), std::string());
    CHECK_EQUAL(second->open(streams_of_second, xdp(XdpMode::best, 1)), std::string());
    const uint32_t program = attached_program(VethPair::receiver_interface);
    CHECK(program != 0);
    // Which queue a frame comes on is the driver's choice: by AF_XDP or beside it, each gets its own.
    REQUIRE(wire.sender->send(group, port, Payload(10)));
    REQUIRE(wire.sender->send("239.255.70.22", port, Payload(20)));
    CHECK(take(*first, 1) == std::vector<Payload>{Payload(10)});
    CHECK(take(*second, 1) == std::vector<Payload>{Payload(20)});
    (first_leaves ? first : second).reset();
    CHECK_EQUAL(attached_program(VethPair::receiver_interface), program);
    XdpReceiver& left = first_leaves ? *second : *first;
    REQUIRE(wire.sender->send(first_leaves ? "239.255.70.22" : group, port, Payload(30)));
    CHECK(take(left, 1) == std::vector<Payload>{Payload(30)});
    first.reset();
    second.reset();
    CHECK_EQUAL(attached_program(VethPair::receiver_interface), 0U);
  }
}

TEST("a queue that has a receiver is refused in words, and the first receiver goes on") {
  const Wire wire;
  if (!wire.is_open) return;
  XdpReceiver first;
  XdpReceiver second;
  const std::vector<UdpReceiverSetup> streams{feed()};
  REQUIRE(first.open(streams, xdp(XdpMode::best)).empty());
  const std::string failure = second.open(streams, xdp(XdpMode::best));
  CHECK(failure.find("queue 0 has a receiver already") != std::string::npos);
  REQUIRE(wire.sender->send(group, port, Payload(10)));
  CHECK_EQUAL(take(first, 1).size(), 1U);
}

TEST("a receiver that was killed leaves nothing attached, and the next one starts") {
  const Wire wire;
  if (!wire.is_open) return;
  const std::vector<UdpReceiverSetup> streams{feed()};
  const pid_t child = fork();
  if (child == 0) {
    XdpReceiver receiver;
    if (!receiver.open(streams, xdp(XdpMode::best)).empty()) _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK_EQUAL(attached_program(VethPair::receiver_interface), 0U);
  XdpReceiver receiver;
  CHECK_EQUAL(receiver.open(streams, xdp(XdpMode::best)), std::string());
  REQUIRE(wire.sender->send(group, port, Payload(10)));
  CHECK_EQUAL(take(receiver, 1).size(), 1U);
}

TEST("what a killed lane wanted goes to the kernel again when another lane takes its queue") {
  const Wire wire(2);
  if (!wire.is_open) return;
  const char* group_of_killed = "239.255.70.24";
  const std::vector<UdpReceiverSetup> streams_of_first{feed()};
  const std::vector<UdpReceiverSetup> streams_of_killed{feed(group_of_killed)};
  const std::vector<UdpReceiverSetup> streams_of_next{feed("239.255.70.25")};
  XdpReceiver first;
  REQUIRE(first.open(streams_of_first, xdp(XdpMode::best, 0)).empty());
  const pid_t child = fork();
  if (child == 0) {
    XdpReceiver receiver;
    if (!receiver.open(streams_of_killed, xdp(XdpMode::best, 1)).empty()) _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  XdpReceiver next;
  REQUIRE(next.open(streams_of_next, xdp(XdpMode::best, 1)).empty());
  UdpReceiver socket;
  REQUIRE(socket.open(streams_of_killed[0]).empty());
  // Many senders, so that the driver spreads them over both queues.
  constexpr size_t senders = 64;
  for (size_t i = 0; i < senders; ++i) {
    wire.pair.enter_sender();
    const DatagramSender sender(VethPair::sender_address);
    wire.pair.enter_receiver();
    REQUIRE(sender.send(group_of_killed, port, Payload(10)));
    REQUIRE(sender.send("239.255.70.25", port, Payload(10)));
  }
  CHECK_EQUAL(take(socket, senders).size(), senders);
  CHECK_EQUAL(take(next, senders).size(), senders);
  const uint64_t by_kernel = next.counters().by_kernel;
  CHECK(by_kernel > 0);  // both queues were used, or this test shows nothing
  CHECK(by_kernel < senders);
}

TEST("another XDP program on the interface is named and never replaced, and the kernel's socket is used") {
  const Wire wire;
  if (!wire.is_open) return;
  // "return XDP_PASS", under another name.
  bpf_insn code[2]{};
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[0].imm = XDP_PASS;
  code[1].code = BPF_JMP | BPF_EXIT;
  const int program = bpf_prog_load(BPF_PROG_TYPE_XDP, "firewall", "GPL", code, 2, nullptr);
  REQUIRE(program >= 0);
  const auto index = static_cast<int>(interface_named(VethPair::receiver_interface).index);
  for (const uint32_t flags : {XDP_FLAGS_SKB_MODE, XDP_FLAGS_DRV_MODE}) {
    REQUIRE(bpf_xdp_attach(index, program, flags, nullptr) == 0);
    const uint32_t theirs = attached_program(VethPair::receiver_interface);
    const StreamSetup stream{feed(), ReceiveWay::xdp};
    const OpenedReceivers opened = open_receivers({&stream, 1});
    CHECK_EQUAL(opened.failure, std::string());
    REQUIRE(opened.receivers.size() == 1);
    const HostGrant& word = opened.grants.at(0);
    CHECK(!word.is_granted);
    CHECK(word.reason.find("another program, \"firewall\"") != std::string::npos);
    CHECK(word.reason.find("the kernel's socket is used") != std::string::npos);
    CHECK_EQUAL(attached_program(VethPair::receiver_interface), theirs);
    REQUIRE(wire.sender->send(group, port, Payload(10)));
    CHECK_EQUAL(take(*opened.receivers[0], 1).size(), 1U);
    bpf_xdp_detach(index, flags, nullptr);
  }
  close(program);
}
