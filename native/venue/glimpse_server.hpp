// The GLIMPSE 5.0 server (glimpse50.md) without its sockets: several SoupBinTCP connections, each of which
// gets one snapshot, taken at its login request. Bytes and time in, bytes out, on the venue's thread. A
// snapshot is made at once, so that it agrees with its number, and sent as the client takes it; the venue
// goes on meanwhile.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "session/soupbin_server.hpp"
#include "venue/account.hpp"
#include "venue/published_feed.hpp"

namespace hotlane::venue {

enum class GlimpseRefusal : uint8_t {
  no_place,        // connections_max are being served
  not_authorized,  // rejected with A
  wrong_session,   // rejected with S
  not_from_one,    // rejected with S: a snapshot that begins later would be taken for a whole one (§1)
  protocol_fault,  // what came was no SoupBinTCP, or nothing came
  taken_too_long,  // connection_life_max_ns are over
};
constexpr size_t glimpse_refusal_count = 6;

[[nodiscard]] constexpr std::string_view words_of(GlimpseRefusal refusal) noexcept {
  constexpr std::array<std::string_view, glimpse_refusal_count> words = {
      "noPlace", "notAuthorized", "wrongSession", "notFromOne", "protocolFault", "takenTooLong"};
  return words[static_cast<size_t>(refusal)];
}

struct GlimpseCounters {
  uint64_t snapshots = 0;  // begun
  uint64_t completed = 0;  // handed over to the socket to the last byte
  uint64_t messages = 0;   // handed over
  std::array<uint64_t, glimpse_refusal_count> refused{};

  [[nodiscard]] uint64_t count_of(GlimpseRefusal refusal) const noexcept {
    return refused[static_cast<size_t>(refusal)];
  }
};

class GlimpseServer {
 public:
  // Each may hold one snapshot in memory: 40 bytes an order.
  static constexpr uint32_t connections_max = 8;
  // At 1 Mb/s this is 75 MB, a day with two million orders (glimpse50.md §2). Who is not done by then is cut
  // off, and who is done and stays is too: its place is wanted.
  static constexpr TimeNs connection_life_max_ns = 600 * ns_per_second;

  GlimpseServer(const wire::soupbintcp::Session& session, std::vector<AccountSettings> accounts);

  // A new connection; none: all places are taken.
  [[nodiscard]] std::optional<uint32_t> connect(TimeNs now);
  [[nodiscard]] SoupBinServer& connection(uint32_t id) noexcept { return *connections_[id].server; }
  // Once a turn, after what has been received: answers, and fills the out queue as far as it has room. False:
  // it is over; close the socket and say disconnect().
  [[nodiscard]] bool serve(uint32_t id, const PublishedFeed& published, TimeNs now);
  void disconnect(uint32_t id);

  [[nodiscard]] const GlimpseCounters& counters() const noexcept { return counters_; }

 private:
  static constexpr size_t in_bytes = soup_in_capacity_min;
  // What one turn copies at most: about 20 µs.
  static constexpr size_t out_bytes = 1U << 18;

  struct Connection {
    std::unique_ptr<SoupBinServer> server;
    SequencedStore snapshot;  // empty until the login
    TimeNs opened_at = 0;
    bool is_taken = false;
    bool is_completed = false;
  };

  void log_in(Connection& connection, const SoupLogin& login, const PublishedFeed& published, TimeNs now);
  void note_completion(Connection& connection) noexcept;
  void refuse(GlimpseRefusal refusal) noexcept { ++counters_.refused[static_cast<size_t>(refusal)]; }
  [[nodiscard]] bool is_authorized(const SoupLogin& login) const noexcept;

  wire::soupbintcp::Session session_;
  std::vector<AccountSettings> accounts_;
  std::array<Connection, connections_max> connections_;
  GlimpseCounters counters_;
};

}  // namespace hotlane::venue
