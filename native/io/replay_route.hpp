// Where a captured datagram may be sent again: its own destination or the one it is mapped to, and only
// administratively scoped multicast (239.0.0.0/8, RFC 2365) or the sending interface's own addresses, unless
// anything is allowed. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "feed/ip_endpoint.hpp"

namespace hotlane::io {

// From a line, 0 (A) for the capture's first destination and so on, or from an original destination.
struct ReplayMapping {
  std::optional<uint32_t> line;
  IpEndpoint from;
  IpEndpoint to;
};

struct ReplayDestination {
  IpEndpoint original;
  IpEndpoint to;
  bool is_allowed = false;
  uint64_t packets = 0;
};

class ReplayRoute {
 public:
  static constexpr size_t destinations_max = 1024;  // of a capture; more are not sent

  ReplayRoute(std::vector<ReplayMapping> mappings, uint32_t interface_address, bool is_anything_allowed)
      : mappings_(std::move(mappings)),
        interface_(interface_address),
        is_anything_allowed_(is_anything_allowed) {}

  // Counts a datagram to `original`; null: one destination too many.
  [[nodiscard]] const ReplayDestination* take(const IpEndpoint& original);

  [[nodiscard]] const std::vector<ReplayDestination>& destinations() const noexcept { return destinations_; }

 private:
  [[nodiscard]] IpEndpoint mapped(const IpEndpoint& original, uint32_t line) const noexcept;
  [[nodiscard]] bool is_allowed(const IpEndpoint& to) const noexcept;

  std::vector<ReplayMapping> mappings_;
  uint32_t interface_;  // host order
  bool is_anything_allowed_;
  std::vector<ReplayDestination> destinations_;  // in the order of their appearance
};

}  // namespace hotlane::io
