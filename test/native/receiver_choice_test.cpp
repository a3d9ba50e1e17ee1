// Which way in is opened, and what is said when it is not the one that was asked for. On the loopback: no
// rights needed.
#include "io/receiver_choice.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "datagram_sender.hpp"
#include "harness.hpp"

using namespace hotlane;
using namespace hotlane::io;
using test::DatagramSender;

namespace {

constexpr int patience_ms = 5'000;

StreamSetup stream_on_loopback(ReceiveWay way) {
  StreamSetup stream;
  stream.udp.group = stream.udp.interface_address = "127.0.0.1";
  stream.udp.port = DatagramSender("127.0.0.1").port();
  stream.udp.receive_buffer_bytes = 1 << 20;
  stream.way = way;
  return stream;
}

// The words why AF_XDP is not used; empty: none were said.
std::string why_not_xdp(const OpenedReceivers& opened) {
  const auto word = std::find_if(opened.grants.begin(), opened.grants.end(),
                                 [](const HostGrant& grant) { return grant.what == "AF_XDP"; });
  return word == opened.grants.end() ? std::string() : word->reason;
}

bool delivers(const OpenedReceivers& opened, const StreamSetup& stream) {
  if (!opened.failure.empty() || opened.receivers.size() != 1) return false;
  const std::byte byte{5};
  const DatagramSender sender("127.0.0.1");
  if (!sender.send("127.0.0.1", stream.udp.port, {&byte, 1})) return false;
  pollfd ready{opened.receivers[0]->descriptors()[0], POLLIN, 0};
  return poll(&ready, 1, patience_ms) > 0 && opened.receivers[0]->receive().size() == 1;
}

}  // namespace

TEST("a stream through the kernel says nothing of AF_XDP") {
  const StreamSetup stream = stream_on_loopback(ReceiveWay::kernel);
  const OpenedReceivers opened = open_receivers({&stream, 1});
  CHECK(delivers(opened, stream));
  CHECK_EQUAL(why_not_xdp(opened), std::string());
}

TEST("an automatic choice takes the socket where the driver has no native mode, and says so") {
  const StreamSetup stream = stream_on_loopback(ReceiveWay::automatic);
  const OpenedReceivers opened = open_receivers({&stream, 1});
  CHECK(delivers(opened, stream));
  CHECK(why_not_xdp(opened).find("the kernel's socket is used") != std::string::npos);
}

TEST("AF_XDP on an interface that isn't there falls back to the socket in words that name it") {
  StreamSetup stream = stream_on_loopback(ReceiveWay::xdp);
  stream.xdp_interface = "no-such-card";
  const OpenedReceivers opened = open_receivers({&stream, 1});
  CHECK(delivers(opened, stream));
  const std::string why = why_not_xdp(opened);
  CHECK(why.find("no-such-card") != std::string::npos || why.find("built without it") != std::string::npos);
}

TEST("AF_XDP without the rights falls back to the socket in words that name them") {
  const uid_t user = geteuid();
  constexpr uid_t nobody = 65'534;
  if (user == 0 && seteuid(nobody) != 0) return test::skip("this process may not give its rights away");
  const StreamSetup stream = stream_on_loopback(ReceiveWay::xdp);
  const OpenedReceivers opened = open_receivers({&stream, 1});
  if (user == 0 && seteuid(user) != 0) std::abort();
  CHECK(delivers(opened, stream));
  const std::string why = why_not_xdp(opened);
  CHECK(why.find("not permitted") != std::string::npos || why.find("built without it") != std::string::npos);
}

TEST("a stream that can't be opened in any way is the failure, not the fallback") {
  StreamSetup stream = stream_on_loopback(ReceiveWay::xdp);
  stream.udp.group = "239.255.70.23";
  stream.udp.interface_address = "192.0.2.77";  // nobody's
  const OpenedReceivers opened = open_receivers({&stream, 1});
  CHECK(opened.failure.find("239.255.70.23") != std::string::npos);
}

#if !HOTLANE_AF_XDP
TEST("AF_XDP receives exactly the datagrams that a socket does") {
  test::skip("this build has no AF_XDP: libxdp-dev and libbpf-dev are not installed");
}
#endif
