#include "feed/line_race.hpp"

#include <algorithm>

namespace hotlane {
namespace {

uint64_t hash_of(std::span<const std::byte> bytes) noexcept {
  uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<uint64_t>(byte)) * 0x100000001B3ULL;
  return hash;
}

}  // namespace

uint32_t LineRace::add_line() {
  if (runners_.size() < lines_max) runners_.emplace_back();
  if (runners_.size() > 1) recent_.resize(remembered);
  return static_cast<uint32_t>(runners_.size() - 1);
}

void LineRace::arrive(uint32_t line, uint64_t sequence, uint64_t count, TimeNs time,
                      std::span<const std::byte> message) {
  const bool is_first = holes_.arrive(sequence, count, time).fresh > 0;
  if (is_first) ++runners_[line].wins;
  if (recent_.empty()) return;
  Seen& seen = recent_[sequence % remembered];
  const uint64_t hash = hash_of(message);
  if (is_first) {
    // A copy cut differently may begin with a message that has been seen: what came first stays.
    if (seen.sequence != sequence) seen = {sequence, hash, time, line, false};
    return;
  }
  if (seen.sequence != sequence || seen.line == line) return;
  if (seen.hash != hash) ++differing_;
  if (seen.is_led) return;
  seen.is_led = true;
  // A capture may hold the copies in another order than they came in: their stamps tell.
  const bool is_earlier = time < seen.time;
  if (is_earlier) {
    --runners_[seen.line].wins;
    ++runners_[line].wins;
  }
  LineRaceRunner& winner = runners_[is_earlier ? line : seen.line];
  const TimeNs lead = is_earlier ? seen.time - time : time - seen.time;
  ++winner.led;
  winner.lead_sum += lead;
  winner.lead_max = std::max(winner.lead_max, lead);
}

}  // namespace hotlane
