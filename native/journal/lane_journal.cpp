#include "journal/lane_journal.hpp"

#include <cassert>

namespace hotlane {

void LaneJournal::put_record(LaneRecord type, TimeNs now, Bytes head, Bytes body) noexcept {
  const size_t length = head.size() + body.size();
  assert(length <= record_payload_max);
  std::byte* room = pipe_->ring.begin(sizeof(RecordHeader) + length);
  if (room == nullptr) [[unlikely]] {
    is_overrun_ = true;
    is_on_ = false;
    return;
  }
  RecordHeader header;
  header.length = static_cast<uint32_t>(length);
  header.type = static_cast<uint16_t>(type);
  header.reserved = 0;
  header.time_ns = static_cast<uint64_t>(now);
  std::memcpy(room, &header, sizeof header);
  room += sizeof header;
  if (!head.empty()) std::memcpy(room, head.data(), head.size());
  if (!body.empty()) std::memcpy(room + head.size(), body.data(), body.size());
  pipe_->ring.commit();
  ++records_;
}

JournalState LaneJournal::look(TimeNs now) noexcept {
  if (pipe_ == nullptr) return state_;
  if (is_overrun_) {
    state_ = JournalState::overrun;
  } else if (pipe_->failure.load(std::memory_order_relaxed) != 0) {
    state_ = JournalState::failed;
  } else if (is_on_) {
    measure_lag(now);
    const bool is_behind = is_too_far_behind();
    const bool is_full = pipe_->shortage.load(std::memory_order_relaxed) != 0;
    state_ = is_full ? JournalState::full : is_behind ? JournalState::behind : JournalState::good;
  }
  return state_;
}

void LaneJournal::measure_lag(TimeNs now) noexcept {
  const uint64_t written = pipe_->ring.written();
  const uint64_t safe = durable();
  if (safe >= marked_place_) {
    marked_place_ = written;
    marked_at_ = now;
  }
  lag_bytes_ = written - safe;
  lag_ns_ = lag_bytes_ == 0 || now < marked_at_ ? 0 : now - marked_at_;
  lag_bytes_max_ = std::max(lag_bytes_max_, lag_bytes_);
  lag_ns_max_ = std::max(lag_ns_max_, lag_ns_);
}

// Trading stops when half of the ring is taken: the other half is for the feed and the cancels until the disk
// is back. It goes on at a quarter, so that it doesn't flicker.
bool LaneJournal::is_too_far_behind() noexcept {
  const bool was_behind = is_behind_;
  const uint64_t most = pipe_->ring.size() / (was_behind ? 4 : 2);
  is_behind_ =
      pipe_->ring.held() > most || lag_ns_ > (was_behind ? settings_.lag_max_ns / 2 : settings_.lag_max_ns);
  return is_behind_;
}

}  // namespace hotlane
