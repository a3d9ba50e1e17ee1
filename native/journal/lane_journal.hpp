// The lane's end of its journal: puts records (lane_records.hpp) into the ring that the writer empties, and
// knows how far behind the disk is. Lane's thread only; never waits. A lane without a journal has one that is
// off: each put is then one branch.
//
// A record for which the ring has no room ends the journal: one with a hole would be worth less than one with
// an end.
#pragma once

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "journal/journal_pipe.hpp"
#include "journal/lane_records.hpp"
#include "session/byte_queue.hpp"

namespace hotlane {

struct LaneJournalSettings {
  // Nothing is sent before what the journal says of it is on disk.
  bool is_sync_before_send = false;
  // What is not on disk after so long makes the journal `behind`.
  TimeNs lag_max_ns = 1'000'000'000;
};

class LaneJournal {
 public:
  // Null: off.
  LaneJournal(JournalPipe* pipe, const LaneJournalSettings& settings) noexcept
      : pipe_(pipe), settings_(settings), is_on_(pipe != nullptr) {}

  [[nodiscard]] bool is_on() const noexcept { return is_on_; }

  template <class Head>
  void put(const Head& head, TimeNs now, Bytes body = {}) noexcept {
    if (!is_on_) return;
    now_ = now;
    if constexpr (std::is_empty_v<Head>) {
      put_record(Head::type, now, {}, body);
    } else {
      put_record(Head::type, now, std::as_bytes(std::span(&head, 1)), body);
    }
  }

  // Of the newest record: of the input under way.
  [[nodiscard]] TimeNs now() const noexcept { return now_; }

  // Where the journal stands, and how far it is on disk, in the ring's bytes.
  [[nodiscard]] uint64_t place() const noexcept { return pipe_ == nullptr ? 0 : pipe_->ring.written(); }
  [[nodiscard]] uint64_t durable() const noexcept {
    return pipe_ == nullptr ? 0 : pipe_->durable.load(std::memory_order_acquire);
  }

  // How well it is kept, by the newest look() and by now.
  [[nodiscard]] JournalState look(TimeNs now) noexcept;
  [[nodiscard]] JournalState state() const noexcept { return state_; }
  // Errno of what the disk refused, for people; 0: nothing.
  [[nodiscard]] int failure() const noexcept { return pipe_ == nullptr ? 0 : failure_of(*pipe_); }
  // It is of no further use: no record is put any more.
  void turn_off() noexcept { is_on_ = false; }

  [[nodiscard]] uint64_t records() const noexcept { return records_; }
  // Put and not yet on disk: bytes, and how old the oldest is, to within a look.
  [[nodiscard]] uint64_t lag_bytes() const noexcept { return lag_bytes_; }
  [[nodiscard]] TimeNs lag_ns() const noexcept { return lag_ns_; }
  [[nodiscard]] uint64_t lag_bytes_max() const noexcept { return lag_bytes_max_; }
  [[nodiscard]] TimeNs lag_ns_max() const noexcept { return lag_ns_max_; }

 private:
  [[nodiscard]] static int failure_of(const JournalPipe& pipe) noexcept {
    const int failure = pipe.failure.load(std::memory_order_relaxed);
    return failure != 0 ? failure : pipe.shortage.load(std::memory_order_relaxed);
  }
  void put_record(LaneRecord type, TimeNs now, Bytes head, Bytes body) noexcept;
  void measure_lag(TimeNs now) noexcept;
  [[nodiscard]] bool is_too_far_behind() noexcept;

  JournalPipe* pipe_;
  LaneJournalSettings settings_;
  bool is_on_;
  bool is_overrun_ = false;
  bool is_behind_ = false;
  JournalState state_ = JournalState::off;
  TimeNs now_ = 0;
  uint64_t records_ = 0;
  // A place, and when the journal stood there: the lag's age is counted from it.
  uint64_t marked_place_ = 0;
  TimeNs marked_at_ = 0;
  uint64_t lag_bytes_ = 0;
  TimeNs lag_ns_ = 0;
  uint64_t lag_bytes_max_ = 0;
  TimeNs lag_ns_max_ = 0;
};

}  // namespace hotlane
