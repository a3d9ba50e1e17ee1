#include "replay/journal_replay.hpp"

#include <cstring>

#include "journal/order_side.hpp"
#include "lane/lane_memory.hpp"

namespace hotlane {
namespace {

// False: the payload is too short for its head.
template <class Head>
bool split(Bytes payload, Head& head, Bytes& body) {
  if (payload.size() < sizeof head) return false;
  std::memcpy(&head, payload.data(), sizeof head);
  body = payload.subspan(sizeof head);
  return true;
}

}  // namespace

JournalReplay::JournalReplay() {
  held_.reserve(record_payload_max);
}

bool JournalReplay::fail(const std::string& words) {
  if (failure_.empty()) failure_ = "record " + std::to_string(records_) + ": " + words;
  return false;
}

bool JournalReplay::take(const Record& record) {
  ++records_;
  const auto type = static_cast<LaneRecord>(record.type);
  if (type == LaneRecord::segment) return take_segment(record.payload);
  if (is_ended_) return fail("it comes after the journal's end");
  if (is_input(type)) {
    if (lane_ == nullptr) return fail("the lane's settings do not stand before it");
    if (!run_held()) return false;
    hold(record);
    return true;
  }
  if (is_output(type)) {
    note_output(record);
    return true;
  }
  switch (type) {
    case LaneRecord::settings: return take_settings(record.payload);
    case LaneRecord::callback: return tape_.add(record.payload) || fail("no callback of a strategy");
    case LaneRecord::installed:
      return tape_.add_installed(record.payload) || fail("no strategy's taking of a place");
    case LaneRecord::clock: note_clock(record); return true;
    case LaneRecord::end: is_ended_ = true; return run_held();
    default: return fail("its type " + std::to_string(record.type) + " is unknown");
  }
}

bool JournalReplay::take_segment(Bytes payload) {
  lane_record::Segment segment;
  Bytes name;
  if (!split(payload, segment, name)) return fail("no segment's beginning");
  if (has_segment_ && segment.run != run_) return fail("a segment of another run");
  if (segment.index != (has_segment_ ? segment_ + 1 : 0)) {
    return fail("segment " + std::to_string(segment.index) + " of the run, expected " +
                std::to_string(has_segment_ ? segment_ + 1 : 0) + ": what lies between is missing");
  }
  has_segment_ = true;
  run_ = segment.run;
  segment_ = segment.index;
  return true;
}

bool JournalReplay::take_settings(Bytes payload) {
  lane_record::Settings head;
  Bytes part;
  if (lane_ != nullptr) return fail("another run begins");
  if (!split(payload, head, part) || settings_parts_.size() + part.size() > settings_bytes_max) {
    return fail("no settings of a lane");
  }
  settings_parts_.insert(settings_parts_.end(), part.begin(), part.end());
  return head.has_more != 0 || make_lane();
}

void JournalReplay::note_output(const Record& record) {
  outputs_.expect(record);
  lane_record::OrderSent head;
  Bytes intent;
  const bool is_watched = watcher_ != nullptr && record.type == static_cast<uint16_t>(LaneRecord::order_sent);
  if (is_watched && split(record.payload, head, intent)) sent_.push_back(head);
}

void JournalReplay::note_clock(const Record& record) {
  lane_record::Clock clock;
  Bytes rest;
  if (watcher_ != nullptr && split(record.payload, clock, rest)) watcher_->on_clock(clock, record.time_ns);
}

void JournalReplay::hold(const Record& record) {
  is_holding_ = true;
  held_type_ = static_cast<LaneRecord>(record.type);
  held_time_ = record.time_ns;
  held_.assign(record.payload.begin(), record.payload.end());
}

bool JournalReplay::run_held() {
  if (!is_holding_) return true;
  is_holding_ = false;
  now_ = held_time_;
  if (watcher_ != nullptr) watcher_->before_input({held_type_, now_, held_, sent_});
  if (!run(held_type_, held_) || !compare()) return false;
  if (watcher_ != nullptr) watcher_->after_input();
  sent_.clear();
  ++inputs_;
  return true;
}

bool JournalReplay::make_lane() {
  std::string failure;
  std::optional<RecordedSettings> decoded = decode_settings(settings_parts_, failure);
  if (!decoded) return fail(failure);
  settings_ = std::move(*decoded);
  // All is on disk, so nothing is held back: it goes when the journal says so. Relaxed: one thread.
  pipe_.durable.store(UINT64_MAX, std::memory_order_relaxed);
  memory_ = std::make_unique<boundary::LaneMemory>();
  prepare_lane_memory(settings_.lane, *memory_);
  std::vector<StrategyPort*> ports;
  for (size_t i = 0; i < settings_.lane.strategies.size(); ++i) {
    strategies_.push_back(std::make_unique<RecordedStrategy>(static_cast<uint8_t>(i), settings_.interests[i],
                                                             memory_->frames[i], tape_));
    ports.push_back(settings_.lane.strategies[i].is_vacant ? nullptr : strategies_.back().get());
  }
  lane_ = std::make_unique<ReplayedLane>(settings_.lane, *memory_, clock_, ports, &pipe_);
  lane_->supply(&source_);
  lane_->observe(watcher_);
  return true;
}

bool JournalReplay::has_channel(uint32_t channel) {
  return channel < settings_.lane.channels.size() || fail("a channel that the lane does not have");
}

bool JournalReplay::run(LaneRecord type, Bytes payload) {
  uint8_t channel = 0;
  Bytes body;
  switch (type) {
    case LaneRecord::start:
      is_started_ = true;
      lane_->start(now_);
      return true;
    case LaneRecord::datagram: return run_datagram(payload);
    case LaneRecord::answer:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no answer");
      lane_->on_answer(channel, body, now_);
      return true;
    case LaneRecord::snapshot_open:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no snapshot's beginning");
      lane_->on_snapshot_open(channel, now_);
      return true;
    case LaneRecord::snapshot_bytes: return run_snapshot_bytes(payload);
    case LaneRecord::snapshot_lost:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no snapshot's end");
      lane_->on_snapshot_lost(channel, now_);
      return true;
    case LaneRecord::input_end: return run_input_end(payload);
    case LaneRecord::command: return run_command(payload);
    case LaneRecord::time: lane_->on_time(now_); return true;
    case LaneRecord::keeping: {
      lane_record::Keeping keeping;
      if (!split(payload, keeping, body) || keeping.state > static_cast<uint8_t>(JournalState::full)) {
        return fail("no state that a journal can tell of itself");
      }
      lane_->on_keeping(static_cast<JournalState>(keeping.state), now_);
      return true;
    }
    case LaneRecord::limits: return run_limits(payload);
    case LaneRecord::grants: return run_grants(payload);
    case LaneRecord::earlier: return run_earlier(payload);
    case LaneRecord::earlier_end:
      if (is_started_) return fail("the lane had been started before it");
      lane_->on_earlier_end(now_);
      return true;
    default: return run_session(type, payload);
  }
}

bool JournalReplay::run_datagram(Bytes payload) {
  lane_record::Datagram head;
  Bytes bytes;
  if (!split(payload, head, bytes) || !has_channel(head.channel) ||
      head.line >= settings_.lane.channels[head.channel].stream.lines) {
    return fail("no datagram of one of the lane's lines");
  }
  const Arrival arrival{head.arrived_ticks, static_cast<TimeNs>(uint64_t{head.reached_ns})};
  lane_->on_datagram(head.channel, head.line, bytes, arrival, now_);
  return true;
}

bool JournalReplay::run_snapshot_bytes(Bytes payload) {
  uint8_t channel = 0;
  Bytes bytes;
  if (!split(payload, channel, bytes) || !has_channel(channel)) return fail("no snapshot's bytes");
  const std::span<std::byte> space = lane_->snapshot_space(channel, bytes.size());
  if (bytes.empty() || bytes.size() > space.size()) return fail("more of a snapshot than there is room for");
  std::memcpy(space.data(), bytes.data(), bytes.size());
  lane_->on_snapshot_bytes(channel, space.first(bytes.size()), now_);
  return true;
}

bool JournalReplay::run_input_end(Bytes payload) {
  lane_record::InputEnd head;
  Bytes body;
  if (!split(payload, head, body) || !has_channel(head.channel)) return fail("no end of a recording");
  lane_->on_input_end(head.channel, head.is_broken != 0, now_);
  return true;
}

bool JournalReplay::run_session(LaneRecord type, Bytes payload) {
  SessionId session = 0;
  Bytes body;
  if (!split(payload, session, body) || session >= lane_->sessions())
    return fail("an order session that the lane does not have");
  switch (type) {
    case LaneRecord::session_open: lane_->on_session_open(session, now_); return true;
    case LaneRecord::session_lost: lane_->on_session_lost(session, now_); return true;
    case LaneRecord::session_bytes: {
      lane_record::SessionBytes head;
      if (!split(payload, head, body)) return fail("no session's bytes");
      const std::span<std::byte> space = lane_->session_space(session, body.size());
      if (body.empty() || body.size() > space.size()) return fail("more of a session than there is room for");
      std::memcpy(space.data(), body.data(), body.size());
      lane_->on_session_bytes(session, space.first(body.size()), head.received_ticks, now_);
      return true;
    }
    case LaneRecord::session_sent: {
      lane_record::SessionSent head;
      if (!split(payload, head, body)) return fail("no bytes sent");
      if (head.size > lane_->session_waiting(session).size())
        return fail("more bytes sent than the lane made");
      lane_->on_session_sent(session, head.size, now_);
      return true;
    }
    default: return fail("its type is no input");
  }
}

bool JournalReplay::run_command(Bytes payload) {
  boundary::Command command;
  if (payload.size() != sizeof command) return fail("no command");
  std::memcpy(&command, payload.data(), sizeof command);
  lane_->on_command(command, now_);
  return true;
}

bool JournalReplay::run_limits(Bytes payload) {
  lane_record::Limits head;
  Bytes part;
  if (!split(payload, head, part) || limits_parts_.size() + part.size() > sizeof(LimitSet)) {
    return fail("no set of limits");
  }
  limits_parts_.insert(limits_parts_.end(), part.begin(), part.end());
  if (head.has_more != 0) return true;
  if (limits_parts_.size() != sizeof(LimitSet)) return fail("no whole set of limits");
  const auto limits = std::make_unique<LimitSet>();
  std::memcpy(limits.get(), limits_parts_.data(), sizeof(LimitSet));
  limits_parts_.clear();
  lane_->on_limits(*limits, now_);
  return true;
}

bool JournalReplay::run_grants(Bytes payload) {
  FirmGrants grants;
  if (payload.size() != sizeof grants) return fail("no grants");
  std::memcpy(&grants, payload.data(), sizeof grants);
  lane_->on_grants(grants, now_);
  return true;
}

bool JournalReplay::run_earlier(Bytes payload) {
  if (is_started_) return fail("the lane had been started before it");
  Record earlier;
  const Record whole{static_cast<uint16_t>(LaneRecord::earlier), now_, payload};
  if (read_earlier(whole, earlier) && lane_->on_earlier(earlier, now_)) return true;
  return fail("nothing that can be taken over from an earlier run");
}

// What the lane has put into its own journal now is what the journal said.
bool JournalReplay::compare() {
  std::span<std::byte> chunk;
  while (pipe_.ring.next(chunk)) {
    RecordHeader header;
    std::memcpy(&header, chunk.data(), sizeof header);
    const Record made{header.type, static_cast<TimeNs>(uint64_t{header.time_ns}),
                      chunk.subspan(sizeof header)};
    if (is_output(static_cast<LaneRecord>(made.type))) outputs_.take(made);
    pipe_.ring.release();
  }
  outputs_.end_input();
  if (outputs_.first_difference()) return false;
  if (tape_.is_off()) return fail("strategies were called otherwise than the journal says");
  if (!lane_->journal().is_on()) return fail("one input led to more than a journal can hold");
  return true;
}

}  // namespace hotlane
