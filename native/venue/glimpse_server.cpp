#include "venue/glimpse_server.hpp"

#include <algorithm>

namespace hotlane::venue {

using wire::soupbintcp::RejectReason;

GlimpseServer::GlimpseServer(const wire::soupbintcp::Session& session, std::vector<AccountSettings> accounts)
    : session_(session), accounts_(std::move(accounts)) {}

std::optional<uint32_t> GlimpseServer::connect(TimeNs now) {
  for (uint32_t id = 0; id < connections_max; ++id) {
    Connection& connection = connections_[id];
    if (connection.is_taken) continue;
    if (!connection.server) connection.server = std::make_unique<SoupBinServer>(in_bytes, out_bytes);
    connection.server->open(now);
    connection.opened_at = now;
    connection.is_taken = true;
    connection.is_completed = false;
    return id;
  }
  refuse(GlimpseRefusal::no_place);
  return std::nullopt;
}

void GlimpseServer::disconnect(uint32_t id) {
  Connection& connection = connections_[id];
  note_completion(connection);
  connection.server->on_disconnect();
  connection.snapshot = SequencedStore();  // its memory goes back now, not at the next login
  connection.is_taken = false;
}

// A client that has it all says so by its logout. Closing first could cost a slow one the end: the kernel
// throws away what it has not sent yet when a heartbeat meets a closed socket.
bool GlimpseServer::serve(uint32_t id, const PublishedFeed& published, TimeNs now) {
  Connection& connection = connections_[id];
  SoupBinServer& server = *connection.server;
  note_completion(connection);
  server.on_time(now);
  SoupServerEvent event;
  while (server.next(event)) {
    // Unsequenced data and debug texts mean nothing here; after a logout the machine is closed.
    if (event.kind == SoupServerEventKind::login) log_in(connection, event.login, published, now);
    if (event.kind == SoupServerEventKind::fault) refuse(GlimpseRefusal::protocol_fault);
  }
  counters_.messages += server.send_new(connection.snapshot, now);
  if (now - connection.opened_at > connection_life_max_ns) {
    refuse(GlimpseRefusal::taken_too_long);
    return false;
  }
  return server.state() != SoupServerState::closed || !server.out().is_empty();
}

void GlimpseServer::note_completion(Connection& connection) noexcept {
  const bool has_snapshot = connection.snapshot.next_sequence() > 1;
  if (connection.is_completed || !has_snapshot || !connection.server->out().is_empty()) return;
  connection.is_completed = connection.server->next_sequence() == connection.snapshot.next_sequence();
  if (connection.is_completed) ++counters_.completed;
}

bool GlimpseServer::is_authorized(const SoupLogin& login) const noexcept {
  return std::any_of(accounts_.begin(), accounts_.end(), [&login](const AccountSettings& account) {
    return credentials_match(login, account.username, account.password);
  });
}

void GlimpseServer::log_in(Connection& connection, const SoupLogin& login, const PublishedFeed& published,
                           TimeNs now) {
  SoupBinServer& server = *connection.server;
  if (!is_authorized(login)) {
    refuse(GlimpseRefusal::not_authorized);
    return server.reject_login(RejectReason::not_authorized, now);
  }
  const auto asked = wire::soupbintcp::session_name(login.session);
  const bool is_ours = asked.empty() || asked == wire::soupbintcp::session_name(session_);
  if (!is_ours || login.sequence != 1) {
    refuse(is_ours ? GlimpseRefusal::not_from_one : GlimpseRefusal::wrong_session);
    return server.reject_login(RejectReason::session_not_available, now);
  }
  connection.snapshot = published.snapshot();
  ++counters_.snapshots;
  server.accept_login(session_, 1, now);
}

}  // namespace hotlane::venue
