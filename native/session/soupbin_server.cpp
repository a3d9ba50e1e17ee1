// The server machine's transitions. See soupbin_server.hpp.
#include "session/soupbin_server.hpp"

#include <algorithm>
#include <string_view>

namespace hotlane {

using wire::soupbintcp::PacketType;

namespace {

[[nodiscard]] char fold_case(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] bool equal_without_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return fold_case(x) == fold_case(y); });
}

}  // namespace

std::optional<uint64_t> first_sequence_for(const SoupLogin& login, const SoupStream& stream) noexcept {
  const auto asked = wire::soupbintcp::session_name(login.session);
  if (!asked.empty() && asked != wire::soupbintcp::session_name(stream.session)) return std::nullopt;
  if (login.sequence == 0) return std::max<uint64_t>(1, stream.next_sequence - 1);
  if (login.sequence > stream.next_sequence) return std::nullopt;
  return login.sequence;
}

bool credentials_match(const SoupLogin& login, const wire::soupbintcp::Username& username,
                       const wire::soupbintcp::Password& password) noexcept {
  return equal_without_case(login.username.text(), username.text()) &&
         equal_without_case(login.password.text(), password.text());
}

SoupBinServer::SoupBinServer(size_t in_capacity, size_t out_capacity)
    : in_(std::max(in_capacity, soup_in_capacity_min)), out_(std::max(out_capacity, soup_in_capacity_min)) {}

void SoupBinServer::open(TimeNs now) noexcept {
  in_.clear();
  out_.clear();
  fault_ = SoupFault::none;
  fault_is_news_ = false;
  silence_max_ns_ = silence_max_ns;
  state_ = SoupServerState::awaiting_login;
  opened_.restart(now);
  sent_.restart(now);
  heard_.restart(now);
  packet_begun_.restart(now);
}

void SoupBinServer::on_disconnect() noexcept {
  in_.clear();
  out_.clear();
  fault_is_news_ = false;
  state_ = SoupServerState::closed;
}

void SoupBinServer::received(size_t size, TimeNs now) noexcept {
  if (size == 0) return;
  if (in_.is_empty()) packet_begun_.restart(now);
  in_.filled(size);
  heard_.restart(now);
}

bool SoupBinServer::fail(SoupServerEvent& event, SoupFault fault) noexcept {
  state_ = SoupServerState::closed;
  fault_ = fault;
  fault_is_news_ = false;
  in_.clear();
  // soupbintcp.md, State machines: say why, then close. What waits before it still goes out.
  const std::string_view words = words_of(fault);
  static_cast<void>(write_packet(out_, PacketType::debug, std::as_bytes(std::span(words))));
  event = {.kind = SoupServerEventKind::fault, .fault = fault};
  return true;
}

bool SoupBinServer::next(SoupServerEvent& event) noexcept {
  if (fault_is_news_) return fail(event, fault_);
  while (state_ == SoupServerState::awaiting_login || state_ == SoupServerState::active) {
    SoupPacket packet;
    switch (peek_packet(in_.waiting(), packet)) {
      case FrameResult::incomplete: return false;
      case FrameResult::empty_packet: return fail(event, SoupFault::empty_packet);
      case FrameResult::packet_too_long: return fail(event, SoupFault::packet_too_long);
      case FrameResult::packet: break;
    }
    in_.consumed(packet.whole.size());
    packet_begun_.restart(heard_.since());
    if (take(packet, event)) return true;
  }
  return false;
}

bool SoupBinServer::take(const SoupPacket& packet, SoupServerEvent& event) noexcept {
  const bool is_active = state_ == SoupServerState::active;
  switch (static_cast<PacketType>(packet.type)) {
    case PacketType::unsequenced_data:
      if (!is_active) return fail(event, SoupFault::out_of_order);
      event = {.kind = SoupServerEventKind::unsequenced, .payload = packet.payload};
      return true;
    case PacketType::client_heartbeat:
      if (!packet.payload.empty()) return fail(event, SoupFault::wrong_size);
      if (!is_active) return fail(event, SoupFault::out_of_order);
      return false;
    case PacketType::debug:
      event = {.kind = SoupServerEventKind::debug, .payload = packet.payload};
      return true;
    case PacketType::login_request: return take_login(packet, event);
    case PacketType::logout_request:
      if (!packet.payload.empty()) return fail(event, SoupFault::wrong_size);
      if (!is_active) return fail(event, SoupFault::out_of_order);
      state_ = SoupServerState::closed;
      event = {.kind = SoupServerEventKind::logout};
      return true;
    case PacketType::login_accepted:
    case PacketType::login_rejected:
    case PacketType::sequenced_data:
    case PacketType::server_heartbeat:
    case PacketType::end_of_session: return fail(event, SoupFault::wrong_side);
  }
  return fail(event, SoupFault::unknown_type);
}

bool SoupBinServer::take_login(const SoupPacket& packet, SoupServerEvent& event) noexcept {
  using wire::soupbintcp::LoginRequest;
  const size_t length = packet.whole.size() - wire::soupbintcp::length_field_size;
  const bool names_timeout = length == wire::soupbintcp::login_request_length_410;
  if (length != wire::soupbintcp::login_request_length && !names_timeout)
    return fail(event, SoupFault::wrong_size);
  if (state_ != SoupServerState::awaiting_login) return fail(event, SoupFault::out_of_order);
  const auto request = packet_as<LoginRequest>(packet.whole);
  const auto sequence = wire::soupbintcp::parse_number(request.requested_sequence_number);
  if (!sequence) return fail(event, SoupFault::malformed_number);
  if (names_timeout) {
    wire::soupbintcp::TimeoutText text;
    std::memcpy(&text, packet.whole.data() + sizeof(LoginRequest), sizeof text);
    const auto timeout_ms = wire::soupbintcp::parse_number(text);
    if (!timeout_ms || *timeout_ms == 0) return fail(event, SoupFault::malformed_number);
    silence_max_ns_ = static_cast<TimeNs>(*timeout_ms) * 1'000'000;
  }
  event = {.kind = SoupServerEventKind::login};
  event.login = {request.username, request.password, request.requested_session, *sequence};
  state_ = SoupServerState::login_received;
  return true;
}

void SoupBinServer::accept_login(const wire::soupbintcp::Session& session, uint64_t first_sequence,
                                 TimeNs now) noexcept {
  if (state_ != SoupServerState::login_received) return;
  wire::soupbintcp::LoginAccepted accepted;
  accepted.session = wire::soupbintcp::session_field(wire::soupbintcp::session_name(session));
  accepted.sequence_number = wire::soupbintcp::number_text<20>(first_sequence);
  // The queue holds at most debug texts so far; it was sized for packets far longer than this one.
  if (!write_packet(out_, PacketType::login_accepted, payload_of(accepted))) {
    state_ = SoupServerState::closed;
    return;
  }
  next_sequence_ = first_sequence;
  state_ = SoupServerState::active;
  sent_.restart(now);
}

void SoupBinServer::reject_login(wire::soupbintcp::RejectReason reason, TimeNs now) noexcept {
  if (state_ != SoupServerState::login_received) return;
  const auto code = static_cast<std::byte>(reason);
  static_cast<void>(write_packet(out_, PacketType::login_rejected, Bytes(&code, 1)));
  state_ = SoupServerState::closed;
  sent_.restart(now);
}

void SoupBinServer::on_time(TimeNs now) noexcept {
  SoupFault fault = SoupFault::none;
  if (state_ == SoupServerState::awaiting_login) {
    if (opened_.elapsed(now) > server_login_timeout_ns) fault = SoupFault::login_timeout;
  } else if (state_ == SoupServerState::active) {
    if (heard_.elapsed(now) > silence_max_ns_) fault = SoupFault::peer_silent;
    if (sent_.elapsed(now) >= heartbeat_interval_ns && write_packet(out_, PacketType::server_heartbeat, {})) {
      sent_.restart(now);
    }
  } else {
    return;
  }
  if (fault == SoupFault::none && !in_.is_empty() && packet_begun_.elapsed(now) > packet_stalled_max_ns) {
    fault = SoupFault::packet_stalled;
  }
  if (fault != SoupFault::none) {
    fault_ = fault;
    fault_is_news_ = true;
    state_ = SoupServerState::closed;
  }
}

bool SoupBinServer::send_unsequenced(Bytes payload, TimeNs now) noexcept {
  if (state_ != SoupServerState::active || !write_packet(out_, PacketType::unsequenced_data, payload))
    return false;
  sent_.restart(now);
  return true;
}

bool SoupBinServer::send_debug(Bytes text, TimeNs now) noexcept {
  if (state_ == SoupServerState::closed || !write_packet(out_, PacketType::debug, text)) return false;
  sent_.restart(now);
  return true;
}

bool SoupBinServer::end_session(TimeNs now) noexcept {
  if (state_ != SoupServerState::active || !write_packet(out_, PacketType::end_of_session, {})) return false;
  state_ = SoupServerState::closed;
  sent_.restart(now);
  return true;
}

}  // namespace hotlane
