// AF_XDP's tests: a veth pair between two namespaces with a sender at its far end, and what they send and
// take. Where the pair can't be made, the test that asked for it is skipped.
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_packet.h>
#include <poll.h>

#include <optional>
#include <vector>

#include "datagram_sender.hpp"
#include "harness.hpp"
#include "io/network_interface.hpp"
#include "io/xdp_receiver.hpp"
#include "veth_pair.hpp"

namespace hotlane::test {

using io::Datagram;
using io::DatagramReceiver;
using io::interface_named;
using io::UdpReceiverSetup;
using io::XdpMode;

constexpr int patience_ms = 5'000;  // a hung test ends; no test passes or fails by its speed
constexpr const char* group = "239.255.70.21";
constexpr uint16_t port = 30'701;

using Payload = std::vector<std::byte>;

inline io::UdpReceiverSetup feed(const char* to = group, uint16_t to_port = port, uint16_t stream = 0) {
  UdpReceiverSetup setup;
  setup.group = to;
  setup.port = to_port;
  setup.interface_address = VethPair::receiver_address;
  setup.receive_buffer_bytes = 4 << 20;
  setup.stream = stream;
  return setup;
}

inline io::XdpSetup xdp(XdpMode mode, uint32_t queue = 0) {
  return {VethPair::receiver_interface, queue, mode, 1'024};
}

// What arrives until `count` have, or nothing more comes.
inline std::vector<Payload> take(DatagramReceiver& receiver, size_t count) {
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

// The pair, with a sender in its own namespace and the calling thread in the receiver's.
struct Wire {
  explicit Wire(uint32_t queues = 1) : pair(queues) {
    if (!pair.why_not().empty()) {
      skip(pair.why_not());
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
    if (!is_open) skip("no raw socket may be opened here");
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

// Sends in bursts that fit every queue on the way, and takes what arrives after each.
inline std::vector<Payload> carry(const DatagramSender& sender, DatagramReceiver& receiver,
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

inline uint32_t attached_program(const char* interface) {
  uint32_t id = 0;
  bpf_xdp_query_id(static_cast<int>(interface_named(interface).index), 0, &id);
  return id;
}

}  // namespace hotlane::test
