// Gives a lane the inputs that a journal holds, one by one (journal/lane_records.hpp). Whatever a record
// says, a wrong one is refused with words, never taken. Pure; one thread.
#pragma once

#include <string>
#include <vector>

#include "journal/lane_records.hpp"
#include "lane/lane_settings.hpp"
#include "replay/replay_clock.hpp"

namespace hotlane {

class RecordedInputs {
 public:
  // Both outlive it.
  RecordedInputs(const LaneSettings& settings, ReplayedLane& lane) noexcept
      : settings_(settings), lane_(lane) {}

  // False: it is none that the lane could have had (failure()).
  [[nodiscard]] bool run(LaneRecord type, Bytes payload, TimeNs now);
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] bool is_started() const noexcept { return is_started_; }

 private:
  [[nodiscard]] bool fail(const char* words) {
    failure_ = words;
    return false;
  }
  [[nodiscard]] bool has_channel(uint32_t channel);
  [[nodiscard]] bool run_datagram(Bytes payload);
  [[nodiscard]] bool run_snapshot_bytes(Bytes payload);
  [[nodiscard]] bool run_input_end(Bytes payload);
  [[nodiscard]] bool run_session(LaneRecord type, Bytes payload);
  [[nodiscard]] bool run_command(Bytes payload);
  [[nodiscard]] bool run_limits(Bytes payload);
  [[nodiscard]] bool run_grants(Bytes payload);
  [[nodiscard]] bool run_earlier(Bytes payload);

  const LaneSettings& settings_;
  ReplayedLane& lane_;
  TimeNs now_ = 0;
  bool is_started_ = false;
  std::vector<std::byte> limits_parts_;
  std::string failure_;
};

}  // namespace hotlane
