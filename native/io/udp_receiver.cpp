#include "io/udp_receiver.hpp"

#include <arpa/inet.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/network_interface.hpp"

namespace hotlane::io {
namespace {

std::string named(const UdpReceiverSetup& setup) {
  return "feed " + setup.group + ":" + std::to_string(setup.port) + " on " + setup.interface_address;
}

std::string failed(const char* what, const UdpReceiverSetup& setup) {
  return named(setup) + ": " + what + ": " + std::strerror(errno);
}

bool set(int descriptor, int option, int value) noexcept {
  return setsockopt(descriptor, SOL_SOCKET, option, &value, sizeof value) == 0;
}

// The largest buffer the kernel grants: past its limit where we may, else up to it.
int grant_receive_buffer(int descriptor, int wanted) noexcept {
  if (!set(descriptor, SO_RCVBUFFORCE, wanted)) set(descriptor, SO_RCVBUF, wanted);
  int granted = 0;
  socklen_t length = sizeof granted;
  getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &granted, &length);
  return granted;
}

}  // namespace

UdpReceiver::~UdpReceiver() {
  if (socket_ >= 0) close(socket_);
}

std::string UdpReceiver::open(const UdpReceiverSetup& setup) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(setup.port);
  in_addr interface_address{};
  if (inet_pton(AF_INET, setup.group.c_str(), &address.sin_addr) != 1 ||
      inet_pton(AF_INET, setup.interface_address.c_str(), &interface_address) != 1) {
    return "feed " + setup.group + " on " + setup.interface_address + ": expected two IPv4 addresses";
  }
  in_addr source{};
  if (!setup.source_address.empty() && inet_pton(AF_INET, setup.source_address.c_str(), &source) != 1) {
    return named(setup) + ": the source " + setup.source_address + " is no IPv4 address";
  }
  source_address_ = ntohl(source.s_addr);
  source_port_ = setup.source_port;
  stream_ = setup.stream;
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return failed("socket", setup);
  set(socket_, SO_REUSEADDR, 1);
  receive_buffer_bytes_ = grant_receive_buffer(socket_, setup.receive_buffer_bytes);
  set(socket_, SO_RXQ_OVFL, 1);
  ask_for_stamps(setup, interface_address.s_addr);
  ask_for_busy_polling(setup.busy_poll_us);
  batch_ = std::make_unique<DatagramBatch>(setup.datagram_bytes_max);
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return failed("bind", setup);
  return IN_MULTICAST(ntohl(address.sin_addr.s_addr))
             ? join(setup, address.sin_addr.s_addr, interface_address.s_addr)
             : std::string();
}

std::string UdpReceiver::join(const UdpReceiverSetup& setup, uint32_t group, uint32_t interface_address) {
  int joined = 0;
  if (source_address_ != 0) {
    // The network need not bring us what others send to the group, and the kernel drops it if it does.
    ip_mreq_source membership{};
    membership.imr_multiaddr.s_addr = group;
    membership.imr_interface.s_addr = interface_address;
    membership.imr_sourceaddr.s_addr = htonl(source_address_);
    joined = setsockopt(socket_, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &membership, sizeof membership);
  } else {
    ip_mreq membership{};
    membership.imr_multiaddr.s_addr = group;
    membership.imr_interface.s_addr = interface_address;
    joined = setsockopt(socket_, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership);
  }
  if (joined != 0) return failed("joining the group", setup);
  // Only the groups this socket joined, not those that others on this host did.
  const int off = 0;
  setsockopt(socket_, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
  return {};
}

void UdpReceiver::ask_for_stamps(const UdpReceiverSetup& setup, uint32_t interface_address) {
  stamps_ = setup.stamps;
  if (stamps_ == StampSource::none) return;
  int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (stamps_ == StampSource::card) {
    wanted |= SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
    const NetworkInterface card = interface_with_address(interface_address);
    const bool is_granted = stamps_received_frames(card.name);
    grants_.push_back({"card's receive stamps", is_granted,
                       is_granted ? ""
                                  : "the card has none or they are off (hwstamp_ctl -i " + card.name +
                                        " -r 1); the kernel's are used"});
  }
  bool is_granted = set(socket_, SO_TIMESTAMPING, wanted) || set(socket_, SO_TIMESTAMPNS, 1);
  grants_.push_back({"kernel's receive stamps", is_granted, is_granted ? "" : std::strerror(errno)});
}

void UdpReceiver::ask_for_busy_polling(uint32_t microseconds) {
  if (microseconds == 0) return;
  const bool is_granted = set(socket_, SO_BUSY_POLL, static_cast<int>(microseconds));
  grants_.push_back({"busy polling for " + std::to_string(microseconds) + " us", is_granted,
                     is_granted ? "" : std::string(std::strerror(errno)) + "; grant CAP_NET_ADMIN"});
  if (!is_granted) return;
  // Leaves the card's interrupts off as long as we poll often enough (Linux 5.11).
  const bool is_preferred = set(socket_, SO_PREFER_BUSY_POLL, 1);
  grants_.push_back({"busy polling instead of interrupts", is_preferred,
                     is_preferred ? "" : std::string(std::strerror(errno)) + "; needs Linux 5.11"});
}

std::span<const Datagram> UdpReceiver::receive() noexcept {
  const auto datagrams = batch_->take(socket_, stamps_, [this](Datagram& datagram) {
    datagram.stream = stream_;
    return (source_address_ == 0 || datagram.source_address == source_address_) &&
           (source_port_ == 0 || datagram.source_port == source_port_);
  });
  if (batch_->was_full()) [[unlikely]] {
    sample();
  }
  return datagrams;
}

void UdpReceiver::sample() noexcept {
  std::array<uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t length = sizeof memory;
  if (getsockopt(socket_, SOL_SOCKET, SO_MEMINFO, memory.data(), &length) != 0) return;
  queue_bytes_worst_ = std::max<uint64_t>(queue_bytes_worst_, memory[SK_MEMINFO_RMEM_ALLOC]);
  batch_->note_drops(memory[SK_MEMINFO_DROPS]);
}

ReceiverCounters UdpReceiver::counters() const noexcept {
  ReceiverCounters counters = batch_->counters();
  counters.queue_bytes_worst = queue_bytes_worst_;
  counters.queue_bytes_limit = static_cast<uint64_t>(receive_buffer_bytes_);
  return counters;
}

}  // namespace hotlane::io
