#include "parity/recorded_venue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "journal/order_side.hpp"
#include "replay/record_head.hpp"
#include "session/ouch_answer.hpp"
#include "session/soup_framer.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

namespace itch = wire::itch50;
namespace soup = wire::soupbintcp;

struct RecordedVenue::Sink {
  RecordedVenue& its;

  void on_messages(std::span<const MessageBytes> messages) noexcept {
    bool begins_packet = true;
    for (const MessageBytes message : messages) {
      if (message.empty()) continue;
      its.keep(message, begins_packet);
      begins_packet = false;
    }
  }
  void on_status(const ChannelStatus& status) noexcept {
    const bool was_lost = std::exchange(its.is_lost_, status.state == ChannelState::lost);
    const bool is_whole = status.state == ChannelState::live || status.state == ChannelState::ended;
    if (is_whole) {
      its.missing_since_.reset();
    } else if (!its.missing_since_) {
      its.missing_since_ = its.newest_stamp();
    }
    if (its.is_lost_ && !was_lost) its.note_gap();
  }
  void on_snapshot_begin() noexcept {}
  // The queues before it are not known.
  void on_snapshot_message(MessageBytes) noexcept {
    if (!its.is_in_snapshot_) its.note_gap();
    its.is_in_snapshot_ = true;
  }
  void on_snapshot_end() noexcept { its.is_in_snapshot_ = false; }
};

RecordedVenue::RecordedVenue() : is_ours_(locates) {
  is_ours_[0] = true;
}
RecordedVenue::~RecordedVenue() = default;

bool RecordedVenue::fail(const std::string& words) {
  if (failure_.empty()) failure_ = "record " + std::to_string(records_) + ": " + words;
  return false;
}

bool RecordedVenue::take(const Record& record) {
  ++records_;
  const auto type = static_cast<LaneRecord>(record.type);
  if (type == LaneRecord::segment) return head_.take_segment(record.payload) || fail(head_.why());
  if (type == LaneRecord::settings) {
    if (!head_.take_settings(record.payload)) return fail(head_.why());
    return !settings() || begin_run();
  }
  if (!settings()) return fail("the lane's settings do not stand before it");
  now_ = record.time_ns;
  switch (type) {
    case LaneRecord::datagram:
    case LaneRecord::answer:
    case LaneRecord::snapshot_open:
    case LaneRecord::snapshot_bytes:
    case LaneRecord::snapshot_lost:
    case LaneRecord::input_end:
    case LaneRecord::time: return take_datagram(type, record.payload, record.time_ns);
    case LaneRecord::session_bytes: return take_session_bytes(record.payload, record.time_ns);
    case LaneRecord::session_open:
    case LaneRecord::session_lost: {
      uint8_t session = 0;
      Bytes rest;
      if (!split(record.payload, session, rest) || session >= sessions_.size())
        return fail("an order session that the lane does not have");
      sessions_[session].stream.clear();
      sessions_[session].connections += type == LaneRecord::session_open;
      return true;
    }
    case LaneRecord::order_sent: return take_sent(record.payload, record.time_ns);
    case LaneRecord::earlier:
      return fail("it goes on from an earlier run, whose orders and queues it does not hold");
    case LaneRecord::end: is_ended_ = true; return true;
    default: return true;
  }
}

bool RecordedVenue::begin_run() {
  const LaneSettings& lane = settings()->lane;
  if (lane.channels.size() != 1)
    return fail("a lane of " + std::to_string(lane.channels.size()) + " channels, expected one");
  channel_ = std::make_unique<Channel>(lane.channels[0].stream);
  for (const VenueProfile& profile : lane.sessions) {
    sessions_.emplace_back().profile = profile;
  }
  return true;
}

bool RecordedVenue::take_datagram(LaneRecord type, Bytes payload, TimeNs now) {
  Sink sink{*this};
  Bytes body;
  uint8_t channel = 0;
  const auto is_first = [&](uint8_t one) {
    return one == 0 || fail("a channel that the lane does not have");
  };
  switch (type) {
    case LaneRecord::datagram: {
      lane_record::Datagram head;
      if (!split(payload, head, body) || head.line >= settings()->lane.channels[0].stream.lines)
        return fail("no datagram of one of the lane's lines");
      if (!is_first(head.channel)) return false;
      channel_->on_datagram(head.line, body, now, sink, static_cast<TimeNs>(uint64_t{head.reached_ns}));
      break;
    }
    case LaneRecord::answer:
      if (!split(payload, channel, body) || !is_first(channel)) return fail("no answer");
      channel_->on_answer(body, now, sink);
      break;
    case LaneRecord::snapshot_open: channel_->on_snapshot_open(now, sink); break;
    case LaneRecord::snapshot_bytes: {
      if (!split(payload, channel, body) || !is_first(channel)) return fail("no snapshot's bytes");
      const std::span<std::byte> space = channel_->snapshot_space(body.size());
      if (body.empty() || body.size() > space.size())
        return fail("more of a snapshot than there is room for");
      std::memcpy(space.data(), body.data(), body.size());
      channel_->on_snapshot_bytes(body.size(), now, sink);
      break;
    }
    case LaneRecord::snapshot_lost: channel_->on_snapshot_lost(now, sink); break;
    case LaneRecord::input_end: {
      lane_record::InputEnd head;
      if (!split(payload, head, body)) return fail("no end of a recording");
      channel_->on_input_end(head.is_broken != 0, now, sink);
      break;
    }
    default: channel_->on_time(now, sink); break;
  }
  // What it asks for was asked for that day: what came of it is in the journal.
  RerequestDatagram asked;
  while (channel_->next_request(now, asked)) {
  }
  uint32_t server = 0;
  static_cast<void>(channel_->take_snapshot_connect(server));
  channel_->snapshot_out().clear();
  return true;
}

void RecordedVenue::note_gap() noexcept {
  if (gaps_++ == 0) first_gap_ = missing_since_.value_or(newest_stamp());
}

void RecordedVenue::keep(Bytes message, bool begins_packet) {
  if (message.size() < sizeof(itch::Header)) return;
  const auto& header = itch::view<itch::Header>(message.data());
  const Locate locate = header.stock_locate;
  // Never back: places are looked for by it.
  const TimeNs time = std::max(static_cast<TimeNs>(uint64_t{header.timestamp}), newest_stamp());
  stamps_.push_back({time, static_cast<uint32_t>(messages_.size()), begins_packet});
  if (static_cast<char>(message[0]) == itch::StockDirectory::code &&
      message.size() == sizeof(itch::StockDirectory)) {
    const wire::Symbol& symbol = itch::view<itch::StockDirectory>(message.data()).stock;
    for (const LaneInstrument& instrument : settings()->lane.instruments) {
      if (instrument.symbol == symbol) is_ours_[locate] = true;
    }
  }
  if (!is_ours_[locate]) return;
  messages_.push_back({.begin = bytes_.size(),
                       .time_of_day = time,
                       .heard = now_,
                       .size = static_cast<uint16_t>(message.size())});
  bytes_.insert(bytes_.end(), message.begin(), message.end());
}

bool RecordedVenue::take_session_bytes(Bytes payload, TimeNs now) {
  lane_record::SessionBytes head;
  Bytes body;
  if (!split(payload, head, body) || head.session >= sessions_.size()) return fail("no session's bytes");
  std::vector<std::byte>& stream = sessions_[head.session].stream;
  stream.insert(stream.end(), body.begin(), body.end());
  size_t done = 0;
  SoupPacket packet;
  while (peek_packet(Bytes(stream).subspan(done), packet) == FrameResult::packet) {
    if (!take_packet(head.session, packet.whole, now)) return false;
    done += packet.whole.size();
  }
  stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(done));
  return true;
}

bool RecordedVenue::take_packet(SessionId id, Bytes whole, TimeNs now) {
  Session& session = sessions_[id];
  const auto type = static_cast<soup::PacketType>(whole[soup::length_field_size]);
  if (type == soup::PacketType::login_accepted && whole.size() == sizeof(soup::LoginAccepted)) {
    const auto next = soup::parse_number(packet_as<soup::LoginAccepted>(whole).sequence_number);
    session.next_sequence = next.value_or(session.next_sequence);
    return true;
  }
  if (type != soup::PacketType::sequenced_data) return true;
  const uint64_t known = session.answers.size();
  if (session.next_sequence++ <= known) return true;  // again, after a reconnect
  if (session.next_sequence - 1 != known + 1)
    return fail("the venue's messages " + std::to_string(known + 1) + " to " +
                std::to_string(session.next_sequence - 2) + " were for an earlier run");
  const Bytes message = whole.subspan(sizeof(soup::PacketHeader));
  RecordedAnswer answer;
  if (!read_answer(id, message, answer)) answer = {};
  answer.heard = now;
  if (answer.kind == OrderAnswerKind::account_query_response)
    session.answers_before.resize(session.connections + 1, session.answers.size());
  const bool is_question = answer.kind == OrderAnswerKind::account_query_response;
  if (is_question && answer.number > 1 && known == 0)
    return fail("the venue had orders of the session before the run: their queues are not known");
  session.answers.push_back(answer);
  session.bytes.insert(session.bytes.end(), message.begin(), message.end());
  session.ends.push_back(session.bytes.size());
  return true;
}

bool RecordedVenue::read_answer(SessionId session, Bytes message, RecordedAnswer& out) const {
  OrderAnswer answer;
  if (decode_answer(sessions_[session].profile, message, answer) != OuchFault::none) return false;
  // Recovery's question in a protocol that has none.
  if (answer.detail.is_probe && answer.kind != OrderAnswerKind::executed)
    answer.kind = OrderAnswerKind::account_query_response;
  out = {.kind = answer.kind,
         .liquidity = answer.liquidity,
         .reason = answer.reason,
         .reject_reason = answer.reject_reason,
         .number = answer.user_ref_num,
         .original = answer.orig_user_ref_num,
         .quantity = answer.quantity,
         .price_ticks = answer.price_ticks,
         .time_of_day = answer.time_of_day_ns,
         .heard = 0,
         .reference = answer.order_reference,
         .match_number = answer.match_number};
  return true;
}

Bytes RecordedVenue::answer_bytes(SessionId id, uint64_t sequence) const noexcept {
  const Session& session = sessions_[id];
  const uint64_t begin = sequence == 1 ? 0 : session.ends[sequence - 2];
  return Bytes(session.bytes).subspan(begin, session.ends[sequence - 1] - begin);
}

bool RecordedVenue::take_sent(Bytes payload, TimeNs now) {
  lane_record::OrderSent head;
  RecordedRequest request;
  Bytes intent;
  if (!split(payload, head, intent) || !is_intent(intent) || head.session >= sessions_.size() ||
      head.strategy >= settings()->lane.strategies.size())
    return fail("no order that was sent");
  request.session = head.session;
  request.strategy = head.strategy;
  request.number = head.number;
  request.sent = now;
  request.connection = sessions_[head.session].connections;
  std::memcpy(&request.intent, intent.data(), sizeof request.intent);
  requests_.push_back(request);
  return true;
}

}  // namespace hotlane
