#include "replay/journal_replay.hpp"

#include <cstring>

#include "lane/lane_memory.hpp"
#include "replay/record_head.hpp"

namespace hotlane {

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
  if (type == LaneRecord::segment) return head_.take_segment(record.payload) || fail(head_.why());
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
    case LaneRecord::settings:
      if (!head_.take_settings(record.payload)) return fail(head_.why());
      if (head_.settings()) make_lane();
      return true;
    case LaneRecord::callback: return tape_.add(record.payload) || fail("no callback of a strategy");
    case LaneRecord::installed:
      return tape_.add_installed(record.payload) || fail("no strategy's taking of a place");
    case LaneRecord::clock: note_clock(record); return true;
    case LaneRecord::end: is_ended_ = true; return run_held();
    default: return fail("its type " + std::to_string(record.type) + " is unknown");
  }
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
  if (!inputs_of_lane_->run(held_type_, held_, now_)) return fail(inputs_of_lane_->failure());
  if (!compare()) return false;
  if (watcher_ != nullptr) watcher_->after_input();
  sent_.clear();
  ++inputs_;
  return true;
}

void JournalReplay::make_lane() {
  settings_ = *head_.settings();
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
  inputs_of_lane_ = std::make_unique<RecordedInputs>(settings_.lane, *lane_);
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
