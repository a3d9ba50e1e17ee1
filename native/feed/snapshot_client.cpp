#include "feed/snapshot_client.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "wire/glimpse50.hpp"
#include "wire/itch50.hpp"

namespace hotlane {
namespace {

// What changes orders or reports trades has no place in a snapshot (glimpse50 §2); of the rest we accept any
// order.
[[nodiscard]] bool is_of_stream_only(char type) noexcept {
  return std::string_view("ECXDUPQB").find(type) != std::string_view::npos;
}

}  // namespace

std::optional<uint64_t> number_of_snapshot_end(Bytes message) noexcept {
  if (message.size() != sizeof(wire::glimpse50::EndOfSnapshot)) return std::nullopt;
  const auto& end = *reinterpret_cast<const wire::glimpse50::EndOfSnapshot*>(message.data());
  const std::optional<uint64_t> number = wire::soupbintcp::parse_number(end.sequence_number);
  return number && *number >= wire::moldudp64::sequence_number_first ? number : std::nullopt;
}

SnapshotClient::SnapshotClient(const SnapshotSettings& settings, FeedCounters& counters)
    : settings_(settings),
      counters_(counters),
      session_(settings.servers > 0 ? in_bytes : size_t{0}, settings.servers > 0 ? out_bytes : size_t{0}) {
  assert(settings.servers <= snapshot_servers_max);
}

bool SnapshotClient::is_usable() const noexcept {
  return std::find(is_refused_.begin(), is_refused_.begin() + settings_.servers, false) !=
         is_refused_.begin() + settings_.servers;
}

void SnapshotClient::turn_to_next_server() noexcept {
  for (uint32_t tried = 0; tried < settings_.servers; ++tried) {
    server_ = (server_ + 1) % settings_.servers;
    if (!is_refused_[server_]) return;
  }
}

bool SnapshotClient::may_start(TimeNs now) noexcept {
  return stage_ == Stage::idle && !is_wanted_ && is_usable() && paused_.elapsed(now) >= pause_ns_;
}

void SnapshotClient::start(TimeNs now) noexcept {
  assert(stage_ == Stage::idle && is_usable());
  stage_ = Stage::to_connect;
  is_wanted_ = true;
  pending_fault_ = SnapshotFault::none;
  begun_.restart(now);
  ++counters_.snapshots_asked;
}

void SnapshotClient::close() noexcept {
  is_wanted_ = false;
  pending_fault_ = SnapshotFault::none;
  stage_ = stage_ == Stage::to_connect || stage_ == Stage::idle ? Stage::idle : Stage::closing;
}

void SnapshotClient::cancel() noexcept {
  if (is_wanted_) close();
}

bool SnapshotClient::take_connect(uint32_t& server) noexcept {
  if (stage_ != Stage::to_connect) return false;
  stage_ = Stage::connecting;
  server = server_;
  return true;
}

void SnapshotClient::on_open(TimeNs now) noexcept {
  if (stage_ != Stage::connecting) return;
  stage_ = Stage::up;
  // The number counts this connection's messages and has nothing to do with the feed's: 1 asks for all of
  // them.
  session_.start_login(settings_.credentials, wire::soupbintcp::session_field({}), 1, now);
}

void SnapshotClient::on_lost(TimeNs now) noexcept {
  static_cast<void>(now);
  const bool was_up = stage_ == Stage::up;
  stage_ = Stage::idle;
  if (!is_wanted_) {
    session_.on_disconnect();
  } else if (pending_fault_ == SnapshotFault::none) {
    pending_fault_ = was_up ? SnapshotFault::connection_lost : SnapshotFault::not_connected;
  }
}

void SnapshotClient::received(size_t size, TimeNs now) noexcept {
  if (stage_ == Stage::up) session_.received(size, now);
}

void SnapshotClient::on_time(TimeNs now) noexcept {
  if (stage_ == Stage::up) session_.on_time(now);
  if (is_wanted_ && pending_fault_ == SnapshotFault::none && begun_.elapsed(now) > settings_.patience_ns) {
    pending_fault_ = SnapshotFault::too_slow;
  }
}

bool SnapshotClient::next(TimeNs now, SnapshotEvent& event) noexcept {
  if (!is_wanted_) return false;
  SoupClientEvent soup;
  // What came before a connection was lost is looked at first: End of Snapshot may be among it.
  while (session_.next(soup)) {
    if (take(soup, now, event)) return true;
  }
  return pending_fault_ != SnapshotFault::none && fail(pending_fault_, now, event);
}

bool SnapshotClient::take(const SoupClientEvent& soup, TimeNs now, SnapshotEvent& event) noexcept {
  switch (soup.kind) {
    case SoupClientEventKind::login_accepted:
    case SoupClientEventKind::unsequenced:
    case SoupClientEventKind::debug: return false;
    case SoupClientEventKind::sequenced: return take_message(soup.payload, now, event);
    case SoupClientEventKind::end_of_session: return fail(SnapshotFault::ended_early, now, event);
    case SoupClientEventKind::fault: return fail(SnapshotFault::protocol, now, event);
    case SoupClientEventKind::login_rejected: break;
  }
  if (soup.reject_reason == static_cast<char>(wire::soupbintcp::RejectReason::session_not_available)) {
    return fail(SnapshotFault::session_not_available, now, event);
  }
  is_refused_[server_] = true;
  return fail(SnapshotFault::login_refused, now, event);
}

bool SnapshotClient::take_message(Bytes message, TimeNs now, SnapshotEvent& event) noexcept {
  if (message.empty()) return fail(SnapshotFault::wrong_message, now, event);
  const char type = static_cast<char>(message[0]);
  if (type == wire::glimpse50::end_of_snapshot_type) {
    const std::optional<uint64_t> number = number_of_snapshot_end(message);
    if (!number) return fail(SnapshotFault::wrong_end, now, event);
    event = {SnapshotEventKind::end, {}, *number};
    static_cast<void>(session_.logout(now));
    last_fault_ = SnapshotFault::none;
    ++counters_.snapshots;
    close();
    pause(now);
    return true;
  }
  const uint16_t length = wire::itch50::length_of(type);
  if (length == 0) return false;  // a type to come: skipped by its framing
  if (length != message.size() || is_of_stream_only(type))
    return fail(SnapshotFault::wrong_message, now, event);
  ++counters_.snapshot_messages;
  event = {SnapshotEventKind::message, message, 0};
  return true;
}

bool SnapshotClient::fail(SnapshotFault fault, TimeNs now, SnapshotEvent& event) noexcept {
  note_failure(fault, now);
  event = {SnapshotEventKind::failed, {}, 0};
  return true;
}

void SnapshotClient::note_failure(SnapshotFault fault, TimeNs now) noexcept {
  close();
  if (stage_ == Stage::idle) session_.on_disconnect();
  ++counters_.snapshots_failed;
  ++counters_.snapshots_failed_by_fault[static_cast<size_t>(fault)];
  last_fault_ = fault;
  ++failures_;
  pause(now);
  turn_to_next_server();
}

void SnapshotClient::note_recovered() noexcept {
  failures_ = 0;
  pause_ns_ = 0;
}

void SnapshotClient::pause(TimeNs now) noexcept {
  pause_ns_ = pause_ns_ == 0 ? settings_.retry_first_ns : std::min(2 * pause_ns_, settings_.retry_max_ns);
  paused_.restart(now);
}

}  // namespace hotlane
