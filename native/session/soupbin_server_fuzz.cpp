// Any bytes from a client, in pieces of any size: the server machine may fail, never misbehave.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "session/soupbin_server.hpp"

namespace {

struct TwoMessages {
  [[nodiscard]] uint64_t next_sequence() const noexcept { return 3; }
  [[nodiscard]] hotlane::Bytes message(uint64_t) const noexcept { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hotlane;
  const auto session = wire::soupbintcp::session_field("SESSIONA");
  SoupBinServer server(4'096, 4'096);
  server.open(0);
  TimeNs now = 0;
  size_t at = 0;
  while (at < size) {
    const auto room = server.receive_space();
    const size_t part = std::min({size - at, room.size(), size_t{1} + data[at]});
    std::memcpy(room.data(), data + at, part);
    at += part;
    server.received(part, now);
    SoupServerEvent event;
    while (server.next(event)) {
      if (event.kind != SoupServerEventKind::login) continue;
      const auto first = first_sequence_for(event.login, {session, 3});
      if (first && (*first < 1 || *first > 3)) std::abort();
      if (first) server.accept_login(session, *first, now);
      if (!first) server.reject_login(wire::soupbintcp::RejectReason::session_not_available, now);
    }
    static_cast<void>(server.send_new(TwoMessages{}, now));
    now += ns_per_second / 2;
    server.on_time(now);
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const auto packet = [](char type, std::string_view payload) {
    std::vector<uint8_t> out{0, static_cast<uint8_t>(payload.size() + 1), static_cast<uint8_t>(type)};
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
  };
  return {packet('L', "USER01SECRET                                 1"),
          packet('U', "order"),
          packet('R', ""),
          packet('O', ""),
          packet('+', "debug"),
          packet('L', "USER01SECRET      SESSIONA                   2 1500")};
}
