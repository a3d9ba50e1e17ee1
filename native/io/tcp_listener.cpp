#include "io/tcp_listener.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

std::string failed(const char* what, uint16_t port) {
  return "order port 127.0.0.1:" + std::to_string(port) + ": " + what + ": " + std::strerror(errno);
}

}  // namespace

std::string TcpListener::open(uint16_t port) {
  close();
  descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return failed("socket", port);
  // A venue restarted within a minute must get its port back from connections that still wait to expire.
  const int on = 1;
  setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t length = sizeof address;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), length) != 0) return failed("bind", port);
  if (listen(descriptor_, waiting_connections_max) != 0) return failed("listen", port);
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return failed("reading the port", port);
  }
  port_ = ntohs(address.sin_port);
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
