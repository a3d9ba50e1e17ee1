// A socket of the tests that sends single datagrams from a chosen IPv4 address, so that a receiver can tell
// sources apart.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hotlane::test {

inline sockaddr_in ipv4(const std::string& address, uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &out.sin_addr);
  return out;
}

class DatagramSender {
 public:
  // Port 0: the kernel's choice.
  explicit DatagramSender(const std::string& address, uint16_t port = 0)
      : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in own = ipv4(address, port);
    is_open_ = bind(descriptor_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0 &&
               setsockopt(descriptor_, IPPROTO_IP, IP_MULTICAST_IF, &own.sin_addr, sizeof own.sin_addr) == 0;
  }
  ~DatagramSender() { close(descriptor_); }
  DatagramSender(const DatagramSender&) = delete;
  DatagramSender& operator=(const DatagramSender&) = delete;

  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] uint16_t port() const {
    sockaddr_in own{};
    socklen_t length = sizeof own;
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &length);
    return ntohs(own.sin_port);
  }
  bool send(const std::string& address, uint16_t port, std::span<const std::byte> bytes) const {
    const sockaddr_in to = ipv4(address, port);
    return sendto(descriptor_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to),
                  sizeof to) == static_cast<ssize_t>(bytes.size());
  }

 private:
  int descriptor_;
  bool is_open_ = false;
};

}  // namespace hotlane::test
