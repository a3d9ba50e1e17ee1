// Any bytes from a client, in pieces of any size, and any published messages meanwhile: what the server sends
// is whole SoupBinTCP packets, and a snapshot is all of it or cut off, never anything else.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "adversarial_stream.hpp"
#include "venue/glimpse_server.hpp"

using namespace hotlane;

namespace {

struct Connection {
  uint32_t id = 0;
  std::vector<std::byte> heard;
  uint64_t sequenced = 0;
  bool has_end = false;
};

// Takes whole packets out of what was heard.
void read(Connection& connection) {
  Bytes rest = connection.heard;
  SoupPacket packet;
  while (peek_packet(rest, packet) == FrameResult::packet) {
    if (connection.has_end && packet.type == 'S') std::abort();
    if (packet.type == 'S') {
      const char type = static_cast<char>(packet.payload[0]);
      connection.has_end = type == wire::glimpse50::end_of_snapshot_type;
      const size_t length =
          connection.has_end ? sizeof(wire::glimpse50::EndOfSnapshot) : size_t{wire::itch50::length_of(type)};
      if (packet.payload.size() != length) std::abort();
      ++connection.sequenced;
    } else if (std::string_view("AJH+Z").find(packet.type) == std::string_view::npos) {
      std::abort();
    }
    rest = rest.subspan(packet.whole.size());
  }
  connection.heard.erase(connection.heard.begin(),
                         connection.heard.begin() + static_cast<long>(connection.heard.size() - rest.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  venue::GlimpseServer server(wire::soupbintcp::session_field("FUZZ"),
                              {{std::string_view("USER01"), std::string_view("SECRET")}});
  venue::PublishedFeed published;
  test::AdversarialStream stream(size);
  TimeNs now = 0;
  Connection connection{server.connect(now).value(), {}, 0, false};
  size_t at = 0;
  while (at < size) {
    const size_t step = data[at];
    for (size_t i = 0; i < step % 8; ++i) {
      const test::Bytes message = stream.next();
      published.append(std::as_bytes(std::span(message)));
    }
    const auto room = server.connection(connection.id).receive_space();
    const size_t part = std::min({size - at, room.size(), 1 + step});
    std::memcpy(room.data(), data + at, part);
    at += part;
    server.connection(connection.id).received(part, now);
    const bool goes_on = server.serve(connection.id, published, now);
    ByteQueue& out = server.connection(connection.id).out();
    const Bytes sent = out.waiting().first(std::min(out.waiting().size(), step * 16));
    connection.heard.insert(connection.heard.end(), sent.begin(), sent.end());
    out.consumed(sent.size());
    read(connection);
    now += ns_per_second / 2;
    if (goes_on) continue;
    server.disconnect(connection.id);
    connection = {server.connect(now).value(), {}, 0, false};
  }
  server.disconnect(connection.id);
  if (server.counters().completed > server.counters().snapshots) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const auto packet = [](char type, const std::string& payload) {
    test::Bytes out;
    test::put(out, payload.size() + 1, 2);
    out.push_back(static_cast<uint8_t>(type));
    test::put(out, payload, payload.size());
    return out;
  };
  const auto login = [&packet](const std::string& session, const std::string& number) {
    return packet(
        'L', "USER01SECRET    " + session + std::string(30 - session.size() - number.size(), ' ') + number);
  };
  return {login("      FUZZ", "1"), login("", "1"),       login("     OTHER", "1"),
          login("", "0"),           packet('R', ""),      packet('O', ""),
          packet('U', "order"),     packet('+', "debug"), std::vector<uint8_t>(200, 'R')};
}
