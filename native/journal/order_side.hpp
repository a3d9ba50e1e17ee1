// The part of a lane's journal that its orders follow from, without a packet of market data: what was sent,
// what the order sessions brought, commands, settings. Who has lost its memory rebuilds orders, positions,
// numbers and sequences from these records alone, in their order, in one pass. Pure; whatever a record says,
// what is given out lies within it.
//
// The sink is called with what a record holds:
//   void on_settings(Bytes part, bool has_more)
//     lane/settings_record.hpp's bytes; a new run begins with the first part.
//   void on_sent(uint8_t session, StrategyId strategy, UserRefNum number, const Intent& intent, TimeNs now)
//     The gate had passed it, and its bytes were in the session's queue. Of a cancel: the number cancelled.
//   void on_session_open(uint8_t session, TimeNs now)
//   void on_session_bytes(uint8_t session, Bytes bytes, TimeNs now)
//   void on_session_lost(uint8_t session, TimeNs now)
//     As the lane was told: SoupBinTCP's state machine finds sessions, sequences and answers in them.
//   void on_time(TimeNs now)
//     Every half millisecond; the sessions' timers go by it.
//   void on_command(Bytes command, TimeNs now)
//     boundary::Command; its password is blank.
// A run that went on from an earlier one holds what it took over from it: given like its own.
#pragma once

#include <cstring>

#include "journal/lane_records.hpp"
#include "risk/intent.hpp"
#include "session/byte_queue.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

// Whether an order's bytes can be an Intent at all: flags that are none would be undefined to read.
[[nodiscard]] inline bool is_intent(Bytes bytes) noexcept {
  constexpr size_t attributes = offsetof(Intent, attributes);
  const auto is_at_most = [bytes](size_t place, uint8_t most) {
    return static_cast<uint8_t>(bytes[place]) <= most;
  };
  return bytes.size() == sizeof(Intent) &&
         is_at_most(offsetof(Intent, kind), static_cast<uint8_t>(IntentKind::cancel)) &&
         is_at_most(offsetof(Intent, side), static_cast<uint8_t>(Side::sell)) &&
         is_at_most(offsetof(Intent, has_new_attributes), 1) &&
         is_at_most(attributes + offsetof(OrderAttributes, is_post_only), 1) &&
         is_at_most(attributes + offsetof(OrderAttributes, is_located), 1);
}

// The record of an earlier run that an `earlier` one holds. False: it is too short.
[[nodiscard]] inline bool read_earlier(const Record& record, Record& out) noexcept {
  lane_record::Earlier head;
  if (record.payload.size() < sizeof head) return false;
  std::memcpy(&head, record.payload.data(), sizeof head);
  out = {head.kind, static_cast<TimeNs>(uint64_t{head.time_ns}), record.payload.subspan(sizeof head)};
  return true;
}

// False: the record is not what its type says, so the journal is not to be trusted from here on.
template <class Sink>
[[nodiscard]] bool visit_order_side(const Record& record, Sink& sink) {
  const Bytes payload = record.payload;
  const TimeNs now = record.time_ns;
  const auto has = [&payload](size_t size) { return payload.size() >= size; };
  switch (static_cast<LaneRecord>(record.type)) {
    case LaneRecord::settings:
      if (!has(sizeof(lane_record::Settings))) return false;
      sink.on_settings(payload.subspan(sizeof(lane_record::Settings)), payload[0] != std::byte{0});
      return true;
    case LaneRecord::order_sent: {
      lane_record::OrderSent head;
      Intent intent;
      if (!has(sizeof head) || !is_intent(payload.subspan(sizeof head))) return false;
      std::memcpy(&head, payload.data(), sizeof head);
      std::memcpy(&intent, payload.data() + sizeof head, sizeof intent);
      sink.on_sent(head.session, StrategyId{head.strategy}, UserRefNum{head.number}, intent, now);
      return true;
    }
    case LaneRecord::session_open:
      if (!has(sizeof(lane_record::SessionOpen))) return false;
      sink.on_session_open(static_cast<uint8_t>(payload[0]), now);
      return true;
    case LaneRecord::session_bytes:
      if (!has(sizeof(lane_record::SessionBytes))) return false;
      sink.on_session_bytes(static_cast<uint8_t>(payload[0]),
                            payload.subspan(sizeof(lane_record::SessionBytes)), now);
      return true;
    case LaneRecord::session_lost:
      if (!has(sizeof(lane_record::SessionLost))) return false;
      sink.on_session_lost(static_cast<uint8_t>(payload[0]), now);
      return true;
    case LaneRecord::command: sink.on_command(payload, now); return true;
    case LaneRecord::time: sink.on_time(now); return true;
    case LaneRecord::earlier: {
      Record earlier;
      if (!read_earlier(record, earlier)) return false;
      // None holds another.
      return earlier.type != record.type && visit_order_side(earlier, sink);
    }
    default: return true;
  }
}

}  // namespace hotlane
