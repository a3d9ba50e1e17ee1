// Accepts TCP connections on one of this host's addresses, without blocking. The venue's thread only.
// Passwords pass in the clear, so anything but 127.0.0.1 is for networks whose every host is trusted.
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

  // `address`: an own IPv4 address; port 0: the kernel chooses, port() tells. Empty: good; else what failed
  // and why.
  [[nodiscard]] std::string open(const std::string& address, uint16_t port);
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
