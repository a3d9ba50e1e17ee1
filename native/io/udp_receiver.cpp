#include "io/udp_receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

std::string failed(const char* what, const UdpReceiverSetup& setup) {
  return std::string("feed ") + setup.group + ":" + std::to_string(setup.port) + " on " +
         setup.interface_address + ": " + what + ": " + std::strerror(errno);
}

// The largest buffer the kernel grants: past its limit where we may, else up to it.
int grant_receive_buffer(int descriptor, int wanted) noexcept {
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0) {
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
  }
  int granted = 0;
  socklen_t length = sizeof granted;
  getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &granted, &length);
  return granted;
}

}  // namespace

UdpReceiver::UdpReceiver() noexcept = default;

UdpReceiver::~UdpReceiver() {
  if (socket_ >= 0) close(socket_);
}

std::string UdpReceiver::open(const UdpReceiverSetup& setup) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(setup.port);
  ip_mreq membership{};
  if (inet_pton(AF_INET, setup.group.c_str(), &address.sin_addr) != 1 ||
      inet_pton(AF_INET, setup.interface_address.c_str(), &membership.imr_interface) != 1) {
    return "feed " + setup.group + " on " + setup.interface_address + ": expected two IPv4 addresses";
  }
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return failed("socket", setup);
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  receive_buffer_bytes_ = grant_receive_buffer(socket_, setup.receive_buffer_bytes);
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return failed("bind", setup);
  if (IN_MULTICAST(ntohl(address.sin_addr.s_addr))) {
    membership.imr_multiaddr = address.sin_addr;
    if (setsockopt(socket_, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) != 0) {
      return failed("joining the group", setup);
    }
    // Only the groups this socket joined, not those that others on this host did.
    const int off = 0;
    setsockopt(socket_, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
  }
  buffers_ = std::make_unique<std::byte[]>(slot_bytes * batch_max);
  for (uint32_t i = 0; i < batch_max; ++i) {
    vectors_[i] = {buffers_.get() + size_t{i} * slot_bytes, datagram_max};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
  }
  return {};
}

uint32_t UdpReceiver::receive() noexcept {
  const int count = recvmmsg(socket_, headers_.data(), batch_max, MSG_DONTWAIT, nullptr);
  return count > 0 ? static_cast<uint32_t>(count) : 0;
}

}  // namespace hotlane::io
