// One TCP connection, non-blocking, owned by who holds it: reads into and writes from its owner's buffers.
// Accepted by TcpListener or connected by TcpClient; used by one thread. Bytes are never waited for; a
// failure closes the connection and stays readable as an errno.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hotlane::io {

class TcpConnection {
 public:
  TcpConnection() noexcept = default;
  ~TcpConnection() { close(); }
  TcpConnection(TcpConnection&& other) noexcept;
  TcpConnection& operator=(TcpConnection&& other) noexcept;

  // Takes over a stream socket that is non-blocking already, sends each write at once from then on
  // (TCP_NODELAY), and closes what was held before.
  void adopt(int descriptor) noexcept;
  void close() noexcept;
  // Closes for a reason that failure() then tells.
  void fail(int error) noexcept;

  // Bytes read; 0: nothing has come, or the connection has just closed.
  [[nodiscard]] size_t receive(std::span<std::byte> space) noexcept;
  // Bytes the kernel took; the rest is to be offered again.
  [[nodiscard]] size_t send(std::span<const std::byte> bytes) noexcept;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] int failure() const noexcept {
    return failure_;
  }  // errno; 0: closed in order, by either side
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }  // to wait on; -1 once closed

 private:
  int descriptor_ = -1;
  int failure_ = 0;
};

}  // namespace hotlane::io
