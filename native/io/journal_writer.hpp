// Writes a lane's journal: a thread of its own takes the records out of the lane's pipe, adds their checks,
// and appends them to segments of a fixed size, synced in groups. The lane never waits for it. open() and
// close() from the lane's thread, wake() too.
//
// There is always a segment more than is being written: when the disk has no room for one, the lane is told
// while the last one still takes what cancelling everything takes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "io/journal_directory.hpp"
#include "io/journal_segment.hpp"
#include "journal/journal_pipe.hpp"
#include "journal/record_log.hpp"
#include "memory/units.hpp"

namespace hotlane::io {

struct JournalWriterSetup {
  std::string directory{};             // of this lane alone; empty: no journal is kept
  size_t ring_bytes = 32U << 20;       // a power of two: what may wait for the disk
  uint64_t segment_bytes = 64U << 20;  // of each file; at least segment_bytes_min
  TimeNs sync_interval_ns = 10'000'000;
  std::vector<int> cores{};  // that the thread may run on; empty: where its maker may
};

constexpr uint64_t segment_bytes_min = 1U << 20;

struct JournalWriterCounters {
  uint64_t records = 0;
  uint64_t bytes = 0;  // of the files
  uint64_t segments = 0;
  uint64_t syncs = 0;
  uint64_t sync_ns_max = 0;
};

class JournalWriter {
 public:
  JournalWriter() noexcept = default;
  ~JournalWriter() { close(); }
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  // Takes the folder, begins a run in it and starts the thread. `pipe` outlives this. Empty: good; else what
  // failed and why, in words.
  [[nodiscard]] std::string open(const JournalWriterSetup& setup, const std::string& lane, JournalPipe& pipe,
                                 TimeNs now);
  // Something waits for the disk: sync as soon as can be. A system call.
  void wake() noexcept;
  // Becomes readable when something more is on disk after a wake(); take_notice() makes it unreadable.
  [[nodiscard]] int notice_descriptor() const noexcept { return notice_; }
  void take_notice() noexcept;
  // Writes what the pipe holds, ends the segment. Nobody puts records any more.
  void close() noexcept;

  // What an earlier run had left torn.
  [[nodiscard]] const JournalTail& tail() const noexcept { return directory_.tail(); }
  // Once closed.
  [[nodiscard]] const JournalWriterCounters& counters() const noexcept { return counters_; }

 private:
  static constexpr size_t buffer_bytes = 1U << 20;
  static constexpr size_t flush_at_bytes = buffer_bytes - record_size_max;
  static constexpr TimeNs pause_ns = 1'000'000;  // between two looks into the pipe
  static constexpr TimeNs spare_retry_ns = 1'000'000'000;

  void run() noexcept;
  [[nodiscard]] bool take_pending() noexcept;
  void append(std::span<const std::byte> chunk) noexcept;
  void flush() noexcept;
  void sync() noexcept;
  [[nodiscard]] int begin_segment() noexcept;
  void prepare_spare() noexcept;
  void finish() noexcept;
  void fail(int failure) noexcept;
  [[nodiscard]] bool has_failed() const noexcept { return failure_ != 0; }
  // True: woken.
  [[nodiscard]] bool wait() noexcept;
  void wake_lane() noexcept;

  JournalWriterSetup setup_;
  std::string lane_;
  JournalPipe* pipe_ = nullptr;
  JournalDirectory directory_;
  JournalSegment segment_;
  JournalSegment spare_;
  std::vector<std::byte> buffer_;
  size_t buffered_ = 0;
  uint64_t place_ = 0;  // of the pipe, behind what stands in the segment or the buffer
  TimeNs run_began_ = 0;
  uint32_t index_ = 0;    // of the segment in its run
  TimeNs synced_at_ = 0;  // by the monotonic clock
  TimeNs spare_tried_at_ = 0;
  int failure_ = 0;
  int wake_ = -1;
  int notice_ = -1;
  JournalWriterCounters counters_;
  std::atomic<bool> is_closing_{false};
  std::thread thread_;
};

}  // namespace hotlane::io
