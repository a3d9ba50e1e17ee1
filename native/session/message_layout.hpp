// Messages to and from the structs of wire/, whose sizes have been checked or whose room may be too small.
// Used by every codec, on any thread; keeps no state.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#include "session/byte_queue.hpp"

namespace hotlane {

// The struct at the front of a message whose size has been checked. A message that leaves out its last field,
// as some may, gives it as zeros.
template <class Message>
[[nodiscard]] Message message_as(Bytes message) noexcept {
  Message fixed{};
  std::memcpy(static_cast<void*>(&fixed), message.data(),
              message.size() < sizeof fixed ? message.size() : sizeof fixed);
  return fixed;
}

// The bytes written; 0: there is no room, and nothing was.
template <class Message>
[[nodiscard]] size_t put_message(std::span<std::byte> room, const Message& message) noexcept {
  if (room.size() < sizeof message) return 0;
  std::memcpy(room.data(), &message, sizeof message);
  return sizeof message;
}

}  // namespace hotlane
