// Sends datagrams, each to its own IPv4 destination, in batches: one system call takes up to `batch_max`.
// Waits for room in the kernel's buffer. For replaying captures; one thread. Through the loopback nothing
// leaves the host (TTL 0), else it goes no further than the next network (TTL 1).
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hotlane::io {

class UdpSender {
 public:
  static constexpr uint32_t batch_max = 64;

  UdpSender() noexcept = default;
  ~UdpSender();
  UdpSender(const UdpSender&) = delete;
  UdpSender& operator=(const UdpSender&) = delete;

  // `interface_address`: IPv4 of the interface to send on, and the source of what is sent. Empty: good; else
  // what failed and why, in words. Once.
  [[nodiscard]] std::string open(const std::string& interface_address);

  // Adds a datagram to the batch, which must not be full; its bytes must stay until flush().
  void add(uint32_t address, uint16_t port, std::span<const std::byte> bytes) noexcept;
  [[nodiscard]] bool is_full() const noexcept { return added_ == batch_max; }
  [[nodiscard]] bool is_empty() const noexcept { return added_ == 0; }
  // Sends the batch. A datagram that the kernel refuses is counted and left out.
  void flush() noexcept;

  [[nodiscard]] uint64_t sent() const noexcept { return sent_; }
  [[nodiscard]] uint64_t sent_bytes() const noexcept { return sent_bytes_; }
  [[nodiscard]] uint64_t failed() const noexcept { return failed_; }
  [[nodiscard]] int failure() const noexcept { return failure_; }  // errno of the last one; 0: none

 private:
  int socket_ = -1;
  uint32_t added_ = 0;
  uint64_t sent_ = 0;
  uint64_t sent_bytes_ = 0;
  uint64_t failed_ = 0;
  int failure_ = 0;
  std::array<sockaddr_in, batch_max> destinations_{};
  std::array<iovec, batch_max> vectors_{};
  std::array<mmsghdr, batch_max> headers_{};
};

}  // namespace hotlane::io
