#include "io/tcp_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

std::string failed(const char* what, const std::string& address, uint16_t port) {
  return "TCP port " + address + ":" + std::to_string(port) + ": " + what + ": " + std::strerror(errno);
}

}  // namespace

std::string TcpListener::open(const std::string& address, uint16_t port) {
  close();
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &own.sin_addr) != 1) {
    return "TCP port on " + address + ": expected an IPv4 address";
  }
  descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return failed("socket", address, port);
  // A venue restarted within a minute must get its port back from connections that still wait to expire.
  const int on = 1;
  setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t length = sizeof own;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&own), length) != 0) return failed("bind", address, port);
  if (listen(descriptor_, waiting_connections_max) != 0) return failed("listen", address, port);
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &length) != 0) {
    return failed("reading the port", address, port);
  }
  port_ = ntohs(own.sin_port);
  return {};
}

void TcpListener::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool TcpListener::accept(TcpConnection& connection) noexcept {
  failure_ = 0;
  const int accepted = accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted < 0) {
    // A client that gave up while waiting is nobody's failure.
    const bool is_plain = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED;
    failure_ = is_plain ? 0 : errno;
    return false;
  }
  connection.adopt(accepted);
  return true;
}

}  // namespace hotlane::io
