#include "replay/recorded_inputs.hpp"

#include <cstring>
#include <memory>

#include "journal/order_side.hpp"
#include "replay/record_head.hpp"

namespace hotlane {

bool RecordedInputs::has_channel(uint32_t channel) {
  return channel < settings_.channels.size() || fail("a channel that the lane does not have");
}

bool RecordedInputs::run(LaneRecord type, Bytes payload, TimeNs now) {
  now_ = now;
  uint8_t channel = 0;
  Bytes body;
  switch (type) {
    case LaneRecord::start:
      is_started_ = true;
      lane_.start(now_);
      return true;
    case LaneRecord::datagram: return run_datagram(payload);
    case LaneRecord::answer:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no answer");
      lane_.on_answer(channel, body, now_);
      return true;
    case LaneRecord::snapshot_open:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no snapshot's beginning");
      lane_.on_snapshot_open(channel, now_);
      return true;
    case LaneRecord::snapshot_bytes: return run_snapshot_bytes(payload);
    case LaneRecord::snapshot_lost:
      if (!split(payload, channel, body) || !has_channel(channel)) return fail("no snapshot's end");
      lane_.on_snapshot_lost(channel, now_);
      return true;
    case LaneRecord::input_end: return run_input_end(payload);
    case LaneRecord::command: return run_command(payload);
    case LaneRecord::time: lane_.on_time(now_); return true;
    case LaneRecord::keeping: {
      lane_record::Keeping keeping;
      if (!split(payload, keeping, body) || keeping.state > static_cast<uint8_t>(JournalState::full)) {
        return fail("no state that a journal can tell of itself");
      }
      lane_.on_keeping(static_cast<JournalState>(keeping.state), now_);
      return true;
    }
    case LaneRecord::limits: return run_limits(payload);
    case LaneRecord::grants: return run_grants(payload);
    case LaneRecord::earlier: return run_earlier(payload);
    case LaneRecord::earlier_end:
      if (is_started_) return fail("the lane had been started before it");
      lane_.on_earlier_end(now_);
      return true;
    default: return run_session(type, payload);
  }
}

bool RecordedInputs::run_datagram(Bytes payload) {
  lane_record::Datagram head;
  Bytes bytes;
  if (!split(payload, head, bytes) || !has_channel(head.channel) ||
      head.line >= settings_.channels[head.channel].stream.lines) {
    return fail("no datagram of one of the lane's lines");
  }
  const Arrival arrival{head.arrived_ticks, static_cast<TimeNs>(uint64_t{head.reached_ns})};
  lane_.on_datagram(head.channel, head.line, bytes, arrival, now_);
  return true;
}

bool RecordedInputs::run_snapshot_bytes(Bytes payload) {
  uint8_t channel = 0;
  Bytes bytes;
  if (!split(payload, channel, bytes) || !has_channel(channel)) return fail("no snapshot's bytes");
  const std::span<std::byte> space = lane_.snapshot_space(channel, bytes.size());
  if (bytes.empty() || bytes.size() > space.size()) return fail("more of a snapshot than there is room for");
  std::memcpy(space.data(), bytes.data(), bytes.size());
  lane_.on_snapshot_bytes(channel, space.first(bytes.size()), now_);
  return true;
}

bool RecordedInputs::run_input_end(Bytes payload) {
  lane_record::InputEnd head;
  Bytes body;
  if (!split(payload, head, body) || !has_channel(head.channel)) return fail("no end of a recording");
  lane_.on_input_end(head.channel, head.is_broken != 0, now_);
  return true;
}

bool RecordedInputs::run_session(LaneRecord type, Bytes payload) {
  SessionId session = 0;
  Bytes body;
  if (!split(payload, session, body) || session >= lane_.sessions())
    return fail("an order session that the lane does not have");
  switch (type) {
    case LaneRecord::session_open: lane_.on_session_open(session, now_); return true;
    case LaneRecord::session_lost: lane_.on_session_lost(session, now_); return true;
    case LaneRecord::session_bytes: {
      lane_record::SessionBytes head;
      if (!split(payload, head, body)) return fail("no session's bytes");
      const std::span<std::byte> space = lane_.session_space(session, body.size());
      if (body.empty() || body.size() > space.size()) return fail("more of a session than there is room for");
      std::memcpy(space.data(), body.data(), body.size());
      lane_.on_session_bytes(session, space.first(body.size()), head.received_ticks, now_);
      return true;
    }
    case LaneRecord::session_sent: {
      lane_record::SessionSent head;
      if (!split(payload, head, body)) return fail("no bytes sent");
      if (head.size > lane_.session_waiting(session).size())
        return fail("more bytes sent than the lane made");
      lane_.on_session_sent(session, head.size, now_);
      return true;
    }
    default: return fail("its type is no input");
  }
}

bool RecordedInputs::run_command(Bytes payload) {
  boundary::Command command;
  if (payload.size() != sizeof command) return fail("no command");
  std::memcpy(&command, payload.data(), sizeof command);
  lane_.on_command(command, now_);
  return true;
}

bool RecordedInputs::run_limits(Bytes payload) {
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
  lane_.on_limits(*limits, now_);
  return true;
}

bool RecordedInputs::run_grants(Bytes payload) {
  FirmGrants grants;
  if (payload.size() != sizeof grants) return fail("no grants");
  std::memcpy(&grants, payload.data(), sizeof grants);
  lane_.on_grants(grants, now_);
  return true;
}

bool RecordedInputs::run_earlier(Bytes payload) {
  if (is_started_) return fail("the lane had been started before it");
  Record earlier;
  const Record whole{static_cast<uint16_t>(LaneRecord::earlier), now_, payload};
  if (read_earlier(whole, earlier) && lane_.on_earlier(earlier, now_)) return true;
  return fail("nothing that can be taken over from an earlier run");
}

}  // namespace hotlane
