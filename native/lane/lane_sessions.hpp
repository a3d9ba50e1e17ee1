// What the lane does for its order sessions' connections: their inputs, what is asked of them, which of their
// bytes may leave, and what of them goes into the journal. Definitions of lane.hpp, which alone includes
// this.
#pragma once

#include "lane/lane.hpp"

namespace hotlane {

template <class Clock>
bool Lane<Clock>::on_earlier(const Record& record, TimeNs now) noexcept {
  journal_.put(lane_record::Earlier{record.type, static_cast<uint64_t>(record.time_ns)}, now, record.payload);
  const bool is_good = desk_.take_earlier(record);
  drop_sessions_out();
  return is_good;
}

template <class Clock>
void Lane<Clock>::on_earlier_end(TimeNs now) noexcept {
  journal_.put(lane_record::EarlierEnd{}, now);
  desk_.end_earlier(now);
  // What is in use of the firm's limits is known before any of them is granted.
  publish_risk(desk_.gate(), memory_);
  drop_sessions_out();
}

// What sessions make of an earlier life has been sent in it.
template <class Clock>
void Lane<Clock>::drop_sessions_out() noexcept {
  for (SessionId session = 0; session < sessions(); ++session) {
    desk_.session(session).entry().out().clear();
    places_[session].put = out_of(session).written();
  }
}

template <class Clock>
void Lane<Clock>::on_session_open(SessionId session, TimeNs now) noexcept {
  const Input input(*this, lane_record::SessionOpen{session}, now);
  begin_connection(session);
  desk_.session(session).connect(places_[session].credentials, now);
  if (journal_.is_on()) put_login(session, now);
}

template <class Clock>
void Lane<Clock>::on_session_bytes(SessionId session, Bytes bytes, uint64_t received, TimeNs now) noexcept {
  const Input input(*this, lane_record::SessionBytes{session, received}, now, bytes);
  const OrderEntry& entry = desk_.session(session).entry();
  const bool was_ready = entry.is_ready();
  desk_.session(session).entry().received(bytes.size(), now);
  desk_.take_answers(session, received, clock_, now);
  if (entry.is_ready() && !was_ready && journal_.is_on()) hold_until_now(session);
}

template <class Clock>
void Lane<Clock>::on_session_sent(SessionId session, size_t size, TimeNs now) noexcept {
  const Input input(*this, lane_record::SessionSent{session, static_cast<uint32_t>(size), clock_.ticks()},
                    now);
  desk_.session(session).entry().out().consumed(size);
}

template <class Clock>
void Lane<Clock>::on_session_lost(SessionId session, TimeNs now) noexcept {
  const Input input(*this, lane_record::SessionLost{session}, now);
  begin_connection(session);
  desk_.session(session).on_disconnect(now);
}

// What held for the connection before no longer does.
template <class Clock>
void Lane<Clock>::begin_connection(SessionId session) noexcept {
  SessionPlace& place = places_[session];
  place.is_disconnect_asked = false;
  if (!journal_.is_on()) place.held_until = 0;
}

template <class Clock>
bool Lane<Clock>::take_connect_request(SessionId session, ConnectRequest& out) noexcept {
  SessionPlace& place = places_[session];
  if (!place.has_request) return false;
  place.has_request = false;
  out = place.request;
  return true;
}

// `index`: the session's; `value`: an account's, where one is meant. What this lane has not is ignored.
template <class Clock>
void Lane<Clock>::obey_about_session(const boundary::Command& command, TimeNs now) noexcept {
  if (command.index < 0 || command.index >= static_cast<int32_t>(sessions())) return;
  const auto session = static_cast<SessionId>(command.index);
  SessionPlace& place = places_[session];
  const auto kind = static_cast<boundary::CommandKind>(command.kind);
  if (kind == boundary::CommandKind::connect_session) {
    place.request = {command.address, static_cast<uint16_t>(command.port)};
    std::memcpy(&place.credentials.username, command.username, sizeof place.credentials.username);
    std::memcpy(&place.credentials.password, command.password, sizeof place.credentials.password);
    place.has_request = true;
    desk_.session(session).begin_connect(now);
  } else if (kind == boundary::CommandKind::disconnect_session) {
    place.is_disconnect_asked = true;
  } else if (command.value >= 0 && command.value < static_cast<int32_t>(desk_.accounts())) {
    const auto account = static_cast<AccountId>(command.value);
    if (kind == boundary::CommandKind::mass_cancel) {
      desk_.mass_cancel(session, account, now);
    } else {
      desk_.switch_entry(session, account, kind == boundary::CommandKind::enable_entry, now);
    }
  }
}

template <class Clock>
Bytes Lane<Clock>::session_waiting(SessionId session) noexcept {
  const ByteQueue& out = out_of(session);
  SessionPlace& place = places_[session];
  if (!is_holding(place)) return out.waiting();
  const uint64_t gone = out.written() - out.waiting().size();
  const uint64_t allowed = place.hold.allowed(journal_.durable());
  return out.waiting().first(allowed > gone ? allowed - gone : 0);
}

template <class Clock>
uint64_t Lane<Clock>::held_place() noexcept {
  uint64_t newest = 0;
  for (SessionId session = 0; session < sessions(); ++session) {
    newest = std::max(newest, held_place(session));
  }
  return newest;
}

template <class Clock>
bool Lane<Clock>::is_all_sent() const noexcept {
  for (SessionId session = 0; session < sessions(); ++session) {
    if (!out_of(session).is_empty()) return false;
  }
  return true;
}

template <class Clock>
void Lane<Clock>::put_sessions_out(TimeNs now) noexcept {
  for (SessionId session = 0; session < sessions(); ++session) {
    if (out_of(session).written() != places_[session].put) put_session_out(session, now);
  }
}

// All that a session's queue has got since the last input.
template <class Clock>
void Lane<Clock>::put_session_out(SessionId session, TimeNs now) noexcept {
  const ByteQueue& out = out_of(session);
  // What was made and thrown away again within the input can't be sent, and isn't told.
  const size_t fresh = std::min<uint64_t>(out.written() - places_[session].put, out.waiting().size());
  Bytes rest = out.waiting().last(fresh);
  for (; !rest.empty(); rest = rest.subspan(std::min(rest.size(), socket_bytes_max))) {
    journal_.put(lane_record::SessionOut{session}, now, rest.first(std::min(rest.size(), socket_bytes_max)));
  }
  note_put(session);
}

// A new connection's first bytes.
template <class Clock>
void Lane<Clock>::put_login(SessionId session, TimeNs now) noexcept {
  const Bytes login = out_of(session).waiting();
  std::array<std::byte, soup_in_capacity_min> kept;
  const size_t size = std::min(login.size(), kept.size());
  std::memcpy(kept.data(), login.data(), size);
  blank_login_password(std::span(kept).first(size));
  journal_.put(lane_record::SessionOut{session}, now, std::span(kept).first(size));
  note_put(session);
}

// What follows is held back until the journal's present place is on disk. Else a killed engine's journal
// could lack the answer that made the session ready, while orders that followed from it are at the venue; the
// next engine would hear that old answer, take it for its own question's, and use those orders' numbers
// again.
template <class Clock>
void Lane<Clock>::hold_until_now(SessionId session) noexcept {
  SessionPlace& place = places_[session];
  place.held_until = std::max(place.held_until, journal_.place());
  place.hold.note(out_of(session).written(), journal_.place());
}

// All that was made for the session stands in the journal.
template <class Clock>
void Lane<Clock>::note_put(SessionId session) noexcept {
  SessionPlace& place = places_[session];
  place.put = out_of(session).written();
  if (is_holding(place)) place.hold.note(place.put, journal_.place());
}

}  // namespace hotlane
