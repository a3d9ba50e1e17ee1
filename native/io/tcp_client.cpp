#include "io/tcp_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace hotlane::io {

bool TcpClient::connect(uint32_t address, uint16_t port) noexcept {
  close();
  failure_ = 0;
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) {
    fail(errno);
    return false;
  }
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_addr.s_addr = htonl(address);
  peer.sin_port = htons(port);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&peer), sizeof peer) == 0) {
    state_ = TcpState::open;
    return true;
  }
  if (errno != EINPROGRESS) {
    fail(errno);
    return false;
  }
  state_ = TcpState::connecting;
  return true;
}

TcpState TcpClient::progress() noexcept {
  if (state_ != TcpState::connecting) return state_;
  pollfd ready{socket_, POLLOUT, 0};
  if (poll(&ready, 1, 0) <= 0) return state_;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    fail(error);
  } else {
    state_ = TcpState::open;
  }
  return state_;
}

void TcpClient::close() noexcept {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = TcpState::closed;
}

void TcpClient::fail(int error) noexcept {
  close();
  failure_ = error;
}

size_t TcpClient::receive(std::span<std::byte> space) noexcept {
  if (state_ != TcpState::open || space.empty()) return 0;
  const ssize_t size = recv(socket_, space.data(), space.size(), MSG_DONTWAIT);
  if (size > 0) return static_cast<size_t>(size);
  if (size == 0) {
    fail(0);
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    fail(errno);
  }
  return 0;
}

size_t TcpClient::send(std::span<const std::byte> bytes) noexcept {
  if (state_ != TcpState::open || bytes.empty()) return 0;
  const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (size >= 0) return static_cast<size_t>(size);
  if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) fail(errno);
  return 0;
}

}  // namespace hotlane::io
