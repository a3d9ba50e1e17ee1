// How a run of a lane's journal begins, and that its segments follow each other: what each reader of one
// looks at first. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lane/settings_record.hpp"
#include "session/byte_queue.hpp"

namespace hotlane {

class RunHead {
 public:
  // A segment's record. False: it is not the run's next (why()).
  [[nodiscard]] bool take_segment(Bytes payload);
  // A part of the lane's settings. False: they are none (why()).
  [[nodiscard]] bool take_settings(Bytes payload);

  // None before all their parts came.
  [[nodiscard]] const std::optional<RecordedSettings>& settings() const noexcept { return settings_; }
  [[nodiscard]] const std::string& why() const noexcept { return why_; }

 private:
  static constexpr size_t settings_bytes_max = 1U << 20;

  [[nodiscard]] bool fail(const std::string& words);

  std::string why_;
  bool has_segment_ = false;
  uint64_t run_ = 0;
  uint32_t segment_ = 0;
  std::vector<std::byte> parts_;
  std::optional<RecordedSettings> settings_;
};

}  // namespace hotlane
