// Sends datagrams to one multicast group in batches, without blocking: one system call takes up to
// `batch_max`. The venue's thread only. On the loopback nothing leaves the host (TTL 0), and receivers on the
// host get it.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hotlane::io {

struct UdpMulticastSenderSetup {
  std::string group;  // IPv4 group, "239.255.70.1"
  uint16_t port = 0;
  std::string interface_address;  // IPv4 address of the interface to send on, "127.0.0.1"
  int send_buffer_bytes = 8 << 20;
};

class UdpMulticastSender {
 public:
  static constexpr uint32_t batch_max = 64;

  UdpMulticastSender() noexcept = default;
  ~UdpMulticastSender() { close(); }
  UdpMulticastSender(const UdpMulticastSender&) = delete;
  UdpMulticastSender& operator=(const UdpMulticastSender&) = delete;

  // Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(const UdpMulticastSenderSetup& setup);
  void close() noexcept;

  // Datagrams the kernel took, from the first on; fewer than given: its buffer is full, or failure() says
  // why. The rest is to be offered again.
  [[nodiscard]] size_t send(std::span<const std::span<const std::byte>> datagrams) noexcept;

  [[nodiscard]] int failure() const noexcept { return failure_; }  // errno of the last send(); 0: none
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] int send_buffer_bytes() const noexcept { return send_buffer_bytes_; }  // as granted

 private:
  int descriptor_ = -1;
  int failure_ = 0;
  int send_buffer_bytes_ = 0;
  std::array<iovec, batch_max> vectors_{};
  std::array<mmsghdr, batch_max> headers_{};
};

}  // namespace hotlane::io
