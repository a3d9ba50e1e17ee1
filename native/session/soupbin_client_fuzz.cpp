// Any bytes from a server, in pieces of any size: the client machine may fail, never misbehave.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "session/soupbin_client.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hotlane;
  SoupBinClient client(4'096, 4'096);
  client.start_login({wire::soupbintcp::Username("USER"), wire::soupbintcp::Password("PASS")},
                     wire::soupbintcp::session_field(""), 0, 0);
  uint64_t last = 0;
  TimeNs now = 0;
  size_t at = 0;
  while (at < size) {
    const auto room = client.receive_space();
    // The input's own bytes say where it is cut.
    const size_t part = std::min({size - at, room.size(), size_t{1} + data[at]});
    std::memcpy(room.data(), data + at, part);
    at += part;
    client.received(part, now);
    SoupClientEvent event;
    while (client.next(event)) {
      if (event.kind != SoupClientEventKind::sequenced) continue;
      if (last != 0 && event.sequence != last + 1) std::abort();
      last = event.sequence;
    }
    now += ns_per_second / 2;
    client.on_time(now);
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const auto packet = [](char type, std::string_view payload) {
    std::vector<uint8_t> out{0, static_cast<uint8_t>(payload.size() + 1), static_cast<uint8_t>(type)};
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
  };
  return {packet('A', "  SESSIONA                   1"),
          packet('S', "message"),
          packet('H', ""),
          packet('+', "debug"),
          packet('U', "aside"),
          packet('Z', ""),
          packet('J', "A")};
}
