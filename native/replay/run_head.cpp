#include "replay/run_head.hpp"

#include "journal/lane_records.hpp"
#include "replay/record_head.hpp"

namespace hotlane {

bool RunHead::fail(const std::string& words) {
  why_ = words;
  return false;
}

bool RunHead::take_segment(Bytes payload) {
  lane_record::Segment segment;
  Bytes name;
  if (!split(payload, segment, name)) return fail("no segment's beginning");
  if (has_segment_ && segment.run != run_) return fail("a segment of another run");
  const uint32_t expected = has_segment_ ? segment_ + 1 : 0;
  if (segment.index != expected) {
    return fail("segment " + std::to_string(uint32_t{segment.index}) + " of the run, expected " +
                std::to_string(expected) + ": what lies between is missing");
  }
  has_segment_ = true;
  run_ = segment.run;
  segment_ = segment.index;
  return true;
}

bool RunHead::take_settings(Bytes payload) {
  lane_record::Settings head;
  Bytes part;
  if (settings_) return fail("another run begins");
  if (!split(payload, head, part) || parts_.size() + part.size() > settings_bytes_max)
    return fail("no settings of a lane");
  parts_.insert(parts_.end(), part.begin(), part.end());
  if (head.has_more != 0) return true;
  settings_ = decode_settings(parts_, why_);
  return settings_.has_value();
}

}  // namespace hotlane
