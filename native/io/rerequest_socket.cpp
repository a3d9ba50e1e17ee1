#include "io/rerequest_socket.hpp"

#include <arpa/inet.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>

namespace hotlane::io {

RerequestSocket::~RerequestSocket() {
  if (socket_ >= 0) close(socket_);
}

std::string RerequestSocket::open(const RerequestSocketSetup& setup) {
  const std::string name = "re-requests from " + setup.interface_address + ": ";
  sockaddr_in own{};
  own.sin_family = AF_INET;
  if (!setup.interface_address.empty() &&
      inet_pton(AF_INET, setup.interface_address.c_str(), &own.sin_addr) != 1) {
    return name + "expected an IPv4 address";
  }
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return name + "socket: " + std::strerror(errno);
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &setup.receive_buffer_bytes, sizeof setup.receive_buffer_bytes);
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  const int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps);
  if (bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) {
    return name + "bind: " + std::strerror(errno);
  }
  servers_ = setup.servers;
  return {};
}

bool RerequestSocket::send(uint32_t server, std::span<const std::byte> request) noexcept {
  assert(server < servers_.size());
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(servers_[server].address);
  to.sin_port = htons(servers_[server].port);
  const ssize_t taken = sendto(socket_, request.data(), request.size(), MSG_DONTWAIT,
                               reinterpret_cast<const sockaddr*>(&to), sizeof to);
  failure_ = taken < 0 ? errno : 0;
  (taken < 0 ? send_failures_ : sent_) += 1;
  return taken >= 0;
}

std::span<const Datagram> RerequestSocket::receive() noexcept {
  return batch_.take(socket_, StampSource::kernel, [this](Datagram& answer) {
    for (uint16_t server = 0; server < servers_.size(); ++server) {
      if (servers_[server].address != answer.source_address || servers_[server].port != answer.source_port) {
        continue;
      }
      answer.stream = server;
      return true;
    }
    return false;
  });
}

}  // namespace hotlane::io
