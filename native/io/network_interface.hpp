// Finds a network interface by its IPv4 address or its name. Called when sockets are opened, never on the hot
// path.
#pragma once

#include <cstdint>
#include <string>

namespace hotlane::io {

struct NetworkInterface {
  std::string name;    // "eth0"; empty: none was found
  uint32_t index = 0;  // as the kernel numbers it
};

// The interface that has this address, network order.
[[nodiscard]] NetworkInterface interface_with_address(uint32_t address);
[[nodiscard]] NetworkInterface interface_named(const std::string& name);

// Whether the card stamps every frame it receives. Reads only: the setting is the whole host's.
[[nodiscard]] bool stamps_received_frames(const std::string& interface_name);

}  // namespace hotlane::io
