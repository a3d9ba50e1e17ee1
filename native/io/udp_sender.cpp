#include "io/udp_sender.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>

namespace hotlane::io {

UdpSender::~UdpSender() {
  if (socket_ >= 0) close(socket_);
}

std::string UdpSender::open(const std::string& interface_address) {
  const auto failed = [&interface_address](const char* what) {
    return "sending on " + interface_address + ": " + what + ": " + std::strerror(errno);
  };
  sockaddr_in own{};
  own.sin_family = AF_INET;
  if (inet_pton(AF_INET, interface_address.c_str(), &own.sin_addr) != 1) {
    return "sending on " + interface_address + ": expected an interface's IPv4 address";
  }
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return failed("socket");
  if (bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) return failed("bind");
  const int hops = ntohl(own.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET ? 0 : 1;
  const int unicast_hops = 1;  // 0 is not allowed; a directly connected host is one hop away
  const int loop = 1;
  if (setsockopt(socket_, IPPROTO_IP, IP_MULTICAST_IF, &own.sin_addr, sizeof own.sin_addr) != 0 ||
      setsockopt(socket_, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) != 0 ||
      setsockopt(socket_, IPPROTO_IP, IP_TTL, &unicast_hops, sizeof unicast_hops) != 0 ||
      setsockopt(socket_, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof loop) != 0) {
    return failed("limiting how far it goes");
  }
  for (uint32_t i = 0; i < batch_max; ++i) {
    destinations_[i].sin_family = AF_INET;
    headers_[i].msg_hdr.msg_name = &destinations_[i];
    headers_[i].msg_hdr.msg_namelen = sizeof destinations_[i];
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
  }
  return {};
}

void UdpSender::add(uint32_t address, uint16_t port, std::span<const std::byte> bytes) noexcept {
  assert(!is_full());
  destinations_[added_].sin_addr.s_addr = htonl(address);
  destinations_[added_].sin_port = htons(port);
  // sendmmsg only reads what iovec, shared with receiving, can't call const.
  vectors_[added_] = {const_cast<std::byte*>(bytes.data()), bytes.size()};
  ++added_;
}

void UdpSender::flush() noexcept {
  uint32_t done = 0;
  while (done < added_) {
    const int taken = sendmmsg(socket_, headers_.data() + done, added_ - done, 0);
    if (taken < 0) {
      if (errno == EINTR) continue;
      failure_ = errno;
      ++failed_;
      ++done;  // the one that was refused
      continue;
    }
    for (uint32_t i = done; i < done + static_cast<uint32_t>(taken); ++i) sent_bytes_ += headers_[i].msg_len;
    sent_ += static_cast<uint64_t>(taken);
    done += static_cast<uint32_t>(taken);
  }
  added_ = 0;
}

}  // namespace hotlane::io
