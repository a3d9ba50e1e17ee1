#include "replay/recorded_latencies.hpp"

#include <algorithm>
#include <cstring>

#include "journal/order_side.hpp"
#include "replay/record_head.hpp"
#include "session/ouch_answer.hpp"
#include "session/soup_framer.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane {

namespace soup = wire::soupbintcp;

bool RecordedLatencies::fail(const std::string& words) {
  if (failure_.empty()) failure_ = "record " + std::to_string(records_) + ": " + words;
  return false;
}

bool RecordedLatencies::take(const Record& record) {
  ++records_;
  const auto type = static_cast<LaneRecord>(record.type);
  if (type == LaneRecord::segment) return head_.take_segment(record.payload) || fail(head_.why());
  if (type == LaneRecord::settings) return take_settings(record.payload);
  if (!head_.settings())
    return fail("the lane's settings do not stand before it: the run's beginning is missing");
  switch (type) {
    case LaneRecord::clock: {
      lane_record::Clock clock;
      Bytes rest;
      if (!split(record.payload, clock, rest)) return fail("no clock");
      times_.note(clock, record.time_ns);
      return true;
    }
    case LaneRecord::datagram: return take_datagram(record.payload);
    case LaneRecord::order_sent: return take_order(record.payload);
    case LaneRecord::session_out: return take_made(record.payload);
    case LaneRecord::session_sent: return take_left(record.payload);
    case LaneRecord::session_bytes: return take_heard(record.payload);
    case LaneRecord::session_open:
    case LaneRecord::session_lost: return begin_connection(record.payload);
    default: return true;
  }
}

bool RecordedLatencies::take_settings(Bytes payload) {
  if (!head_.take_settings(payload)) return fail(head_.why());
  if (!head_.settings()) return true;  // there are more
  for (const VenueProfile& profile : head_.settings()->lane.sessions)
    sessions_.emplace_back().profile = profile;
  return true;
}

bool RecordedLatencies::take_datagram(Bytes payload) {
  lane_record::Datagram head;
  Bytes body;
  if (!split(payload, head, body)) return fail("no datagram");
  arrived_ = head.arrived_ticks;
  reached_ = static_cast<TimeNs>(uint64_t{head.reached_ns});
  return true;
}

bool RecordedLatencies::take_order(Bytes payload) {
  lane_record::OrderSent head;
  Bytes body;
  if (!split(payload, head, body) || !is_intent(body) || head.session >= sessions_.size())
    return fail("no order that was sent");
  const uint64_t decided = head.decided_ticks;
  if (decided == 0) return true;  // no strategy did: a cancel at the lane's stop
  if (times_.at(decided) == 0) return fail("no clock stands before an order");
  // One that a timer, an answer or a person caused has no packet.
  if (head.arrived_ticks != 0 && head.arrived_ticks == arrived_) {
    const TimeNs since_taken = times_.between(arrived_, decided);
    const TimeNs since_reached = times_.at(decided) - reached_;
    if (since_taken >= 0) taken_to_decision_.push_back(static_cast<double>(since_taken));
    if (reached_ != 0 && since_reached >= 0) data_to_decision_.push_back(static_cast<double>(since_reached));
  }
  Intent intent;
  std::memcpy(&intent, body.data(), sizeof intent);
  if (intent.kind == IntentKind::cancel) return true;
  ++orders_;
  sessions_[head.session].waiting.push_back({head.number, decided, 0});
  return true;
}

// Its bytes stand behind the orders that they are of, all of one input together.
bool RecordedLatencies::take_made(Bytes payload) {
  lane_record::SessionOut head;
  Bytes body;
  if (!split(payload, head, body) || head.session >= sessions_.size()) return fail("no bytes for the venue");
  Session& session = sessions_[head.session];
  session.made += body.size();
  for (auto order = session.waiting.rbegin(); order != session.waiting.rend() && order->end == 0; ++order)
    order->end = session.made;
  return true;
}

bool RecordedLatencies::take_left(Bytes payload) {
  lane_record::SessionSent head;
  Bytes rest;
  if (!split(payload, head, rest) || head.session >= sessions_.size())
    return fail("no bytes that were taken for the venue");
  Session& session = sessions_[head.session];
  session.taken += head.size;
  while (!session.waiting.empty()) {
    const Order& order = session.waiting.front();
    if (order.end == 0 || order.end > session.taken) break;
    session.unheard[order.number] = {order.decided, head.sent_ticks};
    session.waiting.pop_front();
  }
  return true;
}

bool RecordedLatencies::take_heard(Bytes payload) {
  lane_record::SessionBytes head;
  Bytes body;
  if (!split(payload, head, body) || head.session >= sessions_.size()) return fail("no session's bytes");
  Session& session = sessions_[head.session];
  session.stream.insert(session.stream.end(), body.begin(), body.end());
  size_t done = 0;
  SoupPacket packet;
  while (peek_packet(Bytes(session.stream).subspan(done), packet) == FrameResult::packet) {
    const auto type = static_cast<soup::PacketType>(packet.whole[soup::length_field_size]);
    if (type == soup::PacketType::sequenced_data)
      hear(session, packet.whole.subspan(sizeof(soup::PacketHeader)), head.received_ticks);
    done += packet.whole.size();
  }
  session.stream.erase(session.stream.begin(), session.stream.begin() + static_cast<std::ptrdiff_t>(done));
  return true;
}

void RecordedLatencies::hear(Session& session, Bytes message, uint64_t received) {
  OrderAnswer answer;
  if (decode_answer(session.profile, message, answer) != OuchFault::none) return;
  const auto sent = session.unheard.find(answer.user_ref_num);
  if (sent == session.unheard.end()) return;
  const TimeNs to_wire = times_.between(sent->second.decided, sent->second.taken);
  const TimeNs to_answer = times_.between(sent->second.taken, received);
  session.unheard.erase(sent);
  // A venue on this host may have answered before the kernel's return was stamped.
  if (to_wire + to_answer < 0) return;
  decision_to_wire_.push_back(static_cast<double>(to_wire));
  wire_to_answer_.push_back(static_cast<double>(std::max<TimeNs>(to_answer, 0)));
}

// What waited is thrown away with its connection, what was not answered is answered after a recovery.
bool RecordedLatencies::begin_connection(Bytes payload) {
  uint8_t id = 0;
  Bytes rest;
  if (!split(payload, id, rest) || id >= sessions_.size())
    return fail("an order session that the lane does not have");
  Session& session = sessions_[id];
  session.stream.clear();
  session.waiting.clear();
  session.unheard.clear();
  session.made = session.taken = 0;
  return true;
}

}  // namespace hotlane
