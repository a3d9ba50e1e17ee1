#include "io/replay_route.hpp"

#include <algorithm>

namespace hotlane::io {

const ReplayDestination* ReplayRoute::take(const IpEndpoint& original) {
  const auto is_same = [&original](const ReplayDestination& known) { return known.original == original; };
  auto found = std::find_if(destinations_.begin(), destinations_.end(), is_same);
  if (found == destinations_.end()) {
    if (destinations_.size() == destinations_max) return nullptr;
    const IpEndpoint to = mapped(original, static_cast<uint32_t>(destinations_.size()));
    destinations_.push_back({original, to, is_allowed(to), 0});
    found = destinations_.end() - 1;
  }
  ++found->packets;
  return &*found;
}

IpEndpoint ReplayRoute::mapped(const IpEndpoint& original, uint32_t line) const noexcept {
  for (const ReplayMapping& mapping : mappings_) {
    const bool is_meant = mapping.line.has_value() ? *mapping.line == line : mapping.from == original;
    if (is_meant) return mapping.to;
  }
  return original;
}

bool ReplayRoute::is_allowed(const IpEndpoint& to) const noexcept {
  if (to.port == 0) return false;
  const uint32_t address = ipv4_address(to);
  constexpr uint32_t scoped = 239;
  constexpr uint32_t loopback = 127;
  const bool is_own = address == interface_ || (interface_ >> 24 == loopback && address >> 24 == loopback);
  return is_anything_allowed_ || address >> 24 == scoped || is_own;
}

}  // namespace hotlane::io
