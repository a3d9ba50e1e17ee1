// A record's head and what follows it. Pure.
#pragma once

#include <cstring>

#include "session/byte_queue.hpp"

namespace hotlane {

// False: the payload is too short for its head.
template <class Head>
[[nodiscard]] bool split(Bytes payload, Head& head, Bytes& body) noexcept {
  if (payload.size() < sizeof head) return false;
  std::memcpy(&head, payload.data(), sizeof head);
  body = payload.subspan(sizeof head);
  return true;
}

}  // namespace hotlane
