#include "io/tcp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace hotlane::io {
namespace {

bool is_to_be_tried_again(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

TcpConnection::TcpConnection(TcpConnection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), failure_(std::exchange(other.failure_, 0)) {}

TcpConnection& TcpConnection::operator=(TcpConnection&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    failure_ = std::exchange(other.failure_, 0);
  }
  return *this;
}

void TcpConnection::adopt(int descriptor) noexcept {
  close();
  failure_ = 0;
  descriptor_ = descriptor;
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void TcpConnection::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void TcpConnection::fail(int error) noexcept {
  close();
  failure_ = error;
}

size_t TcpConnection::receive(std::span<std::byte> space) noexcept {
  if (!is_open() || space.empty()) return 0;
  const ssize_t size = recv(descriptor_, space.data(), space.size(), MSG_DONTWAIT);
  if (size > 0) return static_cast<size_t>(size);
  if (size == 0) {
    fail(0);
  } else if (!is_to_be_tried_again(errno)) {
    fail(errno);
  }
  return 0;
}

size_t TcpConnection::send(std::span<const std::byte> bytes) noexcept {
  if (!is_open() || bytes.empty()) return 0;
  const ssize_t size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (size >= 0) return static_cast<size_t>(size);
  if (!is_to_be_tried_again(errno)) fail(errno);
  return 0;
}

}  // namespace hotlane::io
