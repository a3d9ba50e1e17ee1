// An IPv4 or IPv6 address with a port: where a captured datagram came from, where it went. A value, on any
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hotlane {

struct IpEndpoint {
  std::array<uint8_t, 16> address{};  // network order; IPv4 has the first four, the others are zero
  uint16_t port = 0;
  bool is_ipv6 = false;

  friend bool operator==(const IpEndpoint&, const IpEndpoint&) = default;
};

// IPv4 from host order.
[[nodiscard]] constexpr IpEndpoint ipv4_endpoint(uint32_t address, uint16_t port) noexcept {
  IpEndpoint out;
  for (size_t i = 0; i < 4; ++i) out.address[i] = static_cast<uint8_t>(address >> (8 * (3 - i)));
  out.port = port;
  return out;
}
// In host order; 0 for IPv6.
[[nodiscard]] constexpr uint32_t ipv4_address(const IpEndpoint& endpoint) noexcept {
  if (endpoint.is_ipv6) return 0;
  uint32_t out = 0;
  for (size_t i = 0; i < 4; ++i) out = out << 8 | endpoint.address[i];
  return out;
}

struct IpEndpointHash {
  [[nodiscard]] size_t operator()(const IpEndpoint& endpoint) const noexcept {
    uint64_t hash = endpoint.port;  // FNV-1a over the address
    for (const uint8_t byte : endpoint.address) hash = (hash ^ byte) * 0x100000001B3ULL;
    return static_cast<size_t>(hash ^ hash >> 32);
  }
};

}  // namespace hotlane
