// The ways in that the benchmarks compare, and what each needs: a socket on the loopback; a socket and AF_XDP
// over a veth pair, which needs root and iproute2.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "io/receiver_choice.hpp"
#include "veth_pair.hpp"

namespace hotlane::bench {

struct WayIn {
  const char* name;
  bool is_veth;
  io::ReceiveWay way;
  io::XdpMode mode;
};
constexpr std::array<WayIn, 4> ways_in = {{
    {"socket, loopback", false, io::ReceiveWay::kernel, io::XdpMode::best},
    {"socket, veth", true, io::ReceiveWay::kernel, io::XdpMode::best},
    {"AF_XDP generic, veth", true, io::ReceiveWay::xdp, io::XdpMode::generic},
    {"AF_XDP native, veth", true, io::ReceiveWay::xdp, io::XdpMode::native},
}};

// The network that a way needs, while this lives. Each end belongs to the thread that enters it.
class Network {
 public:
  explicit Network(const WayIn& way) : veth_(way.is_veth ? std::make_unique<test::VethPair>() : nullptr) {}

  // Empty: it is there; else why not.
  [[nodiscard]] std::string why_not() const { return veth_ ? veth_->why_not() : std::string(); }
  void enter_sender() const {
    if (veth_) veth_->enter_sender();
  }
  void enter_receiver() const {
    if (veth_) veth_->enter_receiver();
  }
  [[nodiscard]] std::string sender_address() const {
    return veth_ ? test::VethPair::sender_address : "127.0.0.1";
  }
  [[nodiscard]] std::string receiver_address() const {
    return veth_ ? test::VethPair::receiver_address : "127.0.0.1";
  }

 private:
  std::unique_ptr<test::VethPair> veth_;
};

[[nodiscard]] inline io::StreamSetup stream_of(const WayIn& way, const Network& network, std::string group,
                                               uint16_t port, int buffer_bytes) {
  io::StreamSetup stream;
  stream.udp.group = std::move(group);
  stream.udp.port = port;
  stream.udp.interface_address = network.receiver_address();
  stream.udp.receive_buffer_bytes = buffer_bytes;
  stream.way = way.way;
  stream.xdp_mode = way.mode;
  return stream;
}

// Why the way was not got as asked; empty: it was.
[[nodiscard]] inline std::string why_not_got(const WayIn& way, const std::vector<io::HostGrant>& grants) {
  for (const io::HostGrant& grant : grants) {
    const bool is_needed = grant.what == "AF_XDP" || (way.mode == io::XdpMode::native &&
                                                      grant.what.find("native mode") != grant.what.npos);
    if (is_needed && !grant.is_granted) return grant.what + ": " + grant.reason;
  }
  return {};
}

}  // namespace hotlane::bench
