// The client machine's transitions. See soupbin_client.hpp.
#include "session/soupbin_client.hpp"

#include <algorithm>

namespace hotlane {

using wire::soupbintcp::PacketType;

SoupBinClient::SoupBinClient(size_t in_capacity, size_t out_capacity)
    : in_(std::max(in_capacity, soup_in_capacity_min)), out_(std::max(out_capacity, soup_in_capacity_min)) {
  session_ = wire::soupbintcp::session_field({});
  requested_session_ = session_;
}

void SoupBinClient::start_login(const LoginCredentials& credentials, const wire::soupbintcp::Session& session,
                                uint64_t next_sequence, TimeNs now) noexcept {
  in_.clear();
  out_.clear();
  fault_ = SoupFault::none;
  fault_is_news_ = false;
  requested_session_ = session;
  requested_sequence_ = next_sequence;
  wire::soupbintcp::LoginRequest login;
  login.packet_length = wire::soupbintcp::login_request_length;
  login.packet_type = static_cast<char>(PacketType::login_request);
  login.username = credentials.username;
  login.password = credentials.password;
  login.requested_session = session;
  login.requested_sequence_number = wire::soupbintcp::number_text<20>(next_sequence);
  // The queue is empty and has room for many of these.
  static_cast<void>(write_packet(out_, PacketType::login_request, payload_of(login)));
  state_ = SoupClientState::login_sent;
  sent_.restart(now);
  heard_.restart(now);
  packet_begun_.restart(now);
}

void SoupBinClient::on_disconnect() noexcept {
  in_.clear();
  out_.clear();
  fault_is_news_ = false;
  if (state_ != SoupClientState::ended) state_ = SoupClientState::closed;
}

void SoupBinClient::received(size_t size, TimeNs now) noexcept {
  if (size == 0) return;
  if (in_.is_empty()) packet_begun_.restart(now);
  in_.filled(size);
  heard_.restart(now);
}

bool SoupBinClient::fail(SoupClientEvent& event, SoupFault fault) noexcept {
  state_ = SoupClientState::closed;
  fault_ = fault;
  fault_is_news_ = false;
  in_.clear();
  out_.clear();
  event = {.kind = SoupClientEventKind::fault, .fault = fault};
  return true;
}

bool SoupBinClient::next(SoupClientEvent& event) noexcept {
  if (fault_is_news_) return fail(event, fault_);
  while (state_ == SoupClientState::login_sent || state_ == SoupClientState::up) {
    SoupPacket packet;
    switch (peek_packet(in_.waiting(), packet)) {
      case FrameResult::incomplete: return false;
      case FrameResult::empty_packet: return fail(event, SoupFault::empty_packet);
      case FrameResult::packet_too_long: return fail(event, SoupFault::packet_too_long);
      case FrameResult::packet: break;
    }
    // The packet's bytes stay where they are until the next receive_space().
    in_.consumed(packet.whole.size());
    packet_begun_.restart(heard_.since());
    if (take(packet, event)) return true;
  }
  return false;
}

bool SoupBinClient::take(const SoupPacket& packet, SoupClientEvent& event) noexcept {
  switch (static_cast<PacketType>(packet.type)) {
    case PacketType::sequenced_data: return take_sequenced(packet, event);
    case PacketType::server_heartbeat:
      if (!packet.payload.empty()) return fail(event, SoupFault::wrong_size);
      if (state_ != SoupClientState::up) return fail(event, SoupFault::out_of_order);
      return false;
    case PacketType::unsequenced_data:
      if (state_ != SoupClientState::up) return fail(event, SoupFault::out_of_order);
      event = {.kind = SoupClientEventKind::unsequenced, .payload = packet.payload};
      return true;
    case PacketType::debug:
      event = {.kind = SoupClientEventKind::debug, .payload = packet.payload};
      return true;
    case PacketType::login_accepted: return take_login_accepted(packet, event);
    case PacketType::login_rejected:
      if (packet.whole.size() != sizeof(wire::soupbintcp::LoginRejected))
        return fail(event, SoupFault::wrong_size);
      if (state_ != SoupClientState::login_sent) return fail(event, SoupFault::out_of_order);
      event = {.kind = SoupClientEventKind::login_rejected,
               .reject_reason = packet_as<wire::soupbintcp::LoginRejected>(packet.whole).reject_reason};
      state_ = SoupClientState::closed;
      return true;
    case PacketType::end_of_session:
      if (!packet.payload.empty()) return fail(event, SoupFault::wrong_size);
      if (state_ != SoupClientState::up) return fail(event, SoupFault::out_of_order);
      state_ = SoupClientState::ended;
      event = {.kind = SoupClientEventKind::end_of_session};
      return true;
    case PacketType::login_request:
    case PacketType::client_heartbeat:
    case PacketType::logout_request: return fail(event, SoupFault::wrong_side);
  }
  return fail(event, SoupFault::unknown_type);
}

bool SoupBinClient::take_login_accepted(const SoupPacket& packet, SoupClientEvent& event) noexcept {
  if (packet.whole.size() != sizeof(wire::soupbintcp::LoginAccepted))
    return fail(event, SoupFault::wrong_size);
  if (state_ != SoupClientState::login_sent) return fail(event, SoupFault::out_of_order);
  const auto accepted = packet_as<wire::soupbintcp::LoginAccepted>(packet.whole);
  const std::optional<uint64_t> sequence = wire::soupbintcp::parse_number(accepted.sequence_number);
  if (!sequence || *sequence == 0) return fail(event, SoupFault::malformed_number);
  const auto asked = wire::soupbintcp::session_name(requested_session_);
  if (!asked.empty() && asked != wire::soupbintcp::session_name(accepted.session)) {
    return fail(event, SoupFault::other_session);
  }
  if (requested_sequence_ != 0 && *sequence > requested_sequence_)
    return fail(event, SoupFault::messages_lost);
  // A stream that starts below the number asked for repeats: what it repeats is counted, not given out again.
  stream_sequence_ = *sequence;
  next_sequence_ = requested_sequence_ == 0 ? *sequence : requested_sequence_;
  session_ = accepted.session;
  state_ = SoupClientState::up;
  event = {.kind = SoupClientEventKind::login_accepted, .sequence = next_sequence_};
  return true;
}

bool SoupBinClient::take_sequenced(const SoupPacket& packet, SoupClientEvent& event) noexcept {
  if (state_ != SoupClientState::up) [[unlikely]]
    return fail(event, SoupFault::out_of_order);
  const uint64_t sequence = stream_sequence_++;
  if (sequence < next_sequence_) [[unlikely]] {
    ++repeated_;
    return false;
  }
  next_sequence_ = sequence + 1;
  event = {.kind = SoupClientEventKind::sequenced, .sequence = sequence, .payload = packet.payload};
  return true;
}

void SoupBinClient::on_time(TimeNs now) noexcept {
  SoupFault fault = SoupFault::none;
  if (state_ == SoupClientState::login_sent) {
    if (sent_.elapsed(now) > client_login_timeout_ns) fault = SoupFault::login_timeout;
  } else if (state_ == SoupClientState::up) {
    if (heard_.elapsed(now) > silence_max_ns) fault = SoupFault::peer_silent;
    if (sent_.elapsed(now) >= heartbeat_interval_ns && write_packet(out_, PacketType::client_heartbeat, {})) {
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
    state_ = SoupClientState::closed;
  }
}

std::span<std::byte> SoupBinClient::begin_unsequenced(size_t size_max) noexcept {
  if (state_ != SoupClientState::up || size_max >= soup_packet_length_max) return {};
  return begin_packet(out_, size_max);
}

void SoupBinClient::commit_unsequenced(size_t size, TimeNs now) noexcept {
  commit_packet(out_, PacketType::unsequenced_data, size);
  sent_.restart(now);
}

bool SoupBinClient::send_unsequenced(Bytes payload, TimeNs now) noexcept {
  if (state_ != SoupClientState::up || !write_packet(out_, PacketType::unsequenced_data, payload))
    return false;
  sent_.restart(now);
  return true;
}

bool SoupBinClient::logout(TimeNs now) noexcept {
  if (state_ != SoupClientState::up || !write_packet(out_, PacketType::logout_request, {})) return false;
  sent_.restart(now);
  return true;
}

}  // namespace hotlane
