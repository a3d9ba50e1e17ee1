#include "parity/parity_run.hpp"

#include <algorithm>
#include <cstring>

#include "journal/order_side.hpp"
#include "parity/answer_kinds.hpp"
#include "replay/record_head.hpp"
#include "session/order_token.hpp"
#include "session/ouch42_request.hpp"
#include "session/soup_framer.hpp"

namespace hotlane {
namespace {

namespace soup = wire::soupbintcp;

// Moves whole packets off the front of `stream`, each to take(whole).
template <class Take>
void take_packets(std::vector<std::byte>& stream, Take&& take) {
  size_t done = 0;
  SoupPacket packet;
  while (peek_packet(Bytes(stream).subspan(done), packet) == FrameResult::packet) {
    take(packet.whole);
    done += packet.whole.size();
  }
  stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(done));
}

void append(std::vector<std::byte>& to, Bytes bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void append_sequenced(std::vector<std::byte>& to, Bytes message) {
  soup::PacketHeader header;
  header.packet_length = static_cast<uint16_t>(message.size() + 1);
  header.packet_type = static_cast<char>(soup::PacketType::sequenced_data);
  append(to, std::as_bytes(std::span(&header, 1)));
  append(to, message);
}

struct RequestKind {
  UserRefNum number = 0;
  bool is_other = false;  // about no single order of ours
};

RequestKind kind_of(Bytes message, OrderProtocol protocol) noexcept {
  OuchRequest request;
  const bool is_ouch42 = protocol == OrderProtocol::ouch42;
  const OuchFault fault =
      is_ouch42 ? decode_ouch42_request(message, request) : decode_request(message, request);
  if (fault != OuchFault::none && !is_tag_fault(fault)) return {.number = 0, .is_other = true};
  using wire::ouch50::InboundType;
  switch (request.type) {
    case InboundType::enter_order:
    case InboundType::replace_order:
    case InboundType::cancel_order:
    case InboundType::modify_order: break;
    default: return {.number = 0, .is_other = true};
  }
  if (!is_ouch42) return {.number = request.user_ref_num, .is_other = false};
  const std::optional<OrderName> name = parse_token(request.token);
  return {.number = name ? name->number : 0, .is_other = !name};
}

}  // namespace

ParityRun::ParityRun(const RecordedVenue& recorded, boundary::LaneMemory& memory,
                     std::span<StrategyPort* const> strategies, StrategySource* source)
    : recorded_(recorded), settings_(recorded.settings()->lane), memory_(memory), venue_(recorded) {
  // Nothing is held back: it goes when the journal says so. Relaxed: one thread.
  pipe_.durable.store(UINT64_MAX, std::memory_order_relaxed);
  lane_ = std::make_unique<ReplayedLane>(settings_, memory, clock_, strategies, &pipe_);
  lane_->supply(source);
  inputs_ = std::make_unique<RecordedInputs>(settings_, *lane_);
  sessions_.resize(settings_.sessions.size());
  held_.reserve(record_payload_max);
}

ParityRun::~ParityRun() = default;

bool ParityRun::fail(const std::string& words) {
  if (failure_.empty()) failure_ = "record " + std::to_string(records_) + ": " + words;
  return false;
}

bool ParityRun::take(const Record& record) {
  ++records_;
  const auto type = static_cast<LaneRecord>(record.type);
  if (is_input(type)) {
    if (!run_held()) return false;
    hold(record);
    return true;
  }
  if (type == LaneRecord::end) return run_held();
  if (type == LaneRecord::callback) {
    ParityCall call;
    if (!read_call(record.payload, call)) return fail("no callback of a strategy");
    live_calls_.push_back(std::move(call));
  } else if (type == LaneRecord::order_sent && live_requests_ < recorded_.requests().size()) {
    const RecordedRequest& request = recorded_.requests()[live_requests_++];
    live_sent_.push_back({.session = request.session,
                          .strategy = request.strategy,
                          .number = request.number,
                          .intent = request.intent,
                          .place = request.place,
                          .is_placed = true,
                          .is_answered = request.is_answered,
                          .time = request.sent});
  }
  return true;
}

void ParityRun::hold(const Record& record) {
  is_holding_ = true;
  held_type_ = static_cast<LaneRecord>(record.type);
  now_ = record.time_ns;
  held_.assign(record.payload.begin(), record.payload.end());
}

bool ParityRun::finish() {
  // Of an input that a crash cut off nobody knows whether all that it led to was written.
  if (recorded_.is_ended() && !run_held()) return false;
  if (counts_.inputs == 0) return fail("it holds nothing that a lane was told");
  compare_answers();
  return true;
}

bool ParityRun::run_held() {
  if (!is_holding_) return true;
  is_holding_ = false;
  if (!run(held_type_, held_)) return false;
  ++counts_.inputs;
  drain();
  if (!lane_->journal().is_on()) return fail("one input led to more than a journal can hold");
  compare();
  return true;
}

bool ParityRun::run(LaneRecord type, Bytes payload) {
  switch (type) {
    case LaneRecord::session_open:
    case LaneRecord::session_lost:
    case LaneRecord::session_bytes:
    case LaneRecord::session_sent: return run_session(type, payload);
    case LaneRecord::time: break;
    default: return inputs_->run(type, payload, now_) || fail(inputs_->failure());
  }
  if (!follows_record()) {
    for (SessionId session = 0; session < sessions_.size(); ++session) {
      say(session, lane_->session_waiting(session).size());
      hear_due(session);
      give_heard(session, 0);
    }
  }
  lane_->on_time(now_);
  if (now_ - published_at_ >= publish_ns) {
    published_at_ = now_;
    lane_->publish_marks();
  }
  memory_.events.read = memory_.events.written;  // as TypeScript takes them
  return true;
}

bool ParityRun::run_session(LaneRecord type, Bytes payload) {
  SessionId session = 0;
  Bytes body;
  if (!split(payload, session, body) || session >= sessions_.size())
    return fail("an order session that the lane does not have");
  Session& its = sessions_[session];
  switch (type) {
    case LaneRecord::session_open:
    case LaneRecord::session_lost:
      its.is_logged_in = false;
      its.heard.clear();
      its.said.clear();
      its.on_way.clear();
      its.hearing.clear();
      return inputs_->run(type, payload, now_) || fail(inputs_->failure());
    case LaneRecord::session_bytes: {
      lane_record::SessionBytes head;
      if (!split(payload, head, body)) return fail("no session's bytes");
      hear(session, body);
      give_heard(session, head.received_ticks);
      return true;
    }
    default: {
      lane_record::SessionSent head;
      if (!split(payload, head, body)) return fail("no bytes sent");
      const size_t waiting = lane_->session_waiting(session).size();
      say(session, follows_record() ? std::min<size_t>(head.size, waiting) : waiting);
      return true;
    }
  }
}

void ParityRun::hear(SessionId session, Bytes body) {
  append(sessions_[session].heard, body);
  take_packets(sessions_[session].heard, [&](Bytes whole) { hear_packet(session, whole); });
  hear_due(session);
}

void ParityRun::hear_packet(SessionId id, Bytes whole) {
  Session& session = sessions_[id];
  const auto type = static_cast<soup::PacketType>(whole[soup::length_field_size]);
  if (type == soup::PacketType::sequenced_data) return hear_sequenced(id, whole);
  if (type != soup::PacketType::login_accepted || whole.size() != sizeof(soup::LoginAccepted))
    return append(session.hearing, whole);
  session.is_logged_in = true;
  auto accepted = packet_as<soup::LoginAccepted>(whole);
  session.next_sequence = soup::parse_number(accepted.sequence_number).value_or(session.next_sequence);
  const auto asked = lane_->desk().session(id).entry().next_sequence();
  if (!follows_record()) accepted.sequence_number = soup::number_text<20>(asked);
  append(session.hearing, std::as_bytes(std::span(&accepted, 1)));
}

void ParityRun::hear_sequenced(SessionId id, Bytes whole) {
  Session& session = sessions_[id];
  const std::vector<RecordedAnswer>& answers = recorded_.answers(id);
  const uint64_t sequence = session.next_sequence++;
  if (sequence == 0 || sequence > answers.size()) return;
  const RecordedAnswer& live = answers[sequence - 1];
  if (!is_market_answer(live)) return append(session.hearing, whole);
  if (session.is_ahead) return take_ahead(id, live, whole);
  if (!follows_record()) return;
  if (!recorded_.has_market_until(live.time_of_day)) return take_ahead(id, live, whole);
  const std::optional<RecordedAnswer> answer = next_answer(id, live.time_of_day);
  if (!answer || !answer->is_same(live)) {
    const auto known = session.orders.find(live.number);
    const OrderKey key = known == session.orders.end() ? OrderKey{} : known->second;
    const bool is_markets = is_by_market(live) || (answer && is_by_market(*answer));
    const ParityReason reason = is_markets ? ParityReason::queue : ParityReason::unexplained;
    first_answer_ = {key, live, answer, reason, now_};
    part(reason, declared_[key.first], live.time_of_day);
  }
  // The venue's own bytes where they say the same: its numbers of orders and trades stand in them.
  if (answer) take_answer(id, *answer, is_apart_ ? Bytes{} : whole);
}

std::optional<RecordedAnswer> ParityRun::next_answer(SessionId id, TimeNs time_of_day) {
  Session& session = sessions_[id];
  for (;;) {
    venue_.advance_for(id, session.taken + 1, time_of_day);
    if (venue_.answers(id) <= session.taken) return std::nullopt;
    RecordedAnswer answer;
    if (!recorded_.read_answer(id, venue_.answer(id, session.taken + 1), answer)) answer = {};
    if (is_market_answer(answer)) return answer;
    ++session.taken;
  }
}

// `whole`: empty: as the model says it.
void ParityRun::take_answer(SessionId id, const RecordedAnswer& answer, Bytes whole) {
  Session& session = sessions_[id];
  const Bytes message = venue_.answer(id, ++session.taken);
  if (whole.empty()) {
    append_sequenced(session.hearing, message);
  } else {
    append(session.hearing, whole);
  }
  keep_answer(session, answer);
}

void ParityRun::take_ahead(SessionId id, const RecordedAnswer& live, Bytes whole) {
  Session& session = sessions_[id];
  session.is_ahead = true;
  ++counts_.answers_ahead;
  append(session.hearing, whole);
  keep_answer(session, live);
}

void ParityRun::keep_answer(const Session& session, const RecordedAnswer& answer) {
  const auto known = session.orders.find(answer.number);
  if (known != session.orders.end()) {
    RecordedAnswer& its = answers_[known->second].emplace_back(answer);
    its.heard = now_;
  }
  counts_.backtest_fills += answer.kind == OrderAnswerKind::executed;
}

void ParityRun::hear_due(SessionId id) {
  Session& session = sessions_[id];
  if (follows_record() || !session.is_logged_in || session.is_ahead) return;
  venue_.advance_to(recorded_.message_at(now_ - answer_latency()));
  while (venue_.answers(id) > session.taken) {
    RecordedAnswer answer;
    if (!recorded_.read_answer(id, venue_.answer(id, session.taken + 1), answer)) answer = {};
    if (is_market_answer(answer)) {
      take_answer(id, answer, {});
    } else {
      ++session.taken;
    }
  }
}

void ParityRun::give_heard(SessionId session, uint64_t received) {
  std::vector<std::byte>& hearing = sessions_[session].hearing;
  for (Bytes rest = hearing; !rest.empty();) {
    const std::span<std::byte> space = lane_->session_space(session, rest.size());
    const size_t size = std::min(space.size(), rest.size());
    if (size == 0) break;  // a session that has failed takes no more
    std::memcpy(space.data(), rest.data(), size);
    lane_->on_session_bytes(session, space.first(size), received, now_);
    rest = rest.subspan(size);
  }
  hearing.clear();
}

void ParityRun::say(SessionId id, size_t size) {
  if (size == 0) return;
  // What was made before this input is known by now.
  drain();
  Session& session = sessions_[id];
  append(session.said, lane_->session_waiting(id).first(size));
  lane_->on_session_sent(id, size, now_);
  take_packets(session.said, [&](Bytes whole) {
    if (static_cast<soup::PacketType>(whole[soup::length_field_size]) == soup::PacketType::unsequenced_data)
      send(id, whole.subspan(sizeof(soup::PacketHeader)));
  });
}

void ParityRun::send(SessionId id, Bytes message) {
  Session& session = sessions_[id];
  VenuePlace place{};
  const RequestKind kind = kind_of(message, settings_.sessions[id].protocol);
  if (kind.is_other) {
    if (session.others < recorded_.other_places(id).size())
      place = recorded_.other_places(id)[session.others++];
  } else if (!session.on_way.empty() && session.on_way.front().number == kind.number) {
    const Sent& sent = session.on_way.front();
    const bool is_known = sent.is_placed && sent.is_answered && !latency_;
    // What changed nothing that day changes nothing as long as all is as it was.
    session.is_dropped = sent.is_placed && !sent.is_answered && follows_record();
    place =
        is_known ? sent.place : recorded_.place_at(sent.time + latency_.value_or(recorded_.order_latency()));
    if (!is_known && !session.is_dropped)
      estimated_.try_emplace({sent.strategy, sent.intent.strategy_order_id}, now_);
    session.on_way.pop_front();
  }
  // Else the second cancel of an order that is being replaced, under its other number: right behind the
  // first.
  if (kind.is_other || !session.is_dropped) venue_.send(id, message, place);
}

// What the lane did since the last look, out of its journal.
void ParityRun::drain() {
  std::span<std::byte> chunk;
  while (pipe_.ring.next(chunk)) {
    RecordHeader header;
    std::memcpy(&header, chunk.data(), sizeof header);
    const Bytes payload = chunk.subspan(sizeof header);
    const auto type = static_cast<LaneRecord>(uint16_t{header.type});
    ParityCall call;
    if (type == LaneRecord::callback && read_call(payload, call)) calls_.push_back(std::move(call));
    if (type == LaneRecord::order_sent) take_sent(payload);
    pipe_.ring.release();
  }
}

void ParityRun::take_sent(Bytes payload) {
  lane_record::OrderSent head;
  Sent sent;
  Bytes intent;
  if (!split(payload, head, intent) || !is_intent(intent)) return;
  std::memcpy(&sent.intent, intent.data(), sizeof sent.intent);
  sent.session = head.session;
  sent.strategy = head.strategy;
  sent.number = head.number;
  sent.time = now_;
  // Live sent it in this input too: it met the market at that place.
  const auto same = std::find_if(live_sent_.begin(), live_sent_.end(), [&](const Sent& live) {
    return live.is_placed && live.session == sent.session && live.strategy == sent.strategy &&
           live.intent.kind == sent.intent.kind &&
           live.intent.strategy_order_id == sent.intent.strategy_order_id;
  });
  if (same != live_sent_.end()) {
    sent.place = same->place;
    sent.is_placed = true;
    sent.is_answered = same->is_answered;
    same->is_placed = false;
  }
  if (sent.intent.kind != IntentKind::cancel) {
    sessions_[sent.session].orders[sent.number] = {sent.strategy, sent.intent.strategy_order_id};
  }
  sessions_[sent.session].on_way.push_back(sent);
  sent_.push_back(sent);
}

}  // namespace hotlane
