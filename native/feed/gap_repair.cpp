#include "feed/gap_repair.hpp"

#include <algorithm>

namespace hotlane {
namespace mold = wire::moldudp64;

void GapRepair::restart() noexcept {
  is_waiting_ = false;
  is_exhausted_ = false;
  attempts_ = 0;
}

void GapRepair::note_progress(uint64_t expected) noexcept {
  if (expected == expected_) return;
  expected_ = expected;
  attempts_ = 0;
  is_exhausted_ = false;
  if (expected >= asked_end_) is_waiting_ = false;
}

// One packet is the whole answer (§3): what it left out has to be asked for again.
void GapRepair::on_answer(uint64_t begin, uint64_t end) noexcept {
  if (!is_waiting_) {
    ++counters_.answers_late;
  } else if (begin <= asked_begin_ && end > asked_begin_) {
    is_waiting_ = false;
  }
}

void GapRepair::on_time(TimeNs now) noexcept {
  if (!is_waiting_) return;
  if (now < asked_at_) asked_at_ = now;  // the clock stepped back
  if (now - asked_at_ < settings_.timeout_ns) return;
  is_waiting_ = false;
  ++counters_.request_timeouts;
  turn_to_next_server();
  if (attempts_ >= settings_.attempts_max && !is_exhausted_) {
    is_exhausted_ = true;
    ++counters_.requests_exhausted;
  }
}

bool GapRepair::next(const mold::Session& session, uint64_t begin, uint64_t end, TimeNs now,
                     RerequestDatagram& out) noexcept {
  if (is_waiting_ || is_exhausted_ || settings_.servers == 0 || begin >= end) return false;
  if (attempts_ >= settings_.attempts_max) {
    // Answered each time, and never with what is missing.
    is_exhausted_ = true;
    ++counters_.requests_exhausted;
    return false;
  }
  if (!take_token(now)) return false;
  const uint64_t most = std::clamp<uint64_t>(settings_.messages_per_request_max, 1, mold::message_count_max);
  const uint64_t count = std::min(end - begin, most);
  out.server = server_;
  out.bytes.session = session;
  out.bytes.sequence_number = begin;
  out.bytes.requested_message_count = static_cast<uint16_t>(count);
  is_waiting_ = true;
  asked_at_ = now;
  asked_begin_ = begin;
  asked_end_ = begin + count;
  ++attempts_;
  ++counters_.requests;
  return true;
}

bool GapRepair::take_token(TimeNs now) noexcept {
  const TimeNs interval = ns_per_second / std::max<TimeNs>(settings_.requests_per_second_max, 1);
  if (token_due_ > now + (burst_max + 1) * interval) token_due_ = now;  // the clock stepped back
  if (token_due_ - now > (burst_max - 1) * interval) return false;
  token_due_ = std::max(token_due_, now) + interval;
  return true;
}

}  // namespace hotlane
