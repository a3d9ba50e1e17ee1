// Who shares an interface's XDP program, what is left when one of them dies, and what is never touched. Over
// a veth pair; skipped plainly without root and iproute2.
#include <linux/if_link.h>
#include <sys/wait.h>

#include <csignal>

#include "io/receiver_choice.hpp"
#include "xdp_wire.hpp"

using namespace hotlane;
using namespace hotlane::io;
using namespace hotlane::test;

TEST("lanes on different queues of one interface share its program, and each may leave first") {
  const Wire wire(2);
  if (!wire.is_open) return;
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
