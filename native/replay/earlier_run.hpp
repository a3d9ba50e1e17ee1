// What of a run's journal a lane that goes on from it needs (Lane::on_earlier): the order side, in order, as
// a record log of its own, a small part of the whole. Records of one run in, any thread; pure.
//
// Of the times at which timers were looked at, only those that led to something are kept: a venue that was
// asked again, an order that was cancelled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/lane_records.hpp"
#include "replay/run_head.hpp"

namespace hotlane {

class EarlierRun {
 public:
  EarlierRun();

  // The run's next record. False: the journal is not to be trusted from here on (failure()).
  [[nodiscard]] bool take(const Record& record);

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  // None before they were read.
  [[nodiscard]] const std::optional<RecordedSettings>& settings() const noexcept { return head_.settings(); }
  // The lane had begun to work, or had taken over all that the run before it knew. One that had neither has
  // sent nothing, and does not know all.
  [[nodiscard]] bool is_started() const noexcept { return is_started_; }
  // It was stopped in order.
  [[nodiscard]] bool is_ended() const noexcept { return is_ended_; }
  // Of the newest record; 0: it has none.
  [[nodiscard]] TimeNs newest() const noexcept { return newest_; }
  [[nodiscard]] uint64_t orders() const noexcept { return orders_; }  // new ones that were sent
  // A record log (journal/record_log.hpp) of what is to be taken over.
  [[nodiscard]] const std::vector<std::byte>& log() const noexcept { return log_; }

 private:
  [[nodiscard]] bool fail(const std::string& words);
  [[nodiscard]] bool take_earlier(const Record& record);
  [[nodiscard]] bool take_limits(const Record& record);
  void take_command(const Record& record);
  void keep(const Record& record);
  void keep_day(uint32_t trading_day, TimeNs now);
  void keep_time();

  std::string failure_;
  uint64_t records_ = 0;
  RunHead head_;
  bool is_amid_limits_ = false;  // a part of a set has come, and not its last
  bool is_time_held_ = false;    // a time that has led to nothing yet
  TimeNs held_time_ = 0;
  bool is_started_ = false;
  bool is_ended_ = false;
  TimeNs newest_ = 0;
  uint64_t orders_ = 0;
  std::vector<std::byte> log_;
};

}  // namespace hotlane
