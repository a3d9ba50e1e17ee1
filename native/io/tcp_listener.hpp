// Accepts TCP connections on the loopback, without blocking. The venue's thread only.
// Only 127.0.0.1: the embedded venue trusts its clients' passwords no further than this host.
#pragma once

#include <cstdint>
#include <string>

#include "io/tcp_connection.hpp"

namespace hotlane::io {

class TcpListener {
 public:
  TcpListener() noexcept = default;
  ~TcpListener() { close(); }
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  // Listens on 127.0.0.1; port 0: the kernel chooses, port() tells. Empty: good; else what failed and why.
  [[nodiscard]] std::string open(uint16_t port);
  void close() noexcept;

  // Takes one waiting connection; false: none waits, or failure() says why it couldn't be taken.
  [[nodiscard]] bool accept(TcpConnection& connection) noexcept;

  [[nodiscard]] uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int failure() const noexcept { return failure_; }  // errno of the last accept(); 0: none
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }  // to wait on

 private:
  static constexpr int waiting_connections_max = 64;

  int descriptor_ = -1;
  int failure_ = 0;
  uint16_t port_ = 0;
};

}  // namespace hotlane::io
