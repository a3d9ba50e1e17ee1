// Who is at the other end of a Unix domain socket, as the kernel knows it. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hotlane::io {

struct SocketPeer {
  int32_t process = 0;
  uint32_t user = 0;
  std::string user_name;  // empty: the host has no name for it
};

// None: no connected Unix domain socket.
[[nodiscard]] std::optional<SocketPeer> peer_of(int descriptor);

}  // namespace hotlane::io
