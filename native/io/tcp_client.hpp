// Connects a TCP connection for an order session without ever waiting for it, then reads and writes through
// it. Lane's thread only. Every failure is kept as an errno for the operator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/tcp_connection.hpp"

namespace hotlane::io {

enum class TcpState : uint8_t { closed, connecting, open };

class TcpClient {
 public:
  // Begins to connect; `address` is IPv4 in host order. False: failed at once, see failure().
  bool connect(uint32_t address, uint16_t port) noexcept;
  // While connecting: looks whether it is done.
  TcpState progress() noexcept;
  void close() noexcept { connection_.close(); }

  // Bytes read; 0: nothing has come. A closed or failed connection turns state() to closed.
  [[nodiscard]] size_t receive(std::span<std::byte> space) noexcept {
    return is_connecting_ ? 0 : connection_.receive(space);
  }
  // Bytes the kernel took; the rest is to be offered again.
  [[nodiscard]] size_t send(std::span<const std::byte> bytes) noexcept {
    return is_connecting_ ? 0 : connection_.send(bytes);
  }

  [[nodiscard]] TcpState state() const noexcept {
    if (!connection_.is_open()) return TcpState::closed;
    return is_connecting_ ? TcpState::connecting : TcpState::open;
  }
  [[nodiscard]] int failure() const noexcept { return connection_.failure(); }  // errno; 0: closed in order
  [[nodiscard]] int descriptor() const noexcept { return connection_.descriptor(); }

 private:
  TcpConnection connection_;
  bool is_connecting_ = false;  // means something only while the connection holds a socket
};

}  // namespace hotlane::io
