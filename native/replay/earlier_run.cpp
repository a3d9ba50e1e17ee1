#include "replay/earlier_run.hpp"

#include <algorithm>
#include <cstring>

#include "journal/order_side.hpp"
#include "journal/record_writer.hpp"
#include "lane/boundary.hpp"
#include "risk/limit_set.hpp"

namespace hotlane {
namespace {

bool is_new_order(const Record& sent) {
  const Bytes intent = sent.payload.subspan(sizeof(lane_record::OrderSent));
  return intent[offsetof(Intent, kind)] == static_cast<std::byte>(IntentKind::new_order);
}

}  // namespace

EarlierRun::EarlierRun() : log_(sizeof(LogHeader)) {
  RecordWriter writer(log_);
  static_cast<void>(writer.append_header(lane_journal_kind, 0));
}

bool EarlierRun::fail(const std::string& words) {
  if (failure_.empty()) failure_ = "record " + std::to_string(records_) + ": " + words;
  return false;
}

bool EarlierRun::take(const Record& record) {
  ++records_;
  const auto type = static_cast<LaneRecord>(record.type);
  if (type == LaneRecord::segment) return head_.take_segment(record.payload) || fail(head_.why());
  if (type == LaneRecord::settings) {
    if (!head_.take_settings(record.payload)) return fail(head_.why());
    if (settings()) keep_day(settings()->lane.limits.trading_day, 0);
    return true;
  }
  if (!settings()) return fail("the lane's settings do not stand before it");
  newest_ = std::max(newest_, record.time_ns);
  if (is_input(type)) is_time_held_ = false;
  switch (type) {
    case LaneRecord::start:
    case LaneRecord::earlier_end: is_started_ = true; return true;
    case LaneRecord::end: is_ended_ = true; return true;
    case LaneRecord::time:
      is_time_held_ = true;
      held_time_ = record.time_ns;
      return true;
    case LaneRecord::session_out: keep_time(); return true;
    case LaneRecord::order_sent:
      if (record.payload.size() != sizeof(lane_record::OrderSent) + sizeof(Intent))
        return fail("no order sent");
      keep_time();
      if (is_new_order(record)) ++orders_;
      keep(record);
      return true;
    case LaneRecord::session_open:
    case LaneRecord::session_bytes:
    case LaneRecord::session_lost: keep(record); return true;
    case LaneRecord::command: take_command(record); return true;
    case LaneRecord::limits: return take_limits(record);
    case LaneRecord::earlier: return take_earlier(record);
    default: return true;
  }
}

// What that run had taken over itself.
bool EarlierRun::take_earlier(const Record& record) {
  Record earlier;
  if (!read_earlier(record, earlier)) return fail("nothing of an earlier run");
  const bool is_sent = earlier.type == static_cast<uint16_t>(LaneRecord::order_sent);
  if (is_sent && earlier.payload.size() != sizeof(lane_record::OrderSent) + sizeof(Intent)) {
    return fail("no order sent");
  }
  if (is_sent && is_new_order(earlier)) ++orders_;
  keep(earlier);
  return true;
}

// Of a set of limits, whose day it was for.
bool EarlierRun::take_limits(const Record& record) {
  constexpr size_t head = sizeof(lane_record::Limits);
  constexpr size_t place = head + offsetof(LimitSet, trading_day);
  uint32_t trading_day = 0;
  if (record.payload.size() < head) return fail("no set of limits");
  const bool is_first = !is_amid_limits_;
  is_amid_limits_ = record.payload[0] != std::byte{0};
  if (!is_first) return true;
  if (record.payload.size() < place + sizeof trading_day) return fail("no set of limits");
  std::memcpy(&trading_day, record.payload.data() + place, sizeof trading_day);
  keep_day(trading_day, record.time_ns);
  return true;
}

void EarlierRun::take_command(const Record& record) {
  boundary::Command command;
  if (record.payload.size() != sizeof command) return;
  std::memcpy(&command, record.payload.data(), sizeof command);
  switch (static_cast<boundary::CommandKind>(command.kind)) {
    case boundary::CommandKind::acknowledge_account:
    case boundary::CommandKind::rearm:
    case boundary::CommandKind::mass_cancel:
    case boundary::CommandKind::disable_entry:
    case boundary::CommandKind::enable_entry: keep(record); break;
    default: break;
  }
}

void EarlierRun::keep(const Record& record) {
  const size_t before = log_.size();
  log_.resize(before + record_overhead + record.payload.size());
  RecordWriter writer(std::span<std::byte>(log_).subspan(before));
  // Room there is, and no record is longer than one that was read.
  static_cast<void>(writer.append(record));
}

void EarlierRun::keep_day(uint32_t trading_day, TimeNs now) {
  const wire::be32 day = trading_day;
  keep({static_cast<uint16_t>(LaneRecord::limits), now, std::as_bytes(std::span(&day, 1))});
}

void EarlierRun::keep_time() {
  if (is_time_held_) keep({static_cast<uint16_t>(LaneRecord::time), held_time_, {}});
  is_time_held_ = false;
}

}  // namespace hotlane
