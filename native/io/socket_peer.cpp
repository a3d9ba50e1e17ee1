#include "io/socket_peer.hpp"

#include <pwd.h>
#include <sys/socket.h>

#include <array>

namespace hotlane::io {

std::optional<SocketPeer> peer_of(int descriptor) {
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return std::nullopt;
  // Of a socket that is no Unix domain one the kernel says nobody.
  if (credentials.pid == 0) return std::nullopt;
  SocketPeer peer{credentials.pid, credentials.uid, {}};
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  if (getpwuid_r(credentials.uid, &entry, text.data(), text.size(), &found) == 0 && found != nullptr) {
    peer.user_name = found->pw_name;
  }
  return peer;
}

}  // namespace hotlane::io
