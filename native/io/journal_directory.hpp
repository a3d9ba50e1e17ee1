// The folder of one lane's journal: held by one process at a time, its segments 00000001.hlog, 00000002.hlog
// … in the order of their writing. Opening it cuts off what a crash left torn at the end of the newest one.
// Used by the journal's writer, one thread.
#pragma once

#include <cstdint>
#include <string>

namespace hotlane::io {

// The newest segment of an earlier run, as it was found.
struct JournalTail {
  std::string file{};       // empty: there was none
  uint64_t bytes_kept = 0;  // up to its last whole record
  uint64_t bytes_torn = 0;  // of a record that was not whole, cut off
  bool is_damaged = false;  // before its end: left as it is, for a human
};

class JournalDirectory {
 public:
  JournalDirectory() noexcept = default;
  ~JournalDirectory() { close(); }
  JournalDirectory(const JournalDirectory&) = delete;
  JournalDirectory& operator=(const JournalDirectory&) = delete;

  // Makes it where it isn't there, its owner's alone; takes it for this process; mends its tail. Empty: good;
  // else what failed and why, in words.
  [[nodiscard]] std::string open(const std::string& path);
  void close() noexcept;

  [[nodiscard]] const JournalTail& tail() const noexcept { return tail_; }
  // The name of the next segment.
  [[nodiscard]] std::string next_name();
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  // Of a segment that is being prepared: not yet part of the journal.
  static constexpr const char* spare_name = "next";

 private:
  [[nodiscard]] std::string failed(const char* what) const;
  [[nodiscard]] std::string find_newest();
  [[nodiscard]] std::string mend_tail();

  int descriptor_ = -1;
  uint32_t newest_ = 0;
  std::string path_;
  JournalTail tail_;
};

}  // namespace hotlane::io
