// Runs a recorded lane again with its strategies' code, closed-loop against a model of its venue, and says
// what came out otherwise than that day. Records of one run in order, a second time (RecordedVenue had them
// all); each input of the journal but those of its order sessions goes in as it is, at its recorded moment;
// the sessions' bring what the model answers, at the moments at which the venue's answers came. Pure; one
// thread.
//
// While both agree, what is compared is compared to the bit and by the same numbers. From the first
// difference on the model answers after the run's median latency wherever the live run had no such request.
// What the lane heard at the end from a venue that was ahead of its feed, it hears again as it was.
// With latencies of its own (set_latency()) it does so from the beginning, wherever live had them.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "parity/parity_difference.hpp"
#include "parity/parity_venue.hpp"
#include "parity/parity_words.hpp"
#include "replay/recorded_inputs.hpp"
#include "replay/replay_clock.hpp"

namespace hotlane {

struct ParityCounts {
  uint64_t inputs = 0;
  // Of the live run.
  uint64_t decisions = 0;  // calls that left intents
  uint64_t orders = 0;     // sent, replacements among them
  uint64_t fills = 0;
  // At the end, of a market that the lane had not heard of yet: taken as they were, not compared.
  uint64_t answers_ahead = 0;
  // Of the backtest.
  uint64_t backtest_decisions = 0;
  uint64_t backtest_orders = 0;
  uint64_t backtest_fills = 0;
};

class ParityRun {
 public:
  // The record is finished, the memory has been prepared (prepare_lane_memory). All outlive it. `strategies`:
  // null in a vacant place.
  ParityRun(const RecordedVenue& recorded, boundary::LaneMemory& memory,
            std::span<StrategyPort* const> strategies, StrategySource* source);
  ~ParityRun();

  // Its code or a parameter is another than that day: that is why it differs.
  void declare(StrategyId strategy, ParityReason reason) noexcept { declared_[strategy] = reason; }

  // Before the first record: each request meets the market so long after its sending, and each answer is
  // heard so long after that, by when the lane heard of the market; not as that day.
  void set_latency(TimeNs latency) noexcept { latency_ = latency; }

  // False: the journal can't be run (failure()).
  [[nodiscard]] bool take(const Record& record);
  // After the last record.
  [[nodiscard]] bool finish();

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] const ParityCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const std::vector<ParityDifference>& differences() const noexcept { return differences_; }
  [[nodiscard]] uint64_t unexplained() const noexcept;

 private:
  static constexpr size_t ring_bytes = 1U << 22;
  static constexpr TimeNs publish_ns = 1'000'000;

  using OrderKey = std::pair<StrategyId, StrategyOrderId>;
  // An order_sent record of either side.
  struct Sent {
    SessionId session = 0;
    StrategyId strategy = 0;
    UserRefNum number = 0;
    Intent intent{};
    VenuePlace place{};
    bool is_placed = false;    // live sent it too, in this input
    bool is_answered = false;  // and it changed something
    TimeNs time = 0;
  };
  struct Session {
    bool is_logged_in = false;
    std::vector<std::byte> heard;  // of the venue that day, not a whole packet yet
    std::vector<std::byte> said;   // by the lane
    std::deque<Sent> on_way;       // made by the lane, not yet in `said`
    uint64_t next_sequence = 1;    // of the recorded run
    uint64_t taken = 0;            // of the model's answers, for the lane
    size_t others = 0;
    bool is_dropped = false;  // the newest request
    bool is_ahead = false;    // of the feed: from now on it hears what it heard that day
    std::unordered_map<UserRefNum, OrderKey> orders;
    std::vector<std::byte> hearing;  // for the lane, in this input
  };

  // Where an answer first differed; what came of its orders is compared by order, once all is over.
  struct FirstAnswer {
    OrderKey order;
    RecordedAnswer live;
    std::optional<RecordedAnswer> backtest;
    ParityReason reason = ParityReason::unexplained;
    TimeNs known = 0;
  };

  [[nodiscard]] bool fail(const std::string& words);
  // Requests meet the market where they did that day, and answers come when they came.
  [[nodiscard]] bool follows_record() const noexcept { return !is_apart_ && !latency_; }
  [[nodiscard]] TimeNs answer_latency() const noexcept {
    return latency_.value_or(recorded_.answer_latency());
  }
  void hold(const Record& record);
  [[nodiscard]] bool run_held();
  [[nodiscard]] bool run(LaneRecord type, Bytes payload);
  [[nodiscard]] bool run_session(LaneRecord type, Bytes payload);
  void hear(SessionId session, Bytes body);
  void hear_packet(SessionId session, Bytes whole);
  void hear_sequenced(SessionId session, Bytes whole);
  void take_ahead(SessionId session, const RecordedAnswer& live, Bytes whole);
  // What the model has next for the session; none up to that time of day.
  [[nodiscard]] std::optional<RecordedAnswer> next_answer(SessionId session, TimeNs time_of_day);
  void take_answer(SessionId session, const RecordedAnswer& answer, Bytes whole);
  void keep_answer(const Session& session, const RecordedAnswer& answer);
  void hear_due(SessionId session);
  void give_heard(SessionId session, uint64_t received);
  void say(SessionId session, size_t size);
  void send(SessionId session, Bytes message);
  void drain();
  void take_sent(Bytes payload);
  void compare();
  void compare_calls(StrategyId strategy);
  void compare_sent(StrategyId strategy);
  void compare_answers();
  void differ_in_answer(OrderKey order, const RecordedAnswer* live, const RecordedAnswer* backtest,
                        ParityReason reason);
  void differ_now(ParitySubject what, OrderKey order, std::string live, std::string backtest);
  // They differ, for that reason where nothing else explains it.
  // `time_of_day`: of the venue, where it is its answers that do.
  void part(ParityReason reason, ParityReason declared, TimeNs time_of_day) noexcept;
  // `reason`: of this one alone, where it is explained otherwise than by the first difference.
  [[nodiscard]] ParityReason reason_of(StrategyId strategy, ParityReason reason) const noexcept;

  const RecordedVenue& recorded_;
  const LaneSettings& settings_;
  boundary::LaneMemory& memory_;
  std::string failure_;
  uint64_t records_ = 0;
  ReplayClock clock_;
  JournalPipe pipe_{ring_bytes};
  std::unique_ptr<ReplayedLane> lane_;
  std::unique_ptr<RecordedInputs> inputs_;
  ParityVenue venue_;
  std::deque<Session> sessions_;

  bool is_holding_ = false;
  LaneRecord held_type_ = LaneRecord::end;
  std::vector<std::byte> held_;
  TimeNs now_ = 0;
  TimeNs published_at_ = 0;
  // By the input that is held, that day and now.
  std::vector<ParityCall> live_calls_;
  std::vector<ParityCall> calls_;
  std::vector<Sent> live_sent_;
  std::vector<Sent> sent_;
  size_t live_requests_ = 0;  // of the record's, that have come by

  std::optional<TimeNs> latency_;  // in place of the recorded ones
  bool is_apart_ = false;          // they have differed
  ParityReason root_ = ParityReason::unexplained;
  std::optional<FirstAnswer> first_answer_;
  std::array<ParityReason, boundary::strategies_max> declared_{};
  std::map<OrderKey, std::vector<RecordedAnswer>> answers_;  // that the lane was given, by order
  // Since when: a request about it met the market at a place that is an estimate.
  std::map<OrderKey, TimeNs> estimated_;
  ParityCounts counts_;
  std::vector<ParityDifference> differences_;
};

}  // namespace hotlane
