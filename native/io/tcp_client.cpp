#include "io/tcp_client.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace hotlane::io {

bool TcpClient::connect(uint32_t address, uint16_t port) noexcept {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    connection_.fail(errno);
    return false;
  }
  connection_.adopt(descriptor);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_addr.s_addr = htonl(address);
  peer.sin_port = htons(port);
  is_connecting_ = ::connect(descriptor, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0;
  if (is_connecting_ && errno != EINPROGRESS) {
    connection_.fail(errno);
    return false;
  }
  return true;
}

TcpState TcpClient::progress() noexcept {
  if (state() != TcpState::connecting) return state();
  pollfd ready{connection_.descriptor(), POLLOUT, 0};
  if (poll(&ready, 1, 0) <= 0) return TcpState::connecting;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(connection_.descriptor(), SOL_SOCKET, SO_ERROR, &error, &length);
  is_connecting_ = false;
  if (error != 0) connection_.fail(error);
  return state();
}

}  // namespace hotlane::io
