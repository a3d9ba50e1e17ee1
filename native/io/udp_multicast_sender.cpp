#include "io/udp_multicast_sender.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

std::string failed(const char* what, const UdpMulticastSenderSetup& setup) {
  return "feed to " + setup.group + ":" + std::to_string(setup.port) + " on " + setup.interface_address +
         ": " + what + ": " + std::strerror(errno);
}

bool is_loopback(const in_addr& address) noexcept {
  return (ntohl(address.s_addr) >> 24) == IN_LOOPBACKNET;
}

// The largest buffer the kernel grants: past its limit where we may, else up to it.
int grant_send_buffer(int descriptor, int wanted) noexcept {
  if (setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof wanted) != 0) {
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
  }
  int granted = 0;
  socklen_t length = sizeof granted;
  getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &granted, &length);
  return granted;
}

}  // namespace

std::string UdpMulticastSender::open(const UdpMulticastSenderSetup& setup) {
  close();
  sockaddr_in group{};
  group.sin_family = AF_INET;
  group.sin_port = htons(setup.port);
  in_addr interface_address{};
  if (inet_pton(AF_INET, setup.group.c_str(), &group.sin_addr) != 1 ||
      !IN_MULTICAST(ntohl(group.sin_addr.s_addr)) ||
      inet_pton(AF_INET, setup.interface_address.c_str(), &interface_address) != 1) {
    return "feed to " + setup.group + " on " + setup.interface_address +
           ": expected an IPv4 multicast group (224.0.0.0 to 239.255.255.255) and an interface's IPv4 "
           "address";
  }
  descriptor_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return failed("socket", setup);
  send_buffer_bytes_ = grant_send_buffer(descriptor_, setup.send_buffer_bytes);
  const int time_to_live = is_loopback(interface_address) ? 0 : 1;
  const int loop = 1;
  if (setsockopt(descriptor_, IPPROTO_IP, IP_MULTICAST_IF, &interface_address, sizeof interface_address) !=
      0) {
    return failed("choosing the interface", setup);
  }
  if (setsockopt(descriptor_, IPPROTO_IP, IP_MULTICAST_TTL, &time_to_live, sizeof time_to_live) != 0 ||
      setsockopt(descriptor_, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof loop) != 0) {
    return failed("limiting how far it goes", setup);
  }
  // Connected: the route is looked up once, not for each datagram.
  if (connect(descriptor_, reinterpret_cast<sockaddr*>(&group), sizeof group) != 0)
    return failed("connect", setup);
  for (uint32_t i = 0; i < batch_max; ++i) {
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
  }
  return {};
}

void UdpMulticastSender::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

size_t UdpMulticastSender::send(std::span<const std::span<const std::byte>> datagrams) noexcept {
  failure_ = 0;
  size_t sent = 0;
  while (sent < datagrams.size()) {
    const size_t batch = std::min<size_t>(batch_max, datagrams.size() - sent);
    for (size_t i = 0; i < batch; ++i) {
      const std::span<const std::byte> datagram = datagrams[sent + i];
      // sendmmsg only reads what iovec, shared with receiving, can't call const.
      vectors_[i] = {const_cast<std::byte*>(datagram.data()), datagram.size()};
    }
    const int taken = sendmmsg(descriptor_, headers_.data(), static_cast<unsigned>(batch), MSG_DONTWAIT);
    if (taken < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) failure_ = errno;
      return sent;
    }
    sent += static_cast<size_t>(taken);
  }
  return sent;
}

}  // namespace hotlane::io
