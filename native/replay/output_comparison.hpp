// Holds what a lane does when it is run again against what its journal says it did: record by record, to the
// bit. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "journal/lane_records.hpp"
#include "session/byte_queue.hpp"

namespace hotlane {

struct OutputDifference {
  TimeNs time_ns = 0;    // of the input that led to it
  std::string what;      // "bytes to the venue", "state: books" …
  std::string recorded;  // empty: nothing was
  std::string replayed;
};

class OutputComparison {
 public:
  // The journal says that the input under way led to this.
  void expect(const Record& output);
  // The lane has done this in it.
  void take(const Record& output);
  // The input is over.
  void end_input();

  [[nodiscard]] uint64_t outputs() const noexcept { return outputs_; }  // that were the same
  [[nodiscard]] uint64_t hashes() const noexcept { return hashes_; }    // of them
  [[nodiscard]] uint64_t bytes() const noexcept { return bytes_; }      // of them, for the venue
  [[nodiscard]] const std::optional<OutputDifference>& first_difference() const noexcept {
    return difference_;
  }

 private:
  struct Output {
    LaneRecord type = LaneRecord::end;
    TimeNs time_ns = 0;
    std::vector<std::byte> payload;
  };

  void differ(const Output* recorded, const Output* replayed);
  [[nodiscard]] static Output copy_of(const Record& record);

  std::deque<Output> expected_;
  uint64_t outputs_ = 0;
  uint64_t hashes_ = 0;
  uint64_t bytes_ = 0;
  std::optional<OutputDifference> difference_;
};

}  // namespace hotlane
