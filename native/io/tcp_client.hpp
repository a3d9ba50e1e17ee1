// One outgoing TCP connection, non-blocking, for an order session: connect, read into and write from the session's
// buffers. Lane's thread only. Every failure is kept in words for the operator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hotlane::io {

enum class TcpState : uint8_t { closed, connecting, open };

class TcpClient {
 public:
  TcpClient() noexcept = default;
  ~TcpClient() { close(); }
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  // Begins to connect; `address` is IPv4 in host order. False: failed at once, see failure().
  bool connect(uint32_t address, uint16_t port) noexcept;
  // While connecting: looks whether it is done.
  TcpState progress() noexcept;
  void close() noexcept;

  // Bytes read; 0: nothing has come. A closed or failed connection turns state() to closed.
  [[nodiscard]] size_t receive(std::span<std::byte> space) noexcept;
  // Bytes the kernel took; the rest is to be offered again.
  [[nodiscard]] size_t send(std::span<const std::byte> bytes) noexcept;

  [[nodiscard]] TcpState state() const noexcept { return state_; }
  [[nodiscard]] int failure() const noexcept { return failure_; }  // errno; 0: the peer closed in order
  [[nodiscard]] int descriptor() const noexcept { return socket_; }

 private:
  void fail(int error) noexcept;

  int socket_ = -1;
  int failure_ = 0;
  TcpState state_ = TcpState::closed;
};

}  // namespace hotlane::io
