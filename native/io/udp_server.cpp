#include "io/udp_server.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {

UdpServer::~UdpServer() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string UdpServer::open(const std::string& address, uint16_t port) {
  const auto failed = [&](const char* what) {
    return "UDP port " + address + ":" + std::to_string(port) + ": " + what + ": " + std::strerror(errno);
  };
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &own.sin_addr) != 1) {
    return "UDP port on " + address + ": expected an IPv4 address";
  }
  descriptor_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return failed("socket");
  socklen_t length = sizeof own;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&own), length) != 0) return failed("bind");
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &length) != 0) {
    return failed("reading the port");
  }
  port_ = ntohs(own.sin_port);
  buffers_ = std::make_unique<std::byte[]>(datagram_max * batch_max);
  for (uint32_t i = 0; i < batch_max; ++i) {
    vectors_[i] = {buffers_.get() + size_t{i} * datagram_max, datagram_max};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &sources_[i];
  }
  return {};
}

uint32_t UdpServer::receive() noexcept {
  for (mmsghdr& header : headers_) header.msg_hdr.msg_namelen = sizeof(sockaddr_in);
  const int count = recvmmsg(descriptor_, headers_.data(), batch_max, MSG_DONTWAIT, nullptr);
  return count > 0 ? static_cast<uint32_t>(count) : 0;
}

bool UdpServer::answer(uint32_t index, std::span<const std::byte> bytes) noexcept {
  const ssize_t sent = sendto(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT,
                              reinterpret_cast<const sockaddr*>(&sources_[index]), sizeof(sockaddr_in));
  return sent == static_cast<ssize_t>(bytes.size());
}

}  // namespace hotlane::io
