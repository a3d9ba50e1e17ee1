// Runs the lane of a journal again: the same inputs to the same code, strategies by what the journal says
// they did, outputs held against the recorded ones. Records of one run in order; see lane_records.hpp. Pure;
// one thread. Whatever the records say, a wrong one ends it with words, never with a crash.
//
// An input is run when the next one comes, since what it led to stands behind it. So the last input of a
// journal that was not ended in order is left out: nobody knows whether all of it was written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/lane_records.hpp"
#include "replay/output_comparison.hpp"
#include "replay/recorded_inputs.hpp"
#include "replay/recorded_strategy.hpp"
#include "replay/replay_clock.hpp"
#include "replay/run_head.hpp"

namespace hotlane {

class JournalReplay {
 public:
  JournalReplay();

  // From now on; it outlives this. Null: nobody looks on.
  void watch(ReplayWatcher* watcher) noexcept {
    watcher_ = watcher;
    tape_.watch(watcher);
    if (lane_ != nullptr) lane_->observe(watcher);
  }

  // False: the replay is over, by a wrong record (failure()) or a difference (outputs()).
  [[nodiscard]] bool take(const Record& record);
  // Runs the input that is held: at the run's end, or where the replay is to stop between two inputs.
  [[nodiscard]] bool run_held();

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] const OutputComparison& outputs() const noexcept { return outputs_; }
  [[nodiscard]] uint64_t inputs() const noexcept { return inputs_; }  // that were run
  // The journal was ended in order: it has all that the lane was told.
  [[nodiscard]] bool is_ended() const noexcept { return is_ended_; }
  // Of the input run last.
  [[nodiscard]] TimeNs now() const noexcept { return now_; }

  // Null before the settings.
  [[nodiscard]] ReplayedLane* lane() noexcept { return lane_.get(); }
  [[nodiscard]] const ReplayedLane* lane() const noexcept { return lane_.get(); }
  [[nodiscard]] const boundary::LaneMemory& memory() const noexcept { return *memory_; }
  [[nodiscard]] const LaneSettings& settings() const noexcept { return settings_.lane; }

 private:
  // An input repeats its own record and all that it led to; the longest are a flood of cancels.
  static constexpr size_t ring_bytes = 1U << 22;

  [[nodiscard]] bool fail(const std::string& words);
  void make_lane();
  void hold(const Record& record);
  void note_output(const Record& record);
  void note_clock(const Record& record);
  [[nodiscard]] bool compare();

  std::string failure_;
  uint64_t records_ = 0;
  uint64_t inputs_ = 0;
  TimeNs now_ = 0;
  bool is_ended_ = false;

  bool is_holding_ = false;
  LaneRecord held_type_ = LaneRecord::end;
  TimeNs held_time_ = 0;
  std::vector<std::byte> held_;
  std::vector<lane_record::OrderSent> sent_;  // by the input held, for the watcher

  ReplayWatcher* watcher_ = nullptr;
  RunHead head_;
  RecordedSettings settings_;
  ReplayClock clock_;
  JournalPipe pipe_{ring_bytes};
  CallTape tape_;
  OutputComparison outputs_;
  std::unique_ptr<boundary::LaneMemory> memory_;
  std::vector<std::unique_ptr<RecordedStrategy>> strategies_;
  RecordedSource source_{tape_, strategies_};
  std::unique_ptr<ReplayedLane> lane_;
  std::unique_ptr<RecordedInputs> inputs_of_lane_;
};

}  // namespace hotlane
