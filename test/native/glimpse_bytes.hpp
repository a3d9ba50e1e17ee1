// What a GLIMPSE server sends, as bytes written from the specifications' offsets (glimpse50, soupbintcp).
#pragma once

#include <string>

#include "itch_messages.hpp"

namespace hotlane::test {

inline Bytes soup_packet(char type, const Bytes& payload = {}) {
  Bytes out;
  put(out, payload.size() + 1, 2);
  out.push_back(static_cast<uint8_t>(type));
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

inline Bytes glimpse_login_accepted() {
  Bytes payload;
  put(payload, std::string("GLIMPSE001"), 10);
  put(payload, std::string(19, ' ') + "1", 20);
  return soup_packet('A', payload);
}

// G, whose number is this text in a field of twenty.
inline Bytes end_of_snapshot(const std::string& text) {
  Bytes out{'G'};
  put(out, text, 20);
  return out;
}

inline Bytes& operator+=(Bytes& out, const Bytes& more) {
  for (const uint8_t byte : more) out.push_back(byte);
  return out;
}

}  // namespace hotlane::test
